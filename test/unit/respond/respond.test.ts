/** People's routes: real HTTP API events in, JSON or problem details out. */
import { beforeEach, describe, expect, it } from 'vitest';
import { UpstreamError } from '#kernel/errors.ts';
import { remediationName } from '#kernel/workflow-names.ts';
import { findingOf } from '#test/support/findings.ts';
import { type Call, caller } from '#test/support/respond-call.ts';
import { type Responders, respondersWithIncident } from '#test/support/responders.ts';

const minute = 60_000;
let team: Responders;
let id: string;

beforeEach(async () => {
  ({ team, id } = await respondersWithIncident());
  await team.store.putPending({
    id: 'approval-1',
    incidentId: id,
    purpose: 'approval',
    taskToken: 'secret-task-token',
    createdAt: team.now,
    expiresAt: team.now + 60 * minute,
    detail: { runbook: 'restart-payment', description: 'Restart payment', fingerprint: findingOf('', 'payment').fingerprint },
  });
});

const call = caller(() => team);

const acknowledge = (body = '{"by":"alex"}') => call({ route: 'POST /v1/incidents/{id}/acknowledge', id, body });
const resolve = (body = '{"by":"alex"}') => call({ route: 'POST /v1/incidents/{id}/resolve', id, body });
const approve = (body = '{"by":"alex"}') => call({ route: 'POST /v1/approvals/{id}/approve', id: 'approval-1', body });
const reject = (body = '{"by":"alex"}') => call({ route: 'POST /v1/approvals/{id}/reject', id: 'approval-1', body });

describe('incidents', () => {
  it('are listed, by status where asked', async () => {
    expect((await call({ route: 'GET /v1/incidents' })).json).toMatchObject({ incidents: [{ id, status: 'open' }] });
    expect((await call({ route: 'GET /v1/incidents', query: { status: 'resolved', limit: '5' } })).json).toEqual({ incidents: [] });
  });

  it('are shown with their alerts and timeline', async () => {
    const { json } = await call({ route: 'GET /v1/incidents/{id}', id });
    expect(json).toMatchObject({ incident: { id }, alerts: [{ status: 'firing' }], timeline: [{ kind: 'opened' }] });
  });

  it('are acknowledged and resolved by a person', async () => {
    expect((await acknowledge()).json).toMatchObject({ incident: { status: 'acknowledged', acknowledgedBy: 'alex' } });
    expect((await resolve('{"by":"sam","reason":"Rolled back."}')).json).toMatchObject({
      incident: { status: 'resolved', resolvedBy: 'sam' },
    });
    const timeline = await team.store.timeline(id);
    expect(timeline.at(-1)).toMatchObject({ kind: 'resolved', by: 'sam', reason: 'Rolled back.', detail: { via: 'local' } });
  });

  it('are answered by the caller itself when the body names nobody', async () => {
    const answer = await call({ route: 'POST /v1/incidents/{id}/acknowledge', id, userArn: 'arn:aws:iam::1:user/kim' });
    expect(answer.json).toMatchObject({ incident: { acknowledgedBy: 'arn:aws:iam::1:user/kim' } });
  });

  it('take a body in base64', async () => {
    const body = Buffer.from('{"by":"kim"}').toString('base64');
    const answer = await call({ route: 'POST /v1/incidents/{id}/acknowledge', id, body, base64: true });
    expect(answer.json).toMatchObject({ incident: { acknowledgedBy: 'kim' } });
  });

  it('take the same answer of the same person again, and refuse another', async () => {
    await acknowledge();
    expect((await acknowledge()).statusCode).toBe(200);
    const second = await acknowledge('{"by":"sam"}');
    expect(second.statusCode).toBe(409);
    expect(second.json['detail']).toContain('alex');
    await resolve();
    expect((await resolve()).statusCode).toBe(200);
    expect((await resolve('{"by":"sam"}')).statusCode).toBe(409);
    expect((await acknowledge()).statusCode).toBe(409);
    expect(team.incidents()[0]?.status).toBe('resolved');
  });
});

describe('approvals', () => {
  it('are shown without the task token, with which anybody could answer', async () => {
    const shown = await call({ route: 'GET /v1/approvals/{id}', id: 'approval-1' });
    expect(shown.json).toMatchObject({ approval: { id: 'approval-1', incidentId: id, detail: { runbook: 'restart-payment' } } });
    const given = await approve();
    for (const { body } of [shown, given]) expect(body).not.toContain('secret-task-token');
  });

  it.for([
    { give: () => approve('{"by":"alex","reason":"Go."}'), outcome: 'approved', kind: 'approval_approved' },
    { give: () => reject('{"by":"alex","reason":"Go."}'), outcome: 'rejected', kind: 'approval_rejected' },
  ])('are $outcome: written, recorded once and told to the workflow', async ({ give, outcome, kind }) => {
    expect((await give()).statusCode).toBe(200);
    expect(team.completed).toEqual([{ token: 'secret-task-token', output: { outcome, by: 'alex', at: team.now, reason: 'Go.' } }]);
    const entry = (await team.store.timeline(id)).find((each) => each.kind === kind);
    // The cause remediate's own step uses for the same entry.
    expect(entry).toMatchObject({
      by: 'alex',
      reason: 'Go.',
      causeId: `${remediationName(id, findingOf('', 'payment').fingerprint)}/${kind}`,
    });
  });

  it('keep the first answer', async () => {
    await approve();
    expect((await approve()).statusCode).toBe(200);
    expect((await approve('{"by":"sam"}')).statusCode).toBe(409);
    expect((await reject()).statusCode).toBe(409);
    expect((await team.store.pending('approval-1'))?.answer).toMatchObject({ outcome: 'approved', by: 'alex' });
  });

  it('are gone when nobody answered in time', async () => {
    team.now += 60 * minute;
    expect((await approve()).statusCode).toBe(410);
    expect(team.completed).toEqual([]);
    expect((await team.store.pending('approval-1'))?.answer).toBeUndefined();
  });

  it('are gone once the workflow has written that they expired', async () => {
    await team.store.answer('approval-1', { outcome: 'expired', by: 'remediate', at: team.now });
    expect((await approve()).statusCode).toBe(410);
  });

  it('are not escalations: those tokens cannot be answered here', async () => {
    await team.store.putPending({
      id: `escalation-${id}`,
      incidentId: id,
      purpose: 'escalation',
      taskToken: 't',
      createdAt: 0,
      expiresAt: 9e15,
    });
    expect((await call({ route: 'POST /v1/approvals/{id}/approve', id: `escalation-${id}` })).statusCode).toBe(404);
  });
});

describe('a request that cannot be served', () => {
  it.for<Call & { readonly status: number }>([
    { route: 'GET /v1/incidents', query: { status: 'closed' }, status: 400 },
    { route: 'GET /v1/incidents', query: { limit: '0' }, status: 400 },
    { route: 'GET /v1/incidents', query: { limit: 'many' }, status: 400 },
    { route: 'GET /v1/incidents/{id}', id: 'inc-unknown', status: 404 },
    { route: 'POST /v1/incidents/{id}/acknowledge', id: 'inc-unknown', status: 404 },
    { route: 'POST /v1/incidents/{id}/resolve', id: 'inc-unknown', status: 404 },
    { route: 'POST /v1/incidents/{id}/resolve', id: 'inc-1', body: '{', status: 400 },
    { route: 'POST /v1/incidents/{id}/resolve', id: 'inc-1', body: '{"by":""}', status: 400 },
    { route: 'POST /v1/incidents/{id}/resolve', id: 'inc-1', body: '{"who":"alex"}', status: 400 },
    { route: 'POST /v1/incidents/{id}/resolve', id: 'inc-1', body: '["alex"]', status: 400 },
    { route: 'GET /v1/approvals/{id}', id: 'approval-unknown', status: 404 },
    { route: 'POST /v1/approvals/{id}/approve', id: 'approval-unknown', status: 404 },
    { route: 'DELETE /v1/incidents', status: 404 },
  ])('$route $id $query $body gets $status', async ({ status, ...given }) => {
    const answer = await call(given);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  });

  it('may be tried again when the table did not answer', async () => {
    team.seen = { ...team.store, incident: () => Promise.reject(new UpstreamError('DynamoDB did not do it: ThrottlingException.')) };
    const answer = await acknowledge();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toContain('DynamoDB');
  });

  it('tells nothing of an unexpected failure', async () => {
    team.seen = { ...team.store, incident: () => Promise.reject(new TypeError('internal words')) };
    const answer = await acknowledge();
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('internal words');
  });
});
