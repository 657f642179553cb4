/** What the audit chain holds about one incident, over the API. */
import { beforeEach, expect, it } from 'vitest';
import type { ChainEntry } from '#kernel/audit-chain.ts';
import { draftOf } from '#test/support/chain-drafts.ts';
import { caller } from '#test/support/respond-call.ts';
import { type Responders, respondersWithIncident } from '#test/support/responders.ts';

const hour = 3_600_000;
let team: Responders;
let id: string;
beforeEach(async () => {
  ({ team, id } = await respondersWithIncident());
});

const call = caller(() => team);
const read = (query: Record<string, string> = {}) => call({ route: 'GET /v1/incidents/{id}/audit', id, query });
const append = (name: string, incident: string, at = team.now) => team.chain.append({ ...draftOf(name), subject: { incident }, at });
const numbers = (json: Record<string, unknown>): readonly number[] => (json['entries'] as ChainEntry[]).map(({ seq }) => seq);

it('is its entries and no others, as they stand on the chain', async () => {
  for (let index = 0; index < 5; index += 1) await append(`before ${index}`, 'another', team.now - hour);
  const first = await append('first', id);
  await append('between', 'another');
  const second = await append('second', id, team.now + hour);
  expect((await read()).json).toEqual({ incident: id, entries: [first, second] });
});

it('misses none that a slow clock wrote among those of fast ones', async () => {
  await append('fast', 'another', team.now - 200_000);
  await append('slow', id, team.now - 290_000);
  for (let index = 0; index < 4; index += 1) await append(`after ${index}`, id);
  expect(numbers((await read()).json)).toEqual([2, 3, 4, 5, 6]);
});

it('comes page by page where the chain is long, and ends', async () => {
  for (let index = 0; index < 1_100; index += 1) await append(`${index}`, index % 400 === 7 ? id : 'another');
  const { json } = await read();
  expect([numbers(json), json['next']]).toEqual([[8, 408, 808], 1000]);
  const rest = await read({ after: '1000' });
  expect(rest.json).toEqual({ incident: id, entries: [] });
  expect(numbers((await read({ after: '407' })).json)).toEqual([408, 808]);
});

it('is nothing where nothing was done, and 404 without an incident', async () => {
  expect((await read()).json).toEqual({ incident: id, entries: [] });
  expect((await call({ route: 'GET /v1/incidents/{id}/audit', id: 'inc-none' })).statusCode).toBe(404);
  expect((await read({ after: 'x' })).statusCode).toBe(400);
});
