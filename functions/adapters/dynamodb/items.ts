/** Reading and conditionally writing items whose value lies whole under one attribute, `body`. */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { idFrom } from '#kernel/fingerprint.ts';
import { conditionHeld } from './client.ts';

/** An item's place in any table of ours. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A table, and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/** The same condition for every write that must be the first. */
export const isAbsent = 'attribute_not_exists(pk)';

/** Text as part of a key: as it is while short, else by its hash. Keys hold 1 KB (sk) and 2 KB (pk) [D]. */
export const keyPart = (text: string): string =>
  Buffer.byteLength(text) <= 400 ? text : `${text.slice(0, 60).toWellFormed()}~${idFrom(text)}`;

/** The item's attributes; read consistently, so that what was written is seen at once. */
export const getItem = async (table: Table, key: Key): Promise<Record<string, unknown> | undefined> => {
  const { Item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key: marshall(key), ConsistentRead: true }));
  return Item === undefined ? undefined : unmarshall(Item);
};

/** Writes the whole item if the condition holds; says whether it did. */
export const putItem = (
  table: Table,
  item: Key & Readonly<Record<string, unknown>>,
  condition?: string,
  values: Readonly<Record<string, unknown>> = {},
): Promise<boolean> =>
  conditionHeld(() =>
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall(item, { removeUndefinedValues: true }),
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
      }),
    ),
  );

/** Deletes the item if the condition holds; says whether it did. */
export const deleteItem = (table: Table, key: Key, condition?: string, values: Readonly<Record<string, unknown>> = {}): Promise<boolean> =>
  conditionHeld(() =>
    table.client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: marshall(key),
        ...(condition === undefined ? {} : { ConditionExpression: condition, ExpressionAttributeValues: marshall(values) }),
      }),
    ),
  );

type Query = Pick<QueryCommandInput, 'IndexName' | 'KeyConditionExpression' | 'ConsistentRead' | 'ScanIndexForward'>;

/** The bodies of the items a query finds, in its order, page by page: all of them, or the first `limit`. */
export const queryBodies = async <Body>(
  table: Table,
  query: Query,
  values: Readonly<Record<string, unknown>>,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly Body[]> => {
  const found: Body[] = [];
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        ...query,
        TableName: table.name,
        ExpressionAttributeValues: marshall(values),
        ExclusiveStartKey: start,
        ...(Number.isFinite(limit) ? { Limit: limit - found.length } : {}),
      }),
    );
    found.push(...Items.map((item) => unmarshall(item)['body'] as Body));
    start = LastEvaluatedKey;
  } while (start !== undefined && found.length < limit);
  return found;
};

/** Milliseconds since the epoch as text that sorts as the number does. */
export const sortable = (at: number): string => String(Math.max(0, Math.round(at))).padStart(15, '0');
