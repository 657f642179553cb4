/** Limits of agents and requests that come again, on the synthesised templates: over the gateway, the functions, the tables and the stream. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AgentTokens, agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import type { AgentLimits } from '#kernel/agent-limits.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import { addToken, rotateTokens } from '#lib/agent-tokens/tokens.ts';
import type { InvocationFate } from '#lib/local/runtime/function-runtime.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

let pipeline: Pipeline;
let client: DynamoDBClient;
let tokens: AgentTokens;
/** What becomes of ingest's next invocation. */
let fate: InvocationFate = 'proceed';

beforeAll(async () => {
  const invocation = ({ function: name }: { readonly function: string }): InvocationFate => {
    if (name !== `${prefix}-ingest`) return 'proceed';
    const next = fate;
    fate = 'proceed';
    return next;
  };
  pipeline = await openPipeline({ interceptors: { invocation } });
  client = new DynamoDBClient(pipeline.client());
  tokens = agentTokens(`${prefix}-response`, client);
});
afterAll(async () => {
  client.destroy();
  await pipeline.cloud.close();
});

const tokenOf = async (agent: string, limits?: AgentLimits): Promise<string> => {
  const rules = { scopes: ['*'], now: pipeline.cloud.now(), lifeMs: undefined, ...(limits === undefined ? {} : { limits }) };
  return (await addToken(tokens, agent, rules)).token;
};

const send = async (path: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
  const all = { 'content-type': 'application/json', ...headers };
  const judging = headers['authorization'] === undefined ? 'local' : 'as-deployed';
  const answer = await pipeline.cloud.request({ method: 'POST', path, headers: all, body, judging });
  return { status: answer.status, retryAfter: Number(answer.headers['retry-after']), body: answer.body.toString() };
};

let lines = 0;
const logs = (count = 1): string => {
  lines += 1;
  return logsRequest(
    { service: 'checkout' },
    pipeline.cloud.now(),
    Array.from({ length: count }, () => `order ${lines} placed`),
    9,
  );
};
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });

const stored = async (): Promise<number> => {
  const records = await pipeline.cloud.stream(`${prefix}-telemetry`).records();
  return records.reduce((sum, { data }) => sum + decodeFrame(Buffer.from(data, 'base64')).signals.length, 0);
};

describe('an agent over its limit', () => {
  it('is told 429 and when to come back; another is not touched; in the next minute it passes', async () => {
    const [small, other] = [await tokenOf('small', { requestsPerMinute: 3 }), await tokenOf('other')];
    const before = await stored();
    for (let at = 0; at < 3; at += 1) expect((await send('/v1/logs', logs(), bearing(small))).status).toBe(200);
    const refused = await send('/v1/logs', logs(), bearing(small));
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 8, message: expect.stringContaining('3 requests a minute') });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect((await send('/v1/logs', logs(), bearing(other))).status).toBe(200);
    expect(await stored()).toBe(before + 4);
    await pipeline.pass(refused.retryAfter * 1_000);
    expect((await send('/v1/logs', logs(), bearing(small))).status).toBe(200);
  });

  it('keeps its limits when its token is rotated', async () => {
    const now = pipeline.cloud.now();
    await tokenOf('rotating', { requestsPerMinute: 1 });
    const { token, record } = await rotateTokens(tokens, 'rotating', { now, overlapMs: 1_000 });
    expect(record.limits).toEqual({ requestsPerMinute: 1 });
    expect([(await send('/v1/logs', logs(), bearing(token))).status, (await send('/v1/logs', logs(), bearing(token))).status]).toEqual([
      200, 429,
    ]);
  });

  it('stays over it in a new worker, because all of them count together', async () => {
    const token = await tokenOf('restless', { signalsPerMinute: 10 });
    expect((await send('/v1/logs', logs(10), bearing(token))).status).toBe(200);
    fate = 'kill-before';
    expect((await send('/v1/logs', logs(), bearing(token))).status).toBe(503);
    expect((await send('/v1/logs', logs(), bearing(token))).status).toBe(429);
  });
});

describe('what comes again', () => {
  const alert = (name: string, status: 'firing' | 'resolved' = 'firing') => ({
    ...{ status, labels: { alertname: name, job: 'shop/orders' }, annotations: {}, startsAt: '2026-11-20T09:59:00Z' },
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-20T10:00:01Z',
  });
  const webhook = (...alerts: readonly object[]) => JSON.stringify({ version: '4', groupKey: '{}', status: 'firing', alerts });
  const event = { event_id: 'd'.repeat(32), message: 'out of stock', timestamp: '2026-11-20T10:00:00Z' };
  const envelope = (sentAt: string) => [{ sent_at: sentAt }, { type: 'event' }, event].map((line) => JSON.stringify(line)).join('\n');
  const cloudEvent = JSON.stringify({ specversion: '1.0', id: '1', source: '/shop', type: 'com.example.failed' });

  let before = 0;
  beforeEach(async () => {
    before = await stored();
  });
  const added = async (): Promise<number> => (await stored()) - before;

  it.for<[string, string, () => readonly string[], number]>([
    ['an OTLP request', '/v1/logs', () => Array<string>(2).fill(logs(3)), 3],
    [
      'a Sentry event, in an envelope sent later',
      '/api/1/envelope/',
      () => [envelope('2026-11-20T10:00:00Z'), envelope('2026-11-20T10:00:05Z')],
      1,
    ],
    ['a CloudEvent', '/v1/events', () => [cloudEvent, cloudEvent], 1],
    [
      'a notification of Alertmanager, with one alert more',
      '/alertmanager',
      () => [webhook(alert('A')), webhook(alert('A'), alert('B'))],
      2,
    ],
    ['a post of Prometheus', '/api/v2/alerts', () => Array<string>(2).fill(JSON.stringify([alert('C', 'resolved')])), 1],
  ])('%s is taken each time, and in the stream once', async ([, path, bodies, signals]) => {
    for (const body of bodies()) expect((await send(path, body)).status).toBeLessThan(300);
    expect(await added()).toBe(signals);
  });

  it('an event that a worker stored before it died is known by the next', async () => {
    fate = 'kill-after';
    const body = webhook(alert('D'));
    expect((await send('/alertmanager', body)).status).toBe(503);
    expect((await send('/alertmanager', body)).status).toBe(200);
    expect(await added()).toBe(1);
  });

  it('leaves nothing unaccounted for', async () => {
    await pipeline.pass(5 * minuteMs);
    const { balanced, signals } = await pipeline.ledger();
    expect([balanced, signals.missing]).toEqual([true, 0]);
    expect(pipeline.cloud.permissions().denials).toEqual([]);
  });
});
