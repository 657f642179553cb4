/** Reads many items of one table at once. */
import { BatchGetItemCommand, type BatchGetItemCommandOutput, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { UpstreamError } from '#kernel/errors.ts';
import type { Key, Table } from './items.ts';

/** BatchGetItem's own limit [D]. */
const maxKeys = 100;
/** What a batch leaves unread is asked for again so often. */
const attempts = 5;

type Item = Readonly<Record<string, unknown>>;

const readPage = async (table: Table, keys: readonly Key[]): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let request: Record<string, KeysAndAttributes> = { [table.name]: { Keys: keys.map((key) => marshall(key)), ConsistentRead: true } };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { Responses = {}, UnprocessedKeys = {} }: BatchGetItemCommandOutput = await table.client.send(
      new BatchGetItemCommand({ RequestItems: request }),
    );
    found.push(...(Responses[table.name] ?? []).map((item) => unmarshall(item)));
    if (Object.keys(UnprocessedKeys).length === 0) return found;
    request = UnprocessedKeys;
  }
  throw new UpstreamError('DynamoDB left items unread.', { reason: 'throttled' });
};

/** Those of these different keys that are there, in no order; read consistently. UpstreamError when DynamoDB leaves some unread again and again. */
export const batchGet = async (table: Table, keys: readonly Key[]): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (let start = 0; start < keys.length; start += maxKeys) found.push(...(await readPage(table, keys.slice(start, start + maxKeys))));
  return found;
};
