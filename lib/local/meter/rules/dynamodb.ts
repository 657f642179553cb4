/** DynamoDB on demand: write units of 1 KB, read units of 4 KB, by the items' sizes [D: Developer Guide, "DynamoDB read and write operations"]. */
import { inputOf } from '../../iam/actions/service-actions.ts';
import type { ServiceResponse } from '../../service.ts';
import type { CountingPlace, CountingRule } from '../exchange.ts';
import { type Item, itemBytes } from '../item-size.ts';
import { readUnits, type TableMeter } from '../table-meter.ts';

type Input = Readonly<Record<string, unknown>>;

interface Call {
  readonly input: Input;
  readonly table: TableMeter;
  readonly tableName: string;
  readonly response: ServiceResponse;
  readonly place: CountingPlace;
}

interface Units {
  readonly writes?: number;
  readonly reads?: number;
}

const conditionFailed = ({ status, body }: ServiceResponse): boolean => status === 400 && String(body).includes('ConditionalCheckFailed');

/** A failed condition is charged as the write it would have been. */
const written = ({ response, table }: Call, key: Item, after: Item | undefined): Units =>
  response.status === 200 ? { writes: table.write(key, after) } : { writes: table.refuse(key, after) };

const put = (call: Call): Units => {
  const item = call.input['Item'] as Item;
  return written(call, call.table.keyOf(item), item);
};

const remove = (call: Call): Units => written(call, call.input['Key'] as Item, undefined);

const update = async (call: Call): Promise<Units> => {
  const key = call.input['Key'] as Item;
  return written(call, key, call.response.status === 200 ? await call.place.itemOf(call.tableName, key) : undefined);
};

const get = ({ input, table }: Call): Units => ({
  reads: readUnits(table.bytesOf(input['Key'] as Item), input['ConsistentRead'] === true),
});

interface Batch {
  readonly Keys?: readonly Item[];
  readonly ConsistentRead?: boolean;
}

/** Each item is rounded up by itself [D]. */
const countBatch = ({ request, response, caller }: Parameters<CountingRule>[0], place: CountingPlace): void => {
  if (response.status !== 200) return;
  const tables = (inputOf(request)['RequestItems'] ?? {}) as Readonly<Record<string, Batch>>;
  for (const [name, { Keys = [], ConsistentRead = false }] of Object.entries(tables)) {
    const table = place.meter.tables.get(name.split('/').at(-1) ?? '');
    if (table === undefined) continue;
    const reads = Keys.reduce((sum, key) => sum + readUnits(table.bytesOf(key), ConsistentRead), 0);
    place.meter.count('dynamodb-reads', caller, reads);
  }
};

interface Page {
  readonly Items?: readonly Item[];
  readonly Count?: number;
  readonly ScannedCount?: number;
}

/** By the sum of what was looked at, rounded once [D]; what a filter dropped is taken to be as large as what it left. */
const list = ({ input, table, response }: Call): Units => {
  const { Items = [], Count = 0, ScannedCount = Count } = JSON.parse(String(response.body)) as Page;
  const bytes = Items.reduce((sum, item) => sum + (table.bytesOf(item) || itemBytes(item)), 0);
  const looked = Items.length > 0 ? (bytes * ScannedCount) / Items.length : 0;
  return { reads: readUnits(looked, input['ConsistentRead'] === true) };
};

const operations: Readonly<Record<string, (call: Call) => Units | Promise<Units>>> = {
  /* biome-ignore-start lint/style/useNamingConvention: DynamoDB's names of operations. */
  PutItem: put,
  DeleteItem: remove,
  UpdateItem: update,
  GetItem: get,
  Query: list,
  Scan: list,
  /* biome-ignore-end lint/style/useNamingConvention: DynamoDB's names of operations. */
};

export const countDynamoDb: CountingRule = async (exchange, place) => {
  const { caller, request, response } = exchange;
  if (request.operation === 'BatchGetItem') return countBatch(exchange, place);
  const count = operations[request.operation];
  if (!count || (response.status !== 200 && !conditionFailed(response))) return;
  const input = inputOf(request);
  const tableName =
    String(input['TableName'] ?? '')
      .split('/')
      .at(-1) ?? '';
  const table = place.meter.tables.get(tableName);
  if (!table) return;
  const { writes = 0, reads = 0 } = await count({ input, table, tableName, response, place });
  place.meter.count('dynamodb-writes', caller, writes);
  place.meter.count('dynamodb-reads', caller, reads);
};
