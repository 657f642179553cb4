/** Where moto answers otherwise than the local cloud, and who is right. `npm run conformance:moto` fails when this list is not exactly what it finds. */

export interface MotoDifference {
  readonly service: string;
  readonly case: string;
  /** Whose answer is AWS's. */
  readonly who: 'local' | 'moto' | 'neither';
  readonly reason: string;
  /** Where it is written; the case's own source when absent. */
  readonly source?: string;
}

type Told = readonly [name: string, reason: string, more?: Pick<MotoDifference, 'source'> & { readonly who?: MotoDifference['who'] }];

/** The local cloud is right unless told otherwise. */
const of = (service: string, told: readonly Told[]): readonly MotoDifference[] =>
  told.map(([name, reason, more]) => ({ service, case: name, who: 'local', reason, ...more }));

const dynamodb: readonly Told[] = [
  ['a number comes back in its shortest form', 'moto keeps the text of a number as it came'],
  ['a page that ends with the last item still says that there may be more', 'moto looks ahead, and gives no key'],
  ['a missing index is refused', 'moto answers ResourceNotFoundException'],
  ['a filter on a key is refused', 'moto filters'],
  ['a batch takes 25 writes and refuses 26', 'moto takes any number'],
  ['an empty batch is refused', 'moto does nothing, successfully'],
  ['a name that no table can have is invalid', 'moto looks for the table'],
  ['an index key of the wrong type is invalid', 'moto stores it'],
  ['a read by a key with too much or too little is invalid', 'moto refuses, but says only "Validation Exception"'],
  ['a set with a repeated member is invalid', 'moto stores it'],
  ['a number of more than 38 digits is invalid', 'moto stores it'],
  ['a malformed body is a serialisation error', 'moto answers with a page of HTML'],
  ['transactions are not emulated, and say so', 'moto has transactions, dynalite has none', { who: 'moto' }],
  ['time to live is enabled once', 'moto enables it again'],
  ['time to live that is disabled cannot be disabled', 'moto disables it again'],
  ['time to live of a missing table is not found', 'moto names the error ResourceNotFound'],
];

const s3: readonly Told[] = [
  ['a key of more than 1,024 bytes is too long', 'moto stores it'],
  ['a wrong checksum is refused, and nothing is stored', 'moto does not check'],
  ['a wrong Content-MD5 is refused, and nothing is stored', 'moto does not check'],
  ['a Content-MD5 that is no digest is refused', 'moto does not check'],
  ['a range that is none is ignored', 'moto takes any unit for bytes'],
  ['a token nobody gave is refused', 'moto lists nothing'],
  ['copies are not emulated, and say so', 'moto copies', { who: 'moto' }],
];

const sqs: readonly Told[] = [
  ['a message that shows again cannot be hidden by its old handle', 'moto hides it'],
  ['a receive that may wait for messages answers at once here', 'moto waits', { who: 'moto' }],
  ['sequence numbers have 20 digits and grow', 'moto draws them at random'],
  [
    'a repeated deduplication id is accepted, answered as the first, and not delivered',
    'moto does not deliver it, but answers with an id and a number of its own',
  ],
  ['a deduplication id is remembered although its message was deleted', 'moto looks only at messages it still has'],
  ['a message that shows again cannot be deleted by its expired handle', 'moto deletes it'],
  ['a handle that was overtaken by another receive does not delete any more', 'moto deletes it'],
  ['an empty body is refused', 'moto takes it'],
  ['a character XML does not know is refused', 'moto takes it'],
];

export const motoDifferences: readonly MotoDifference[] = [...of('DynamoDB', dynamodb), ...of('S3', s3), ...of('SQS', sqs)];
