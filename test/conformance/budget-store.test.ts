/** What every BudgetStore promises: one suite, against DynamoDB's emulator over the SDK's wire and against the fake that tests use. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbBudgetStore } from '#adapters/dynamodb/budget-store.ts';
import { spendingOf } from '#ai/spending.ts';
import type { BudgetStore } from '#kernel/ports.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';
import { memoryBudget } from '#test/support/memory-budget.ts';

let table: EmulatedTable;
beforeAll(async () => {
  table = await responseTable();
});
afterAll(() => table.close());

const stores: readonly { readonly name: string; readonly create: () => BudgetStore }[] = [
  { name: 'in memory', create: memoryBudget },
  { name: 'on DynamoDB', create: () => dynamodbBudgetStore(table.name, table.client) },
];

describe.each(stores)('a budget store $name', ({ create }) => {
  it('adds up a day, gives back, and keeps days apart', async () => {
    const store = create();
    expect(await store.spend('2026-11-01', { tokens: 10, microdollars: 20 })).toEqual({ tokens: 10, microdollars: 20 });
    expect(await store.spend('2026-11-01', { tokens: 5, microdollars: 0 })).toEqual({ tokens: 15, microdollars: 20 });
    expect(await store.spend('2026-11-01', { tokens: -15, microdollars: -4 })).toEqual({ tokens: 0, microdollars: 16 });
    expect(await store.spend('2026-11-02', { tokens: 1, microdollars: 1 })).toEqual({ tokens: 1, microdollars: 1 });
  });

  it('loses nothing of what many add at once, and tells each another sum', async () => {
    const store = create();
    const sums = await Promise.all(Array.from({ length: 20 }, () => store.spend('2026-11-03', { tokens: 3, microdollars: 7 })));
    expect(sums.map(({ tokens }) => tokens).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => 3 * (at + 1)));
    expect(await store.spend('2026-11-03', { tokens: 0, microdollars: 0 })).toEqual({ tokens: 60, microdollars: 140 });
  });

  it('has at most the budget out, however many workers reserve at once', async () => {
    const store = create();
    const workers = Array.from({ length: 20 }, () =>
      spendingOf(
        { dollarsPerDay: 1, tokensPerDay: 1_000 },
        { store, clock: { now: () => Date.parse('2026-11-04T12:00:00Z') }, log: { warn: () => undefined }, exhausted: () => undefined },
      ),
    );
    const reserved = await Promise.all(workers.map(({ reserve }) => reserve({ tokens: 300, microdollars: 10 })));
    const granted = reserved.flatMap((answer) => (typeof answer === 'string' ? [] : [answer]));
    expect(granted.length).toBeGreaterThanOrEqual(1);
    expect(granted.length).toBeLessThanOrEqual(3);
    expect(await store.spend('2026-11-04', { tokens: 0, microdollars: 0 })).toEqual({
      tokens: 300 * granted.length,
      microdollars: 10 * granted.length,
    });
    for (const reservation of granted) await reservation.settle({ tokens: 100, microdollars: 4 });
    // Settling twice is settling once.
    for (const reservation of granted) await reservation.settle({ tokens: 0, microdollars: 0 });
    expect(await store.spend('2026-11-04', { tokens: 0, microdollars: 0 })).toEqual({
      tokens: 100 * granted.length,
      microdollars: 4 * granted.length,
    });
  });
});

describe('the store on DynamoDB', () => {
  it('has a day forgotten a week after it', async () => {
    await dynamodbBudgetStore(table.name, table.client).spend('2026-11-05', { tokens: 1, microdollars: 1 });
    const { Item } = await table.client.send(
      new GetItemCommand({ TableName: table.name, Key: { pk: { S: 'budget#providers' }, sk: { S: '2026-11-05' } } }),
    );
    expect(Item?.['expiresAt']?.N).toBe(String(Date.parse('2026-11-13T00:00:00Z') / 1000));
  });

  it('rejects what is no day, and when the table is not there', async () => {
    await expect(dynamodbBudgetStore(table.name, table.client).spend('today', { tokens: 1, microdollars: 1 })).rejects.toThrow(RangeError);
    await expect(dynamodbBudgetStore('missing', table.client).spend('2026-11-05', { tokens: 1, microdollars: 1 })).rejects.toThrow();
  });
});
