/** The audit chain over the API, and what people's answers to approvals leave on it. */
import { beforeEach, expect, it } from 'vitest';
import { genesis } from '#kernel/audit-chain.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { verifyChain } from '#kernel/verify-chain.ts';
import { remediationName } from '#kernel/workflow-names.ts';
import { draftOf } from '#test/support/chain-drafts.ts';
import { findingOf } from '#test/support/findings.ts';
import { type Call, caller } from '#test/support/respond-call.ts';
import { type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
let incidentId: string;
const { fingerprint } = findingOf('', 'payment');
beforeEach(async () => {
  team = responders();
  await team.take(findingOf('f-1', 'payment'));
  incidentId = team.incidents()[0]?.id ?? '';
  await team.store.putPending({
    id: 'approval-1',
    incidentId,
    purpose: 'approval',
    taskToken: 'secret-task-token',
    createdAt: team.now,
    expiresAt: team.now + 60_000,
    detail: { runbook: 'restart-payment', description: 'Restart payment', fingerprint },
  });
});

const call = caller(() => team);
const read = (query: Record<string, string> = {}) => call({ route: 'GET /v1/audit/chain', query });
const linesIn = (body: string) => body.split('\n').slice(0, -1);

it('is served a line an entry, as verification takes it, page by page', async () => {
  for (let index = 0; index < 5; index += 1) await team.chain.append(draftOf(`${index}`));
  const all = await read();
  expect(all).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } });
  expect(await verifyChain(linesIn(all.body).map((line) => Buffer.from(line)))).toMatchObject({ entries: 5 });
  const pages = [await read({ limit: '2' }), await read({ after: '2', limit: '2' }), await read({ after: '4', limit: '2' })];
  expect(pages.map(({ body }) => body).join('')).toBe(all.body);
  expect((await read({ after: '5' })).body).toBe('');
});

it.for([{ after: '-1' }, { after: 'x' }, { after: '1e99' }, { limit: '0' }, { limit: '201' }, { limit: '1.5' }])(
  'refuses to be asked for %j',
  async (query) => {
    expect((await read(query as Record<string, string>)).statusCode).toBe(400);
  },
);

it('has a head, by which a copy is held to it', async () => {
  const head = () => call({ route: 'GET /v1/audit/chain/head' });
  expect((await head()).json).toEqual({ head: { seq: 0, hash: genesis } });
  const { at, hash } = await team.chain.append(draftOf('a'));
  expect((await head()).json).toEqual({ head: { seq: 1, at, hash } });
});

const answer = (what: 'approve' | 'reject', by = 'alex', on = call): ReturnType<typeof call> =>
  on({ route: `POST /v1/approvals/{id}/${what}`, id: 'approval-1', body: { by, reason: 'Go.' } } satisfies Call);

it.for([
  { what: 'approve', act: 'approval_approved' },
  { what: 'reject', act: 'approval_rejected' },
] as const)('records who did $what, what they saw, and in which cause, once', async ({ what, act }) => {
  expect((await answer(what)).statusCode).toBe(200);
  expect((await answer(what)).statusCode).toBe(200);
  expect((await answer(what, 'sam')).statusCode).toBe(409);
  const entries = await team.chain.read({ after: 0, limit: 10 });
  const execution = remediationName(incidentId, fingerprint);
  expect(entries).toMatchObject([
    {
      ...{ seq: 1, at: team.now, id: `${execution}/${act}`, actor: 'alex', act, rule: 'restart-payment', saw: 'Restart payment' },
      ...{ subject: { incident: incidentId, fingerprint, execution }, reason: 'Go.', detail: { approvalId: 'approval-1', via: 'local' } },
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain('secret-task-token');
});

it('comes before the act: what cannot be chained is not told to the workflow, and may be repeated', async () => {
  const failing = caller(() => team, { chain: { ...team.chain, append: () => Promise.reject(new UpstreamError('throttled')) } });
  expect((await answer('approve', 'alex', failing)).statusCode).toBe(503);
  expect(team.completed).toEqual([]);
  expect((await answer('approve')).statusCode).toBe(200);
  expect(team.completed).toHaveLength(1);
  expect(await team.chain.read({ after: 0, limit: 10 })).toHaveLength(1);
});
