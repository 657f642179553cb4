/** Agents and their tokens at the deployed templates' door: over the API's own authoriser, the function and the table, in virtual time. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentTokens, agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import { addToken, revokeTokens, rotateTokens } from '#lib/agent-tokens/tokens.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

/** `frontDoor.tokenCacheSeconds`, as it is by default. */
const cacheMs = 60_000;
let pipeline: Pipeline;
let client: DynamoDBClient;
let tokens: AgentTokens;
const events: CloudEvent[] = [];

beforeAll(async () => {
  pipeline = await openPipeline({ onEvent: (event) => events.push(event) });
  client = new DynamoDBClient(pipeline.client());
  tokens = agentTokens('streamwarden-dev-response', client);
});
afterAll(async () => {
  client.destroy();
  await pipeline.cloud.close();
});

const now = () => pipeline.cloud.now();
const invocations = (name: string): number => pipeline.cloud.functions().find((each) => each.name.endsWith(`-${name}`))?.invocations ?? 0;

const send = async (headers: Readonly<Record<string, string>>, path = '/v1/logs') => {
  const body = logsRequest({ service: 'checkout' }, now(), ['order placed'], 9);
  const all = { 'content-type': 'application/json', ...headers };
  const answer = await pipeline.cloud.request({ method: 'POST', path, headers: all, body, judging: 'as-deployed' });
  return { status: answer.status, body: answer.body.toString() };
};
const bearing = (token: string, path?: string) => send({ authorization: `Bearer ${token}` }, path);
const given = async (agent: string, scopes: readonly string[] = ['*'], lifeMs?: number) =>
  addToken(tokens, agent, { scopes, now: now(), lifeMs });

const forbidden = { status: 403, body: '{"message":"Forbidden"}' };
const unauthorized = { status: 401, body: '{"message":"Unauthorized"}' };

it('lets an agent in by its token, and asks the function once a minute, route by route', async () => {
  const { token } = await given('collector');
  const before = invocations('authorise');
  expect(await bearing(token)).toMatchObject({ status: 200 });
  expect(await bearing(token)).toMatchObject({ status: 200 });
  expect(invocations('authorise')).toBe(before + 1);
  expect((await bearing(token, '/v1/traces')).status).toBe(200);
  expect(invocations('authorise')).toBe(before + 2);
  await pipeline.pass(cacheMs);
  expect((await bearing(token)).status).toBe(200);
  expect(invocations('authorise')).toBe(before + 3);
});

it('takes it as a password, too', async () => {
  const { token } = await given('telegraf');
  expect((await send({ authorization: `Basic ${Buffer.from(`telegraf:${token}`).toString('base64')}` })).status).toBe(200);
});

it('answers 401 to who brings nothing, without asking anybody', async () => {
  const before = [invocations('authorise'), invocations('ingest')];
  expect(await send({})).toEqual(unauthorized);
  expect(await send({ authorization: '' })).toEqual(unauthorized);
  expect(await send({ 'x-sentry-auth': 'Sentry sentry_key=a' })).toEqual(unauthorized);
  expect([invocations('authorise'), invocations('ingest')]).toEqual(before);
});

describe('answers 403, and never calls ingest, to', () => {
  it('a guess, an unknown token, a line break, a token too long, __proto__', async () => {
    const { token } = await given('guessed');
    const before = invocations('ingest');
    const other = await addToken({ ...tokens, put: () => Promise.resolve() }, 'nobody', { scopes: ['*'], now: now(), lifeMs: undefined });
    for (const guess of [
      other.token,
      `${token}0`,
      `${token}\r\nx-agent: root`,
      `swa_${'a'.repeat(9_000)}`,
      '__proto__',
      'swa___proto_____',
    ])
      expect(await bearing(guess)).toEqual(forbidden);
    expect(invocations('ingest')).toBe(before);
  });

  it('the id of a token with the secret of another', async () => {
    const { token, record } = await given('look-alike');
    await tokens.put({ ...record, hash: 'a'.repeat(64), version: 2 });
    expect(await bearing(token)).toEqual(forbidden);
  });

  it('a token out of its scope', async () => {
    const { token } = await given('logs-only', ['/v1/logs']);
    expect((await bearing(token)).status).toBe(200);
    expect(await bearing(token, '/v1/metrics')).toEqual(forbidden);
  });

  it('a token that has expired, when the cache forgets', async () => {
    const { token } = await given('short-lived', ['*'], 10_000);
    expect((await bearing(token)).status).toBe(200);
    await pipeline.pass(cacheMs);
    expect(await bearing(token)).toEqual(forbidden);
  });

  it('a token replayed after it was revoked: until the cache forgets it is taken, and not a moment longer', async () => {
    const { token } = await given('revoked');
    // The authoriser's read takes a millisecond; what ingest does after it does not count.
    const remembered = now() + 1;
    expect((await bearing(token)).status).toBe(200);
    await revokeTokens(tokens, 'revoked', now());
    await pipeline.cloud.advanceTo(remembered + cacheMs - 1);
    expect((await bearing(token)).status).toBe(200);
    await pipeline.cloud.advanceTo(remembered + cacheMs);
    expect(await bearing(token)).toEqual(forbidden);
  });

  it('an old token, when the overlap of a rotation is over', async () => {
    const old = await given('rotated', ['/v1'], 90 * 86_400_000);
    const next = await rotateTokens(tokens, 'rotated', { now: now(), overlapMs: 5 * cacheMs });
    expect(next.record).toMatchObject({ scopes: ['/v1'], expiresAt: now() + 90 * 86_400_000 });
    expect([(await bearing(old.token)).status, (await bearing(next.token)).status]).toEqual([200, 200]);
    await pipeline.pass(5 * cacheMs);
    expect(await bearing(old.token)).toEqual(forbidden);
    expect((await bearing(next.token)).status).toBe(200);
    await expect(rotateTokens(tokens, 'nobody', { now: now(), overlapMs: 1 })).rejects.toThrow('nobody');
  });
});

it('keeps signed routes shut to who does not sign, where callers are judged as deployed', async () => {
  const answer = await pipeline.cloud.request({ method: 'GET', path: '/v1/incidents', judging: 'as-deployed' });
  expect([answer.status, answer.body.toString()]).toEqual([403, '{"message":"Forbidden"}']);
});

it('lets callers of this machine in without a token otherwise, as the agent "local"', async () => {
  const before = invocations('authorise');
  const answer = await pipeline.send('/v1/logs', logsRequest({ service: 'checkout' }, now(), ['order placed'], 9));
  expect(answer.status).toBe(200);
  expect(invocations('authorise')).toBe(before);
});

it('was never denied a permission, and wrote no token into a log', async () => {
  const { token } = await given('logged');
  expect((await bearing(`${token}x`)).status).toBe(403);
  expect(pipeline.cloud.permissions().denials).toEqual([]);
  const told = JSON.stringify(events.filter(({ type }) => type !== 'request'));
  expect(told).toContain('agent refused');
  for (const reason of ['unknown', 'wrong-secret', 'expired', 'revoked', 'out-of-scope']) expect(told).toContain(reason);
  expect(told).not.toMatch(/swa_\w{12,}/);
});

it('lists the tokens by agent', async () => {
  const agents = (await tokens.list()).map(({ agent }) => agent);
  expect(agents).toEqual(agents.toSorted());
  expect(agents).toEqual(expect.arrayContaining(['collector', 'rotated', 'telegraf']));
  expect(JSON.stringify(await tokens.list())).not.toContain('swa_');
});
