/** UpdateItem's expressions. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { failure, refused } from '../contract.ts';
import { get, put, type TableCase, update, values } from './calls.ts';

const guide = 'DynamoDB Developer Guide, "Update expressions" [D]';
const invalid = refused('ValidationException');

/** The item after an update, without its key. */
const after = async (table: Parameters<TableCase['run']>[0]) => {
  const { pk: _, sk: __, ...rest } = (await get(table)) ?? {};
  return rest;
};

export const updateCases: readonly TableCase[] = [
  {
    name: 'an update of what is not there makes it',
    source: 'API Reference, UpdateItem: "edits an existing item\'s attributes, or adds a new item" [D]',
    run: async (table) => {
      await update(table, 'SET a = :a', { ExpressionAttributeValues: values({ a: 1 }) });
      return get(table);
    },
    expected: { pk: 'p', sk: 's', a: 1 },
  },
  {
    name: 'SET adds and subtracts, and every right side sees the item as it was',
    source: guide,
    run: async (table) => {
      await put(table, { a: 10, b: 1 });
      await update(table, 'SET a = a + :n, b = a - :n', { ExpressionAttributeValues: values({ n: 3 }) });
      return after(table);
    },
    expected: { a: 13, b: 7 },
  },
  {
    name: 'SET if_not_exists keeps what is there',
    source: guide,
    run: async (table) => {
      const once = (n: number) => update(table, 'SET earliest = if_not_exists(earliest, :n)', { ExpressionAttributeValues: values({ n }) });
      await once(1);
      await once(2);
      return after(table);
    },
    expected: { earliest: 1 },
  },
  {
    name: 'list_append joins in the order given, with if_not_exists inside',
    source: guide,
    run: async (table) => {
      const append = (entry: string) =>
        update(table, 'SET entries = list_append(if_not_exists(entries, :none), :entry)', {
          ExpressionAttributeValues: values({ none: [], entry: [entry] }),
        });
      await append('a');
      await append('b');
      return after(table);
    },
    expected: { entries: ['a', 'b'] },
  },
  {
    name: 'SET reaches into maps and past the end of lists',
    source: guide,
    run: async (table) => {
      await put(table, { nested: { a: 1 }, parts: [1, 2] });
      await update(table, 'SET nested.b = :n, parts[0] = :n, parts[9] = :n', { ExpressionAttributeValues: values({ n: 7 }) });
      return after(table);
    },
    expected: { nested: { a: 1, b: 7 }, parts: [7, 2, 7] },
  },
  {
    name: 'REMOVE takes attributes, elements of lists and members of maps',
    source: guide,
    run: async (table) => {
      await put(table, { a: 1, parts: [0, 1, 2, 3], nested: { x: 1, y: 2 } });
      await update(table, 'REMOVE a, parts[1], parts[2], nested.x, absent');
      return after(table);
    },
    expected: { parts: [0, 3], nested: { y: 2 } },
  },
  {
    name: 'the clauses of an update do their work together',
    source: guide,
    run: async (table) => {
      await put(table, { parts: [0, 1, 2, 3], a: 1, tags: new Set(['x', 'y']) });
      await update(table, 'REMOVE parts[0], parts[2], #set SET b = :one ADD a :one DELETE tags :x', {
        ...{ ExpressionAttributeNames: { '#set': 'set' }, ExpressionAttributeValues: values({ one: 1, x: new Set(['x']) }) },
      });
      const { tags, ...rest } = await after(table);
      return { ...rest, tags: [...(tags as Set<string>)] };
    },
    expected: { parts: [1, 3], a: 2, b: 1, tags: ['y'] },
  },
  {
    name: 'ADD counts from nothing and joins sets',
    source: guide,
    run: async (table) => {
      await put(table, { tags: new Set(['a']) });
      await update(table, 'ADD hits :one, tags :more', { ExpressionAttributeValues: values({ one: 1, more: new Set(['b', 'a']) }) });
      const { hits, tags } = await after(table);
      return { hits, tags: [...(tags as Set<string>)].toSorted() };
    },
    expected: { hits: 1, tags: ['a', 'b'] },
  },
  {
    name: 'DELETE takes members of a set, and the set with its last one',
    source: guide,
    run: async (table) => {
      await put(table, { tags: new Set(['a', 'b']), gone: new Set(['x']) });
      await update(table, 'DELETE tags :a, gone :x', { ExpressionAttributeValues: values({ a: new Set(['a', 'z']), x: new Set(['x']) }) });
      const { tags, ...rest } = await after(table);
      return { tags: [...(tags as Set<string>)], rest };
    },
    expected: { tags: ['b'], rest: {} },
  },
  {
    name: 'ReturnValues chooses the old or the new, the whole or what was touched',
    source: 'API Reference, UpdateItem, ReturnValues [D]',
    run: async (table) => {
      await put(table, { a: 1, b: 1 });
      const bump = (ReturnValues: 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW' | 'NONE') =>
        update(table, 'SET a = a + :one', { ReturnValues, ExpressionAttributeValues: values({ one: 1 }) });
      return {
        allOld: await bump('ALL_OLD'),
        updatedOld: await bump('UPDATED_OLD'),
        allNew: await bump('ALL_NEW'),
        updatedNew: await bump('UPDATED_NEW'),
        none: (await bump('NONE')) ?? 'none',
      };
    },
    expected: {
      ...{ allOld: { pk: 'p', sk: 's', a: 1, b: 1 }, updatedOld: { a: 2 } },
      ...{ allNew: { pk: 'p', sk: 's', a: 4, b: 1 }, updatedNew: { a: 5 }, none: 'none' },
    },
  },
  {
    name: 'an update whose condition fails changes nothing, and shows the item when asked',
    source: 'API Reference, UpdateItem, ConditionExpression, ReturnValuesOnConditionCheckFailure [D]',
    run: async (table) => {
      await put(table, { a: 1 });
      const error = await failure(
        update(table, 'SET a = :two', {
          ConditionExpression: 'a = :two',
          ExpressionAttributeValues: values({ two: 2 }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        ({ Item }) => ({ item: unmarshall(Item as Parameters<typeof unmarshall>[0]) }),
      );
      return { error, after: await after(table) };
    },
    expected: { error: { ...refused('ConditionalCheckFailedException'), item: { pk: 'p', sk: 's', a: 1 } }, after: { a: 1 } },
  },
  {
    name: 'an update whose condition fails on nothing makes nothing',
    source: 'API Reference, UpdateItem, ConditionExpression [D]',
    run: async (table) => {
      const error = await failure(
        update(table, 'SET a = :a', { ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: values({ a: 1 }) }),
      );
      return { error, item: (await get(table)) ?? 'none' };
    },
    expected: { error: refused('ConditionalCheckFailedException'), item: 'none' },
  },
  {
    name: 'a key cannot be updated',
    source: 'API Reference, UpdateItem: "you cannot update any primary key attributes"; text seen by clients [S]',
    run: (table) =>
      failure(update(table, 'SET sk = :a', { ExpressionAttributeValues: values({ a: 'x' }) }), ({ message }) => ({ message })),
    expected: {
      ...invalid,
      message: 'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
    },
  },
  {
    name: 'paths that overlap are refused',
    source: guide,
    run: (table) => update(table, 'SET a = :a, a.b = :a', { ExpressionAttributeValues: values({ a: 1 }) }),
    expected: invalid,
  },
  {
    name: 'a path into nothing is refused',
    source: guide,
    run: async (table) => {
      await put(table, {});
      return failure(update(table, 'SET a.b = :a', { ExpressionAttributeValues: values({ a: 1 }) }), ({ message }) => ({ message }));
    },
    expected: { ...invalid, message: 'The document path provided in the update expression is invalid for update' },
  },
  {
    name: 'ADD to text is refused',
    source: guide,
    run: async (table) => {
      await put(table, { a: 'x' });
      return update(table, 'ADD a :one', { ExpressionAttributeValues: values({ one: 1 }) });
    },
    expected: invalid,
  },
  {
    name: 'arithmetic with an attribute that is missing is refused',
    source: guide,
    run: async (table) => {
      await put(table, {});
      return update(table, 'SET a = a + :one', { ExpressionAttributeValues: values({ one: 1 }) });
    },
    expected: invalid,
  },
];
