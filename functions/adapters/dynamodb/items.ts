/** Reading and conditionally writing items whose value lies whole under one attribute. */
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { idFrom } from '#kernel/fingerprint.ts';
import { isConditionFailed } from './client.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/** The same condition for every write that must be the first. */
export const isAbsent = 'attribute_not_exists(pk)';

/** Text as part of a key: as it is while short, else by its hash. Keys hold 1 KB (sk) and 2 KB (pk) [D]. */
export const keyPart = (text: string): string => (Buffer.byteLength(text) <= 400 ? text : `${text.slice(0, 60)}~${idFrom(text)}`);

/** The item's attributes; read consistently, so that what was written is seen at once. */
export const getItem = async (table: Table, key: Key): Promise<Record<string, unknown> | undefined> => {
  const { Item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key: marshall(key), ConsistentRead: true }));
  return Item === undefined ? undefined : unmarshall(Item);
};

/** Writes the whole item if the condition holds; says whether it did. */
export const putItem = async (
  table: Table,
  item: Key & Readonly<Record<string, unknown>>,
  condition?: string,
  values: Readonly<Record<string, unknown>> = {},
): Promise<boolean> => {
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall(item, { removeUndefinedValues: true }),
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
};

/** Deletes the item if the condition holds; says whether it did. */
export const deleteItem = async (
  table: Table,
  key: Key,
  condition?: string,
  values: Readonly<Record<string, unknown>> = {},
): Promise<boolean> => {
  try {
    await table.client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: marshall(key),
        ...(condition === undefined ? {} : { ConditionExpression: condition, ExpressionAttributeValues: marshall(values) }),
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
};

/** Milliseconds since the epoch as text that sorts as the number does. */
export const sortable = (at: number): string => String(Math.max(0, Math.round(at))).padStart(15, '0');
