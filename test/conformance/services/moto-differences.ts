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

const kinesis: readonly Told[] = [
  ['an explicit hash key decides the shard', 'moto fails with 500 for the highest of all hash keys'],
  ['a stream is known by its ARN alone', 'moto does not find a stream by its ARN when it asks for an iterator'],
  ['a stream describes itself', 'moto leaves ConsumerCount out'],
  ['a stream describes its shards, and whether there are more', 'moto begins with the shard it should begin after'],
  ['shards are listed by page', 'moto refuses the token that it gave, when it comes without a name'],
  ['a page of shards is asked for by token or by name, not both', 'moto wants both'],
  ['a shard that is split ends, and its children take its hash keys over', 'moto goes on writing to the shard that was split'],
  ['a closed shard is read to its end, which has no next iterator and names the children', 'moto never ends a closed shard'],
  ['two neighbours merge into one', 'moto counts a shard that was merged as open'],
  ['an iterator nobody gave is refused', 'moto fails with 500'],
  ['an iterator at a sequence number needs one, and one that is one', 'moto fails with 500, or takes any number'],
  ['an iterator of an unknown kind is refused', 'moto names the error InvalidArgumentException'],
  ['an empty batch is refused', 'moto takes it'],
  ['a partition key has 1 to 256 characters', 'moto takes an empty key'],
  ['enhanced fan-out and scaling are not emulated, and say so', 'moto has both', { who: 'moto' }],
];

const unchecked = 'moto does not check';
const timestream: readonly Told[] = [
  ['a dimension both in a record and in the common attributes is refused', unchecked],
  ['what is older than the memory store keeps is rejected, and the rest kept', 'moto rejects nothing'],
  ['what lies more than 15 minutes ahead is rejected', 'moto rejects nothing'],
  ['another value under the same version is rejected with the version there is', 'moto knows no versions'],
  ['a lower version is rejected, a higher one updates', 'moto knows no versions'],
  ['a record without a version has version 1', 'moto knows no versions'],
  ['two different values of one record in one call: one is rejected', 'moto knows no versions'],
  ['a call takes 100 records and refuses 101', unchecked],
  ['a call without records is refused', unchecked],
  ['a value that is no number is refused as DOUBLE', unchecked],
  ['a fraction is refused as BIGINT', unchecked],
  ['a truth value other than true and false is refused as BOOLEAN', unchecked],
  ['a record without a time is refused', unchecked],
  ['a time that is no number is refused', unchecked],
  ['a record without a measure name is refused', unchecked],
  ['a record of several values without any is refused', unchecked],
  ['a dimension without a value is refused', unchecked],
  ['a missing table is not found', 'moto answers with status 400'],
  ['a missing database is not found', 'moto answers with status 400'],
  ['a table describes its retention', 'moto gives hours back as the text it was given'],
];

const secretStatus = 'moto answers with status 404';
const secretsManager: readonly Told[] = [
  ['a secret that never changed has no previous version', secretStatus],
  ['a version there is not is not found', secretStatus],
  ['a missing secret is not found by name or ARN', secretStatus],
  ['a missing secret cannot be described or given a value', secretStatus],
  ['listing is not emulated, and says so', 'moto lists', { who: 'moto' }],
];

const stepFunctions: readonly Told[] = [
  ['a name with a blank is invalid', 'moto starts it'],
  ['an input that is no JSON is invalid', 'moto fails with an error of Python'],
  ['an execution is stopped with an error and a cause', 'moto loses both'],
  ['a task that waits for its token fails with the answer', 'moto loses the cause'],
  ['a token is good for one answer', 'moto forgets the token, and says InvalidToken'],
  ['a heartbeat keeps a task alive and answers nothing', 'moto refuses the token of a task without a heartbeat time'],
  ['an answer that is no JSON is invalid, and the token stays good', 'moto takes the answer, and the token is used up'],
];

export const motoDifferences: readonly MotoDifference[] = [
  ...of('Kinesis', kinesis),
  ...of('DynamoDB', dynamodb),
  ...of('SQS', sqs),
  ...of('S3', s3),
  ...of('Timestream', timestream),
  ...of('Secrets Manager', secretsManager),
  ...of('Step Functions', stepFunctions),
];
