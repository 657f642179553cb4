/** A person says what a kind of message is; it is remembered, seen, and withdrawn. */
import { beforeEach, expect, it } from 'vitest';
import { caller } from '#test/support/respond-call.ts';
import { type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
const call = caller(() => team);
beforeEach(() => {
  team = responders();
});

const id = '0123456789abcdef0123';
const put = (body: object, of = id) => call({ route: 'PUT /v1/clusters/{id}/verdict', id: of, body });
const get = (of = id) => call({ route: 'GET /v1/clusters/{id}/verdict', id: of });

it('is corrected, seen, corrected again and withdrawn', async () => {
  expect((await get()).statusCode).toBe(404);
  const said = await put({ severity: 'info', reason: 'Known noise of the nightly job.' });
  expect(said.json).toMatchObject({
    cluster: { id, verdict: { severity: 'info', category: 'routine', reason: 'Known noise of the nightly job.' } },
  });
  expect((await get()).json).toEqual(said.json);
  await put({ severity: 'critical', category: 'data_loss', reason: 'It is not noise.' });
  expect((await team.store.corrections([id])).get(id)).toMatchObject({
    clusterId: id,
    verdict: { severity: 'critical', category: 'data_loss', confidence: 1, source: 'person', reason: 'It is not noise.' },
  });
  expect((await call({ route: 'DELETE /v1/clusters/{id}/verdict', id })).statusCode).toBe(200);
  expect((await get()).statusCode).toBe(404);
  expect((await call({ route: 'DELETE /v1/clusters/{id}/verdict', id })).statusCode).toBe(404);
});

it.for([
  [{ severity: 'mild', reason: 'x' }, id],
  [{ severity: 'info' }, id],
  [{ severity: 'info', reason: ' ' }, id],
  [{ severity: 'info', reason: 'x', more: 1 }, id],
  [{ severity: 'info', reason: 'x' }, '../../x'],
] as const)('refuses %j for %s', async ([body, of]) => {
  expect((await put(body, of)).statusCode).toBe(400);
});
