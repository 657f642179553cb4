/** Query and Scan: keys, order, pages, filters and the index. */
import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { refused } from '../contract.ts';
import { fill, query, type TableCase, values } from './calls.ts';

const api = 'API Reference, Query [D]';
const invalid = refused('ValidationException');
const sortKeys = async (...given: Parameters<typeof query>) => (await query(...given)).items.map(({ sk }) => sk as string);
const byStatus = { IndexName: 'by-status', KeyConditionExpression: '#status = :open', ExpressionAttributeNames: { '#status': 'status' } };

export const queryCases: readonly TableCase[] = [
  {
    name: 'a partition comes in the byte order of its sort keys, or backwards',
    source: `${api}, ScanIndexForward`,
    run: async (table) => {
      await fill(table, ['b', 'ä', 'a', 'B', 'a#2', 'a#10']);
      return { forward: await sortKeys(table), backward: await sortKeys(table, { ScanIndexForward: false, Limit: 2 }) };
    },
    expected: { forward: ['B', 'a', 'a#10', 'a#2', 'b', 'ä'], backward: ['ä', 'b'] },
  },
  {
    name: 'a sort key may begin with, lie between, or be greater',
    source: `${api}, KeyConditionExpression`,
    run: async (table) => {
      await fill(table, ['a#1', 'a#2', 'b#1', 'c#1']);
      const where = (condition: string, given: Record<string, string>) =>
        sortKeys(table, { KeyConditionExpression: `pk = :p AND ${condition}`, ExpressionAttributeValues: values({ p: 'p', ...given }) });
      return {
        begins: await where('begins_with(sk, :a)', { a: 'a#' }),
        between: await where('sk BETWEEN :a AND :b', { a: 'a#2', b: 'b#1' }),
        greater: await where('sk > :a', { a: 'b#1' }),
        equal: await where('sk = :a', { a: 'b#1' }),
      };
    },
    expected: { begins: ['a#1', 'a#2'], between: ['a#2', 'b#1'], greater: ['c#1'], equal: ['b#1'] },
  },
  {
    name: 'pages of a Limit go through everything once',
    source: `${api}, Limit, ExclusiveStartKey, LastEvaluatedKey`,
    run: async (table) => {
      await fill(table, ['1', '2', '3', '4', '5']);
      const pages: string[][] = [];
      let from: Awaited<ReturnType<typeof query>>['LastEvaluatedKey'];
      do {
        const page = await query(table, { Limit: 2, ...(from ? { ExclusiveStartKey: from } : {}) });
        pages.push(page.items.map(({ sk }) => sk as string));
        from = page.LastEvaluatedKey;
      } while (from);
      return pages;
    },
    expected: [['1', '2'], ['3', '4'], ['5']],
  },
  {
    name: 'a page that ends with the last item still says that there may be more',
    source: `${api}, LastEvaluatedKey: "may be more data … only when LastEvaluatedKey is empty" is it the end`,
    run: async (table) => {
      await fill(table, ['1', '2']);
      const { LastEvaluatedKey } = await query(table, { Limit: 2 });
      return LastEvaluatedKey && unmarshall(LastEvaluatedKey);
    },
    expected: { pk: 'p', sk: '2' },
  },
  {
    name: 'a filter works after the limit, and both counts tell of it',
    source: `${api}, FilterExpression, Count, ScannedCount`,
    run: async (table) => {
      await fill(table, ['1', '2', '3', '4'], (_, at) => ({ even: at % 2 === 1 }));
      const { items, Count, ScannedCount } = await query(table, {
        ...{ Limit: 3, FilterExpression: 'even = :yes', ExpressionAttributeValues: values({ p: 'p', yes: true }) },
      });
      return { found: items.map(({ sk }) => sk as string), Count, ScannedCount };
    },
    expected: { found: ['2'], Count: 1, ScannedCount: 3 },
  },
  {
    name: 'Select COUNT counts without items',
    source: `${api}, Select`,
    run: async (table) => {
      await fill(table, ['1', '2', '3']);
      const { Count, Items } = await query(table, { Select: 'COUNT' });
      return { Count, items: Items ?? 'none' };
    },
    expected: { Count: 3, items: 'none' },
  },
  {
    name: 'an empty partition gives an empty page',
    source: api,
    run: async (table) => {
      const { Items, Count, LastEvaluatedKey } = await query(table);
      return { Items, Count, more: LastEvaluatedKey ?? 'none' };
    },
    expected: { Items: [], Count: 0, more: 'none' },
  },
  {
    name: 'pages end at one megabyte, without a limit',
    source: `${api}: "a maximum of 1 MB of data", LastEvaluatedKey`,
    run: async (table) => {
      await fill(table, ['1', '2', '3', '4', '5', '6', '7'], () => ({ text: 'x'.repeat(350_000) }));
      const first = await query(table);
      const rest = await query(table, { ExclusiveStartKey: first.LastEvaluatedKey });
      return { ends: first.items.length < 5, next: rest.items[0]?.['sk'] === String(first.items.length + 1) };
    },
    expected: { ends: true, next: true },
  },
  {
    name: 'the index holds only items that have its keys, in the order of its own sort key',
    source: 'DynamoDB Developer Guide, "Take advantage of sparse indexes" [D]',
    run: async (table) => {
      await fill(table, ['a', 'b', 'c', 'd'], (sk, at) => (sk === 'b' ? {} : { status: sk === 'd' ? 'closed' : 'open', rank: 10 - at }));
      return sortKeys(table, { ...byStatus, ExpressionAttributeValues: values({ open: 'open' }) });
    },
    expected: ['c', 'a'],
  },
  {
    name: 'numbers of a sort key are ordered as numbers',
    source: `${api}: "if the data type of the sort key is Number, the results are returned in numeric order"`,
    run: async (table) => {
      await fill(table, ['a', 'b', 'c', 'd'], (_, at) => ({ status: 'open', rank: [10, 9, -1, 100][at] }));
      const { items } = await query(table, { ...byStatus, ExpressionAttributeValues: values({ open: 'open' }) });
      return items.map(({ rank }) => rank as number);
    },
    expected: [-1, 9, 10, 100],
  },
  {
    name: 'a page of the index ends with the keys of both, and equal keys of the index do not stop it',
    source: 'DynamoDB Developer Guide, "Paginating table query results"; index keys need not be unique [D]',
    run: async (table) => {
      await fill(table, ['a', 'b', 'c'], () => ({ status: 'open', rank: 1 }));
      const seen: string[] = [];
      const keys: string[][] = [];
      let from: Awaited<ReturnType<typeof query>>['LastEvaluatedKey'];
      do {
        const page = await query(table, {
          ...{ ...byStatus, Limit: 1, ExpressionAttributeValues: values({ open: 'open' }), ...(from ? { ExclusiveStartKey: from } : {}) },
        });
        seen.push(...page.items.map(({ sk }) => sk as string));
        from = page.LastEvaluatedKey;
        if (from) keys.push(Object.keys(from).toSorted());
      } while (from);
      return { seen: seen.toSorted(), keys: keys[0] };
    },
    expected: { seen: ['a', 'b', 'c'], keys: ['pk', 'rank', 'sk', 'status'] },
  },
  {
    name: 'an item leaves the index with its key',
    source: 'DynamoDB Developer Guide, "Using global secondary indexes": the index follows the table [D]',
    run: async (table) => {
      await fill(table, ['a'], () => ({ status: 'open', rank: 1 }));
      await fill(table, ['a']);
      return sortKeys(table, { ...byStatus, ExpressionAttributeValues: values({ open: 'open' }) });
    },
    expected: [],
  },
  {
    name: 'the index cannot be read consistently',
    source: `${api}, ConsistentRead: "not supported on global secondary indexes"`,
    run: (table) => query(table, { ...byStatus, ConsistentRead: true, ExpressionAttributeValues: values({ open: 'open' }) }),
    expected: invalid,
  },
  {
    name: 'a missing index is refused',
    source: 'seen by clients: "The table does not have the specified index" [S]',
    run: (table) => query(table, { IndexName: 'none' }),
    expected: invalid,
  },
  {
    name: 'a query without its partition is refused',
    source: `${api}, KeyConditionExpression: the partition key by equality is required`,
    run: (table) => query(table, { KeyConditionExpression: 'sk = :p' }),
    expected: invalid,
  },
  {
    name: 'a filter on a key is refused',
    source: 'DynamoDB Developer Guide, "Filter expressions for the Query operation": cannot contain key attributes [D]',
    run: (table) => query(table, { FilterExpression: 'sk = :p' }),
    expected: invalid,
  },
  {
    name: 'a query of one thing only is refused a begins_with on its partition',
    source: `${api}, KeyConditionExpression`,
    run: ({ client, id }) =>
      client.send(
        new QueryCommand({ TableName: id, KeyConditionExpression: 'begins_with(pk, :p)', ExpressionAttributeValues: values({ p: 'p' }) }),
      ),
    expected: invalid,
  },
  {
    name: 'segments of a scan share the table out',
    source: 'API Reference, Scan, Segment and TotalSegments [D]',
    run: async (table) => {
      const { client, id } = table;
      for (const pk of ['1', '2', '3', '4', '5', '6', '7', '8']) await fill(table, ['s'], () => ({ pk }));
      const parts = await Promise.all(
        [0, 1, 2].map((Segment) => client.send(new ScanCommand({ TableName: id, Segment, TotalSegments: 3 }))),
      );
      return parts.flatMap(({ Items }) => (Items ?? []).map((item) => unmarshall(item)['pk'] as string)).toSorted();
    },
    expected: ['1', '2', '3', '4', '5', '6', '7', '8'],
  },
  {
    name: 'a scan filters, projects and pages',
    source: 'API Reference, Scan [D]',
    run: async (table) => {
      const { client, id } = table;
      await fill(table, ['1', '2', '3'], (_, at) => ({ at, more: 'x' }));
      const { Items, Count, ScannedCount } = await client.send(
        new ScanCommand({
          ...{ TableName: id, FilterExpression: '#at > :none', ProjectionExpression: 'sk' },
          ...{ ExpressionAttributeNames: { '#at': 'at' }, ExpressionAttributeValues: values({ none: 0 }) },
        }),
      );
      return { items: Items?.map((item) => unmarshall(item)), Count, ScannedCount };
    },
    expected: { items: [{ sk: '2' }, { sk: '3' }], Count: 2, ScannedCount: 3 },
  },
];
