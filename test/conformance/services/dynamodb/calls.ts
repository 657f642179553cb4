/** Short forms of DynamoDB calls: plain values in, plain values out. */
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Case, Resources, Setting } from '../contract.ts';

export type Plain = Record<string, NativeAttributeValue>;
export type TableCase = Case<DynamoDBClient>;
type Table = Setting<DynamoDBClient>;

/** Keys `pk` and `sk`; the index `by-status` is sparse, as the pipeline's. */
export const tableOf = (id: string): Resources => ({
  [id.replaceAll('-', '')]: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: id,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'status', 'rank'].map((AttributeName) => ({
        AttributeName,
        AttributeType: AttributeName === 'rank' ? 'N' : 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-status',
          KeySchema: [
            { AttributeName: 'status', KeyType: 'HASH' },
            { AttributeName: 'rank', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  },
});

export const key = (pk = 'p', sk = 's') => marshall({ pk, sk });

/** `:name` values of an expression. */
export const values = (of: Plain) => marshall(Object.fromEntries(Object.entries(of).map(([name, value]) => [`:${name}`, value])));

export const put = ({ client, id }: Table, item: Plain, more: Partial<PutItemCommandInput> = {}) =>
  client.send(new PutItemCommand({ TableName: id, Item: marshall({ pk: 'p', sk: 's', ...item }), ...more }));

export const get = async ({ client, id }: Table, pk = 'p', sk = 's'): Promise<Plain | undefined> => {
  const { Item } = await client.send(new GetItemCommand({ TableName: id, Key: key(pk, sk) }));
  return Item && unmarshall(Item);
};

export const update = async ({ client, id }: Table, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) => {
  const { Attributes } = await client.send(new UpdateItemCommand({ TableName: id, Key: key(), UpdateExpression, ...more }));
  return Attributes && unmarshall(Attributes);
};

/** Items of the partition `p`, unless the input says otherwise. */
export const query = async ({ client, id }: Table, input: Partial<QueryCommandInput> = {}) => {
  const answer = await client.send(
    new QueryCommand({ TableName: id, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: values({ p: 'p' }), ...input }),
  );
  return { ...answer, items: (answer.Items ?? []).map((item) => unmarshall(item)) };
};

/** Puts items of the partition `p` under these sort keys. */
export const fill = async (table: Table, sortKeys: readonly string[], more: (sk: string, at: number) => Plain = () => ({})) => {
  for (const [at, sk] of sortKeys.entries()) await put(table, { sk, ...more(sk, at) });
};
