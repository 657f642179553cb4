/** Tables as they describe themselves, and their time to live. */
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { failure, refused, type Setting } from '../contract.ts';
import { get, put, type TableCase, tableOf } from './calls.ts';

const timeToLive = async ({ client, id }: Setting<DynamoDBClient>) =>
  (await client.send(new DescribeTimeToLiveCommand({ TableName: id }))).TimeToLiveDescription;
const setTimeToLive = ({ client, id }: Setting<DynamoDBClient>, Enabled: boolean, AttributeName = 'expiresAt') =>
  client.send(new UpdateTimeToLiveCommand({ TableName: id, TimeToLiveSpecification: { Enabled, AttributeName } }));

export const tableCases: readonly TableCase[] = [
  {
    name: 'a table describes its keys, its index and its ARN',
    source: 'API Reference, TableDescription [D]',
    run: async ({ client, id }) => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: id }));
      return {
        ...{ status: Table?.TableStatus, keys: Table?.KeySchema?.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`) },
        ...{ arn: Table?.TableArn?.replace(id, '<table>'), billing: Table?.BillingModeSummary?.BillingMode },
        indexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus }) => `${IndexName} ${IndexStatus}`),
      };
    },
    expected: {
      ...{ status: 'ACTIVE', keys: ['pk HASH', 'sk RANGE'], billing: 'PAY_PER_REQUEST' },
      ...{ arn: 'arn:aws:dynamodb:us-east-1:123456789012:table/<table>', indexes: ['by-status ACTIVE'] },
    },
  },
  {
    name: 'a missing table cannot be described',
    source: 'API Reference, DescribeTable, Errors [D]; text seen by clients [S]',
    run: ({ client }) => failure(client.send(new DescribeTableCommand({ TableName: 'none' })), ({ message }) => ({ message })),
    expected: { ...refused('ResourceNotFoundException'), message: 'Requested resource not found: Table: none not found' },
  },
  {
    name: 'tables are listed by page, in the order of their names',
    source: 'API Reference, ListTables, Limit and LastEvaluatedTableName [D]',
    run: async ({ client }) => {
      const { TableNames: first = [], LastEvaluatedTableName } = await client.send(new ListTablesCommand({ Limit: 2 }));
      const { TableNames: second = [] } = await client.send(
        new ListTablesCommand({ Limit: 2, ExclusiveStartTableName: LastEvaluatedTableName }),
      );
      const names = [...first, ...second];
      return { count: names.length, ordered: names.join() === names.toSorted().join(), last: LastEvaluatedTableName === first[1] };
    },
    expected: { count: 4, ordered: true, last: true },
  },
  {
    name: 'a table without time to live says so',
    source: 'API Reference, DescribeTimeToLive, TimeToLiveStatus [D]',
    run: timeToLive,
    expected: { TimeToLiveStatus: 'DISABLED' },
  },
  {
    name: "a table's template may name the attribute of its time to live",
    source: 'CloudFormation Reference, AWS::DynamoDB::Table, TimeToLiveSpecification [D]',
    resources: (id) =>
      Object.fromEntries(
        Object.entries(tableOf(id)).map(([name, { Type, Properties }]) => [
          name,
          { Type, Properties: { ...Properties, TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } } },
        ]),
      ),
    run: timeToLive,
    expected: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
  },
  {
    name: 'time to live is enabled once',
    source: 'API Reference, UpdateTimeToLive; "TimeToLive is already enabled" [S]',
    run: async (table) => {
      const { TimeToLiveSpecification } = await setTimeToLive(table, true);
      return { TimeToLiveSpecification, now: await timeToLive(table), again: await failure(setTimeToLive(table, true)) };
    },
    expected: {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      now: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
      again: refused('ValidationException'),
    },
  },
  {
    name: 'time to live that is disabled cannot be disabled',
    source: 'API Reference, UpdateTimeToLive; "TimeToLive is already disabled" [S]',
    run: (table) => setTimeToLive(table, false),
    expected: refused('ValidationException'),
  },
  {
    name: 'an item past its time is still there until somebody deletes it',
    source: 'DynamoDB Developer Guide, "Using time to live": deleted within a few days; expired items may still be read [D]',
    run: async (table) => {
      await setTimeToLive(table, true);
      await put(table, { expiresAt: 1 });
      return get(table);
    },
    expected: { pk: 'p', sk: 's', expiresAt: 1 },
  },
  {
    name: 'time to live of a missing table is not found',
    source: 'API Reference, UpdateTimeToLive, Errors [D]',
    run: ({ client }) => setTimeToLive({ client, id: 'none' } as Setting<DynamoDBClient>, true),
    expected: refused('ResourceNotFoundException'),
  },
];
