/** Items: put, read, deleted, and only under their conditions. */
import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { failure, refused } from '../contract.ts';
import { get, key, type Plain, put, type TableCase, values } from './calls.ts';

const condition = 'DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions" [D]';
const conditionFailed = refused('ConditionalCheckFailedException');

/** Whether a condition holds for `{ n: 5, name: 'pipeline', tags: {a, b}, parts: [1, 2], text: null }`. */
const holds = (ConditionExpression: string, given: Plain = {}): TableCase['run'] => {
  const names = ConditionExpression.includes('#name') ? { ExpressionAttributeNames: { '#name': 'name' } } : {};
  const bound = Object.keys(given).length > 0 ? { ExpressionAttributeValues: values(given) } : {};
  return async (table) => {
    await put(table, { n: 5, name: 'pipeline', tags: new Set(['a', 'b']), parts: [1, 2], text: null });
    const error = await failure(put(table, { replaced: true }, { ConditionExpression, ...names, ...bound }));
    return error === 'no error' ? 'holds' : error;
  };
};

export const itemCases: readonly TableCase[] = [
  {
    name: 'an item comes back with every type it was put with',
    source: 'API Reference, AttributeValue [D]',
    run: async (table) => {
      await put(table, {
        ...{ text: 'ü', number: 1.5, big: BigInt('12345678901234567890'), yes: true, nothing: null, list: [1, 'a', [false]] },
        ...{ map: { deep: { er: 1 } }, bytes: new Uint8Array([0, 255]), words: new Set(['b', 'a']), numbers: new Set([2, 1]) },
      });
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.id, Key: key() }));
      return {
        ...{ text: Item?.['text'], number: Item?.['number'], big: Item?.['big'], yes: Item?.['yes'], nothing: Item?.['nothing'] },
        ...{ list: Item?.['list'], map: Item?.['map'], bytes: [...(Item?.['bytes']?.B ?? [])] },
        ...{ words: Item?.['words']?.SS?.toSorted(), numbers: Item?.['numbers']?.NS?.toSorted() },
      };
    },
    expected: {
      ...{ text: { S: 'ü' }, number: { N: '1.5' }, big: { N: '12345678901234567890' }, yes: { BOOL: true }, nothing: { NULL: true } },
      ...{ list: { L: [{ N: '1' }, { S: 'a' }, { L: [{ BOOL: false }] }] }, map: { M: { deep: { M: { er: { N: '1' } } } } } },
      ...{ bytes: [0, 255], words: ['a', 'b'], numbers: ['1', '2'] },
    },
  },
  {
    name: 'a number comes back in its shortest form',
    source: 'DynamoDB Developer Guide, "Naming rules and data types", Numbers: leading and trailing zeroes are trimmed [D]',
    run: async (table) => {
      await put(table, {}, { Item: { ...key(), a: { N: '007.50' }, b: { N: '1e3' }, c: { N: '-0' } } });
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.id, Key: key() }));
      return [Item?.['a']?.N, Item?.['b']?.N, Item?.['c']?.N];
    },
    expected: ['7.5', '1000', '0'],
  },
  {
    name: 'a missing item is no error, and no item',
    source: 'API Reference, GetItem: "If there is no matching item, GetItem does not return any data" [D]',
    run: async (table) => ({ item: (await get(table)) ?? 'none' }),
    expected: { item: 'none' },
  },
  {
    name: 'a read takes only the attributes it names, deep ones too',
    source: 'API Reference, GetItem, ProjectionExpression [D]',
    run: async (table) => {
      await put(table, { a: 1, b: { c: 2, d: [3, 4] }, e: 5 });
      const ProjectionExpression = 'a, b.d[1], #missing';
      const { Item } = await table.client.send(
        new GetItemCommand({ TableName: table.id, Key: key(), ProjectionExpression, ExpressionAttributeNames: { '#missing': 'none' } }),
      );
      return Item && unmarshall(Item);
    },
    expected: { a: 1, b: { d: [4] } },
  },
  {
    name: 'a put replaces the whole item and gives the old one',
    source: 'API Reference, PutItem, ReturnValues ALL_OLD [D]',
    run: async (table) => {
      const first = await put(table, { a: 1 }, { ReturnValues: 'ALL_OLD' });
      const { Attributes } = await put(table, { b: 2 }, { ReturnValues: 'ALL_OLD' });
      return { first: first.Attributes ?? 'none', old: Attributes && unmarshall(Attributes), now: await get(table) };
    },
    expected: { first: 'none', old: { pk: 'p', sk: 's', a: 1 }, now: { pk: 'p', sk: 's', b: 2 } },
  },
  {
    name: 'a delete gives the old item, and deleting again is no error',
    source: 'API Reference, DeleteItem: idempotent unless conditional; ReturnValues ALL_OLD [D]',
    run: async (table) => {
      await put(table, { a: 1 });
      const command = new DeleteItemCommand({ TableName: table.id, Key: key(), ReturnValues: 'ALL_OLD' });
      const first = await table.client.send(command);
      const second = await table.client.send(command);
      return {
        first: first.Attributes && unmarshall(first.Attributes),
        second: second.Attributes ?? 'none',
        left: (await get(table)) ?? 'none',
      };
    },
    expected: { first: { pk: 'p', sk: 's', a: 1 }, second: 'none', left: 'none' },
  },
  {
    name: 'a conditional delete of what is not there fails',
    source: 'API Reference, DeleteItem, ConditionExpression [D]',
    run: ({ client, id }) => client.send(new DeleteItemCommand({ TableName: id, Key: key(), ConditionExpression: 'attribute_exists(pk)' })),
    expected: conditionFailed,
  },
  {
    name: 'a put under attribute_not_exists succeeds once',
    source: 'DynamoDB Developer Guide, "Condition expressions", Conditional put; message of the error [D]',
    run: async (table) => {
      const once = { ConditionExpression: 'attribute_not_exists(pk)' };
      await put(table, { n: 1 }, once);
      const second = await failure(put(table, { n: 2 }, once), ({ message }) => ({ message }));
      return { second, kept: (await get(table))?.['n'] };
    },
    expected: { second: { ...conditionFailed, message: 'The conditional request failed' }, kept: 1 },
  },
  {
    name: 'of twenty conditional puts at once one wins',
    source: 'DynamoDB Developer Guide, "Optimistic locking with version number" and conditional writes [D]',
    run: async (table) => {
      const race = Array.from({ length: 20 }, (_, n) => put(table, { n }, { ConditionExpression: 'attribute_not_exists(pk)' }));
      const ended = await Promise.allSettled(race);
      return { won: ended.filter(({ status }) => status === 'fulfilled').length };
    },
    expected: { won: 1 },
  },
  {
    name: 'a failed condition shows the item it met when asked',
    source: 'API Reference, PutItem, ReturnValuesOnConditionCheckFailure ALL_OLD [D]',
    run: async (table) => {
      await put(table, { n: 1 });
      const again = put(
        table,
        { n: 2 },
        { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      );
      return failure(again, ({ Item }) => ({ item: unmarshall(Item as Parameters<typeof unmarshall>[0]) }));
    },
    expected: { ...conditionFailed, item: { pk: 'p', sk: 's', n: 1 } },
  },
  {
    name: 'a failed condition shows no item unless asked',
    source: 'API Reference, PutItem, ReturnValuesOnConditionCheckFailure defaults to NONE [D]',
    run: async (table) => {
      await put(table, { n: 1 });
      return failure(put(table, { n: 2 }, { ConditionExpression: 'attribute_not_exists(pk)' }), ({ Item }) => ({ item: Item ?? 'none' }));
    },
    expected: { ...conditionFailed, item: 'none' },
  },
  {
    name: 'a condition may ask for an older version or none',
    source: condition,
    run: async (table) => {
      const newer = (sequence: number) =>
        failure(
          put(
            table,
            { sequence },
            {
              ConditionExpression: 'attribute_not_exists(pk) OR #sequence <= :sequence',
              ExpressionAttributeNames: { '#sequence': 'sequence' },
              ExpressionAttributeValues: values({ sequence }),
            },
          ),
        );
      return [await newer(2), await newer(1), await newer(2), await newer(3)];
    },
    expected: ['no error', conditionFailed, 'no error', 'no error'],
  },
  { name: 'a condition compares by BETWEEN', source: condition, run: holds('n BETWEEN :a AND :b', { a: 5, b: 6 }), expected: 'holds' },
  { name: 'a condition compares by IN', source: condition, run: holds('n IN (:a, :b)', { a: 1, b: 5 }), expected: 'holds' },
  { name: 'a condition knows begins_with', source: condition, run: holds('begins_with(#name, :a)', { a: 'pipe' }), expected: 'holds' },
  { name: 'a condition knows contains, of sets', source: condition, run: holds('contains(tags, :a)', { a: 'b' }), expected: 'holds' },
  { name: 'a condition knows contains, of lists', source: condition, run: holds('contains(parts, :a)', { a: 2 }), expected: 'holds' },
  { name: 'a condition knows size', source: condition, run: holds('size(#name) = :a', { a: 8 }), expected: 'holds' },
  { name: 'a condition knows attribute_type', source: condition, run: holds('attribute_type(#name, :a)', { a: 'S' }), expected: 'holds' },
  { name: 'a condition reaches into a list', source: condition, run: holds('attribute_exists(parts[1])'), expected: 'holds' },
  {
    name: 'NOT, AND and OR keep their precedence',
    source: condition,
    run: holds('NOT n = :a AND n = :b OR n = :a', { a: 1, b: 5 }),
    expected: 'holds',
  },
  { name: 'values of different types are not equal', source: condition, run: holds('n = :a', { a: '5' }), expected: conditionFailed },
  { name: 'an attribute that is missing is not different', source: condition, run: holds('absent <> :a', { a: 1 }), expected: 'holds' },
];
