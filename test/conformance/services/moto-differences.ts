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

const dynamodb = (name: string, reason: string, more: Partial<MotoDifference> = {}): MotoDifference => ({
  ...{ service: 'DynamoDB', case: name, who: 'local', reason },
  ...more,
});

export const motoDifferences: readonly MotoDifference[] = [
  dynamodb('a number comes back in its shortest form', 'moto keeps the text of a number as it came'),
  dynamodb(
    'a page that ends with the last item still says that there may be more',
    'moto looks ahead; a client that takes a missing key for the end works either way',
  ),
  dynamodb('a missing index is refused', 'moto answers ResourceNotFoundException'),
  dynamodb('a filter on a key is refused', 'moto filters'),
  dynamodb('a batch takes 25 writes and refuses 26', 'moto counts requests per table only above a size'),
  dynamodb('an empty batch is refused', 'moto does nothing, successfully'),
  dynamodb('a name that no table can have is invalid', 'moto looks for the table'),
  dynamodb('an index key of the wrong type is invalid', 'moto stores it'),
  dynamodb('a read by a key with too much or too little is invalid', 'moto refuses, but says only "Validation Exception"'),
  dynamodb('a set with a repeated member is invalid', 'moto stores it'),
  dynamodb('a number of more than 38 digits is invalid', 'moto stores it'),
  dynamodb('a malformed body is a serialisation error', 'moto fails with 500 and a page of HTML'),
  dynamodb('transactions are not emulated, and say so', 'moto has transactions, dynalite has none', { who: 'moto' }),
  dynamodb('time to live is enabled once', 'moto enables it again'),
  dynamodb('time to live that is disabled cannot be disabled', 'moto disables it again'),
  dynamodb('time to live of a missing table is not found', 'moto names the error ResourceNotFound'),
];
