/** No, wrong, expired, revoked and replayed credentials over real sockets, in each place where a protocol carries one, and signatures that were captured. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToken, revokeTokens } from '#lib/agent-tokens/tokens.ts';
import { json } from '#test/support/attacks/attack.ts';
import { bringing, type Door, openDoor } from '#test/support/attacks/door.ts';
import { sign } from '#test/support/attacks/sign.ts';
import { minuteMs } from '#test/support/cloud-fixture.ts';
import { call } from '#test/support/http-call.ts';

/** Longer than the gateway or the function remembers a token. */
const forgottenMs = 2 * minuteMs;

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const now = (): number => door.pipeline.cloud.now();
const made = async (agent: string, lifeMs?: number): Promise<string> =>
  (await addToken(door.tokens, agent, { scopes: ['*'], now: now(), lifeMs })).token;
const post = async (path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await call(door.pipeline.url + path, { headers: { ...json, ...headers }, pieces: [Buffer.from('{"resourceLogs":[]}')] })).status;

describe.for(['/v1/logs', '/api/v1/write', '/services/collector', '/aws/firehose', '/api/1/envelope/'])('at %s', (path) => {
  // Where a token may stand in several places, the gateway cannot ask for any of them.
  const nothing = path.startsWith('/api/1/') ? 403 : 401;

  it('nobody gets in without a token, or with one in the wrong place', async () => {
    const before = door.invocations('ingest');
    expect(await post(path, {})).toBe(nothing);
    expect(await post(`${path}?token=${door.token}&access_token=${door.token}&authorization=Bearer%20${door.token}`, {})).toBe(nothing);
    expect(await post(path, { cookie: `authorization=${door.token}`, 'x-api-key': door.token, 'proxy-authorization': door.token })).toBe(
      nothing,
    );
    expect(door.invocations('ingest')).toBe(before);
  });

  it('nobody gets in with a wrong, an expired or a revoked one, replayed as often as they like', async () => {
    const [expired, revoked] = [await made(`expired at ${path}`, 1_000), await made(`revoked at ${path}`)];
    const good = await post(path, bringing(revoked, path));
    expect([401, 403]).not.toContain(good);
    await revokeTokens(door.tokens, `revoked at ${path}`, now());
    await door.pipeline.pass(forgottenMs);
    const before = door.invocations('ingest');
    for (const token of [`${door.token}x`, door.token.toUpperCase(), door.token.slice(0, -1), 'swa_', expired, revoked, expired, revoked])
      expect([token, await post(path, bringing(token, path))]).toEqual([token, 403]);
    expect(door.invocations('ingest')).toBe(before);
    await door.expectServed();
  });
});

it('of two credentials the first counts, and a second good one helps nobody', async () => {
  const headers = { authorization: ['Bearer swa_wrong', `Bearer ${door.token}`].join(', ') };
  expect(await post('/v1/logs', headers)).toBe(403);
});

describe('a captured signature', () => {
  const body = JSON.stringify({ by: 'mallory', comment: 'quiet', matchers: [], endsAt: '2026-11-20T12:00:00Z' });
  const path = '/v1/silences/preview';
  const captured = () => {
    const { host } = new URL(door.pipeline.url);
    return sign({ method: 'POST', path, host, body, at: now(), key: door.signingKey });
  };
  const send = (
    headers: Readonly<Record<string, string>>,
    changed: { readonly path?: string; readonly body?: string; readonly method?: string } = {},
  ) =>
    call(door.pipeline.url + (changed.path ?? path), {
      method: changed.method ?? 'POST',
      headers: { ...json, ...headers },
      pieces: [Buffer.from(changed.body ?? body)],
    });
  const forbidden = '{"message":"Forbidden"}';

  it('is taken again within five minutes, as the repetition of a client would be, and not after them', async () => {
    const headers = captured();
    const before = door.invocations('respond');
    const first = await send(headers);
    expect(first.status).not.toBe(403);
    await door.pipeline.pass(5 * minuteMs - 1_000);
    expect((await send(headers)).status).toBe(first.status);
    expect(door.invocations('respond')).toBe(before + 2);
    // A signature says its time in whole seconds.
    await door.pipeline.pass(1_001);
    const late = await send(headers);
    expect([late.status, late.body.toString(), door.invocations('respond')]).toEqual([403, forbidden, before + 2]);
  });

  it('is good for nothing but what was signed', async () => {
    const headers = captured();
    const before = door.invocations('respond');
    const changes = [
      { path: '/v1/silences' },
      { path: `${path}?all=true` },
      { body: body.replace('quiet', 'loud') },
      { method: 'GET', path: '/v1/silences' },
    ];
    for (const change of changes) expect((await send(headers, change)).body.toString()).toBe(forbidden);
    const later = { ...headers, 'x-amz-date': (headers['x-amz-date'] ?? '').replace('T10', 'T11') };
    expect((await send(later)).body.toString()).toBe(forbidden);
    expect(door.invocations('respond')).toBe(before);
  });

  it('lets nobody send as an agent, nor an agent act as a person', async () => {
    expect(await post('/v1/logs', captured())).toBe(403);
    expect((await send({ authorization: `Bearer ${door.token}` })).body.toString()).toBe(forbidden);
  });
});

it('leaves nothing behind, and no credential in a log', async () => {
  await door.expectNothingElse();
  const logs = door.events.flatMap((event) => (event.type === 'invocation' ? event.logs : [])).join('\n');
  expect(logs).not.toMatch(/swa_\w{12,}|Signature=|AWS4-HMAC/);
});
