/** Silences over the API: made, changed, ended and previewed, each with an author, a comment and an end. */
import { beforeEach, describe, expect, it } from 'vitest';
import { findingOf } from '#test/support/findings.ts';
import { caller } from '#test/support/respond-call.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-20T10:00:00Z');
const iso = (at: number): string => new Date(at).toISOString();
let team: Responders;
const call = caller(() => team);

beforeEach(() => {
  team = responders();
  team.now = start;
});

const body = { matchers: ['service.name="payment"'], duration: '2h', comment: 'We know.' };
const post = (changes: object = {}, more: object = {}) => call({ route: 'POST /v1/silences', body: { ...body, ...changes }, ...more });
const idOf = ({ json }: Awaited<ReturnType<typeof post>>): string => (json['silence'] as { id: string }).id;

it('is made with its author and an end, listed, and found', async () => {
  const made = await post({}, { userArn: 'arn:aws:iam::1:user/kim' });
  const silence = {
    id: idOf(made),
    status: { state: 'active' },
    matchers: ['service.name="payment"'],
    startsAt: iso(start),
    endsAt: iso(start + 2 * hour),
    updatedAt: iso(start),
    createdBy: 'arn:aws:iam::1:user/kim',
    comment: 'We know.',
  };
  expect(made.json).toEqual({ silence });
  expect((await call({ route: 'GET /v1/silences' })).json).toEqual({ silences: [silence] });
  expect((await call({ route: 'GET /v1/silences/{id}', id: silence.id })).json).toEqual({ silence });
  expect((await call({ route: 'GET /v1/silences', query: { state: 'expired' } })).json).toEqual({ silences: [] });
});

it('is made once under one Idempotency-Key, and another text under it is refused', async () => {
  const headers = { 'idempotency-key': 'k-1' };
  const first = await post({}, { headers });
  team.now += 60_000;
  expect((await post({}, { headers })).json).toMatchObject({ silence: { id: idOf(first), endsAt: iso(start + 2 * hour) } });
  expect((await post({ comment: 'Another.' }, { headers })).statusCode).toBe(409);
  expect(await team.store.silences()).toHaveLength(1);
  expect(idOf(await post({}, { headers, userArn: 'somebody else' }))).not.toBe(idOf(first));
  expect(await team.store.silences()).toHaveLength(2);
});

it('keeps its id when it is prolonged; other matchers end it and make another', async () => {
  const id = idOf(await post());
  team.now += hour;
  const prolonged = await post({ id, duration: undefined, endsAt: iso(team.now + 5 * hour) });
  expect(prolonged.json).toMatchObject({ silence: { id, startsAt: iso(start), endsAt: iso(team.now + 5 * hour) } });
  const other = await post({ id, matchers: ['service.name="search"'] }, { headers: { 'idempotency-key': 'k' } });
  expect(idOf(other)).not.toBe(id);
  expect((await call({ route: 'GET /v1/silences/{id}', id })).json).toMatchObject({
    silence: { status: { state: 'expired' }, endsAt: iso(team.now) },
  });
  expect(idOf(await post({ id, matchers: ['service.name="search"'] }, { headers: { 'idempotency-key': 'k' } }))).toBe(idOf(other));
  expect(await team.store.silences()).toHaveLength(2);
});

it('ends when it is deleted, however often', async () => {
  const id = idOf(await post());
  team.now += 1_000;
  const ended = await call({ route: 'DELETE /v1/silences/{id}', id });
  expect(ended.json).toMatchObject({ silence: { id, status: { state: 'expired' }, endsAt: iso(start + 1_000) } });
  team.now += 1_000;
  expect((await call({ route: 'DELETE /v1/silences/{id}', id })).json).toEqual(ended.json);
  expect((await call({ route: 'DELETE /v1/silences/{id}', id: 'silence-none' })).statusCode).toBe(404);
});

describe('a silence is refused with 400', () => {
  it.for([
    { changes: { matchers: ['a=~".*"'] }, why: 'at least one matcher must not match the empty string' },
    { changes: { matchers: [] }, why: 'at least one matcher required' },
    { changes: { matchers: ['severity'] }, why: 'is not a matcher' },
    { changes: { matchers: ['a=~"("'] }, why: 'not a regular expression' },
    { changes: { duration: undefined, endsAt: iso(start - hour) }, why: "end time can't be in the past" },
    { changes: { startsAt: iso(start + hour), duration: undefined, endsAt: iso(start + hour) }, why: 'start time must be before end time' },
    { changes: { duration: undefined }, why: 'either endsAt or duration is needed' },
    { changes: { duration: '2 hours' }, why: 'a duration such as' },
    { changes: { comment: ' ' }, why: 'comment' },
    { changes: { comment: undefined }, why: 'comment' },
    { changes: { startsAt: 'tomorrow' }, why: 'startsAt' },
    { changes: { who: 'alex' }, why: 'Unrecognized key' },
  ])('$why', async ({ changes, why }) => {
    const answer = await post(changes);
    expect(answer.statusCode).toBe(400);
    expect(answer.json['detail']).toContain(why);
    expect(await team.store.silences()).toEqual([]);
  });
});

describe('the preview', () => {
  const preview = async (matchers: readonly string[]) =>
    (await call({ route: 'POST /v1/silences/preview', body: { matchers } })).json['preview'];

  it('names what would be mute now, and writes nothing', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(findingOf('f-2', 'search'));
    await team.take(
      findingOf('f-3', 'billing', { labels: { alertname: 'slow', 'service.namespace': 'billing', 'service.name': 'billing' } }),
    );
    expect(await preview(['service.name="payment"'])).toMatchObject({
      alerts: { count: 1, names: [{ alertname: 'calls-fail', count: 1 }], sample: [{ title: 'payment: calls fail' }] },
      incidents: { count: 1, partly: 1 },
      examined: { incidents: 2, alerts: 3, complete: true },
    });
    expect(await preview(['severity="critical"'])).toMatchObject({ alerts: { count: 3 }, incidents: { count: 2, partly: 0 } });
    expect(await preview(['severity="info"'])).toMatchObject({ alerts: { count: 0 }, incidents: { count: 0, sample: [] } });
    expect(await team.store.silences()).toEqual([]);
  });

  it('counts neither what has recovered nor what belongs to an incident that ended', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.resolve(team.incidents()[0]?.id ?? '');
    expect(await preview(['severity="critical"'])).toMatchObject({ alerts: { count: 0 }, examined: { incidents: 0 } });
  });

  it('looks at a bounded part of very much, and says so', async () => {
    for (let index = 0; index < 520; index += 1)
      await team.take(findingOf(`f-${index}`, 'x', { labels: { alertname: 'a', 'service.namespace': `n-${index}` } }));
    expect(await preview(['alertname="a"'])).toMatchObject({
      alerts: { count: 500, names: [{ alertname: 'a', count: 500 }] },
      examined: { incidents: 500, complete: false },
    });
  });
});
