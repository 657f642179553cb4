/** BatchWriteItem and BatchGetItem. */
import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { refused, type Setting } from '../contract.ts';
import { fill, get, key, type TableCase } from './calls.ts';

const invalid = refused('ValidationException');
const puts = (sortKeys: readonly string[]) => sortKeys.map((sk) => ({ PutRequest: { Item: marshall({ pk: 'p', sk }) } }));
const many = (count: number) => Array.from({ length: count }, (_, at) => String(at));
const read = ({ client, id }: Setting<DynamoDBClient>, sortKeys: readonly string[]) =>
  client.send(new BatchGetItemCommand({ RequestItems: { [id]: { Keys: sortKeys.map((sk) => key('p', sk)) } } }));

export const batchCases: readonly TableCase[] = [
  {
    name: 'a batch puts and deletes, and leaves nothing unprocessed',
    source: 'API Reference, BatchWriteItem [D]',
    run: async (table) => {
      const { client, id } = table;
      await fill(table, ['old']);
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [id]: [...puts(['new']), { DeleteRequest: { Key: key('p', 'old') } }] } }),
      );
      return { UnprocessedItems, old: (await get(table, 'p', 'old')) ?? 'none', new: await get(table, 'p', 'new') };
    },
    expected: { UnprocessedItems: {}, old: 'none', new: { pk: 'p', sk: 'new' } },
  },
  {
    name: 'a batch takes 25 writes and refuses 26',
    source: 'API Reference, BatchWriteItem: "up to 25 item put or delete operations" [D]',
    run: async ({ client, id }) => {
      await client.send(new BatchWriteItemCommand({ RequestItems: { [id]: puts(many(25)) } }));
      return client.send(new BatchWriteItemCommand({ RequestItems: { [id]: puts(many(26)) } }));
    },
    expected: invalid,
  },
  {
    name: 'a batch refuses to write one item twice',
    source: 'API Reference, BatchWriteItem: "multiple operations on the same item" are rejected [D]',
    run: ({ client, id }) => client.send(new BatchWriteItemCommand({ RequestItems: { [id]: puts(['a', 'a']) } })),
    expected: invalid,
  },
  {
    name: 'an empty batch is refused',
    source: 'API Reference, BatchWriteItem, RequestItems: 1 to 25 map entries [D]',
    run: ({ client }) => client.send(new BatchWriteItemCommand({ RequestItems: {} })),
    expected: invalid,
  },
  {
    name: 'a batch for a missing table is not found',
    source: 'API Reference, BatchWriteItem, Errors [D]',
    run: ({ client }) => client.send(new BatchWriteItemCommand({ RequestItems: { none: puts(['a']) } })),
    expected: refused('ResourceNotFoundException'),
  },
  {
    name: 'a batch of reads gives what exists and leaves out the rest',
    source: 'API Reference, BatchGetItem: "if a requested item does not exist, it is not returned" [D]',
    run: async (table) => {
      await fill(table, ['a', 'c']);
      const { Responses, UnprocessedKeys } = await read(table, ['a', 'b', 'c']);
      return { found: Responses?.[table.id]?.map((item) => unmarshall(item)['sk'] as string).toSorted(), UnprocessedKeys };
    },
    expected: { found: ['a', 'c'], UnprocessedKeys: {} },
  },
  {
    name: 'a batch refuses to read one key twice',
    source: 'API Reference, BatchGetItem; "Provided list of item keys contains duplicates" [S]',
    run: (table) => read(table, ['a', 'a']),
    expected: invalid,
  },
  {
    name: 'a batch refuses to read 101 keys',
    source: 'API Reference, BatchGetItem: "as many as 100 items" [D]',
    run: (table) => read(table, many(101)),
    expected: invalid,
  },
];
