/** Annotations on DynamoDB's emulator: the first writing stays, and no timeline that decisions are read from holds them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamodbAnnotations } from '#adapters/dynamodb/annotations.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import type { TimelineEntry } from '#kernel/incident.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';

let table: EmulatedTable;
beforeAll(async () => {
  table = await responseTable();
});
afterAll(() => table.close());

const entry = (causeId: string, reason: string): TimelineEntry => ({
  incidentId: 'inc-1',
  at: 1_000,
  kind: 'second_opinion',
  causeId,
  by: 'advise',
  reason,
});

it('are kept once a cause, beside the timeline and not in it', async () => {
  const annotations = dynamodbAnnotations(table.name, table.client);
  const store = dynamodbResponseStore(table.name, table.client);
  await store.record({ ...entry('f-1', 'It began.'), kind: 'opened', by: 'route' });
  await annotations.annotate(entry('fp-1', 'The first.'));
  await annotations.annotate(entry('fp-1', 'Another.'));
  await annotations.annotate(entry('fp-2', 'The second.'));
  expect((await annotations.annotations('inc-1')).map(({ reason }) => reason).toSorted()).toEqual(['The first.', 'The second.']);
  expect(await annotations.annotations('inc-2')).toEqual([]);
  expect((await store.timeline('inc-1')).map(({ reason }) => reason)).toEqual(['It began.']);
});
