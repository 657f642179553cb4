/** How much an agent may send: to the last request, over all workers, and what it is told when it has. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbQuotaStore } from '#adapters/dynamodb/quota-store.ts';
import { createAdmission } from '#functions/ingest/admission/admission.ts';
import { fromApiEvent } from '#functions/ingest/api-event.ts';
import { type IngestPorts, ingest } from '#functions/ingest/ingest.ts';
import { receivers } from '#functions/ingest/registry.ts';
import type { AgentLimits } from '#kernel/agent-limits.ts';
import type { Log, QuotaStore } from '#kernel/ports.ts';
import type { Receiver } from '#kernel/receiver.ts';
import { createTolerate } from '#kernel/tolerate.ts';
import { savedEvents } from '#test/conformance/receiver-events.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';
import { knowledgeInMemory } from '#test/support/knowledge-in-memory.ts';
import { bodyText, post, pretendPorts } from './ingest-support.ts';

/** Twenty seconds into a minute of UTC. */
const start = Date.parse('2026-11-20T10:00:20Z');
const spread = 5;

interface World {
  now: number;
  readonly logged: string[];
  /** The ports of a worker of its own. */
  worker(): IngestPorts & { readonly signals: () => readonly unknown[] };
}

const worldOf = (store: QuotaStore, defaults: AgentLimits): World => {
  const logged: string[] = [];
  const write = (message: string, detail?: object): void => void logged.push(JSON.stringify({ message, ...detail }));
  const log: Log = { info: write, warn: write, error: write };
  const world: World = {
    now: start,
    logged,
    worker: () => {
      const clock = { now: () => world.now };
      const admission = createAdmission({ store, clock, log, tolerate: createTolerate(clock, log), defaults });
      return { ...pretendPorts(), clock, log, admission };
    },
  };
  return world;
};

let requests = 0;
const logs = (count: number, agent = 'shop', limits?: AgentLimits) => {
  requests += 1;
  const logRecords = Array.from({ length: count }, (_, at) => ({ timeUnixNano: `${requests}00${at + 1}`, body: { stringValue: 'hello' } }));
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  return { ...post('/v1/logs', body), id: `request-${requests}`, agent, ...(limits === undefined ? {} : { limits }) };
};

const statuses = async (ports: IngestPorts, count: number, make: () => ReturnType<typeof logs>): Promise<Record<number, number>> => {
  const seen: Record<number, number> = {};
  for (let at = 0; at < count; at += 1) {
    const { status } = (await ingest(make(), ports)).answer;
    seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
};

describe('an agent', () => {
  it('sends as many requests a minute as it may, is told when to come back, and comes back', async () => {
    const world = worldOf(knowledgeInMemory().quotas, { requestsPerMinute: 7 });
    const ports = world.worker();
    expect(await statuses(ports, 7, () => logs(2))).toEqual({ 200: 7 });
    const { answer, report } = await ingest(logs(2), ports);
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(40);
    expect(seconds).toBeLessThanOrEqual(40 + spread);
    expect(JSON.parse(bodyText(answer.body))).toEqual({
      code: 8,
      message: expect.stringMatching(/7 requests a minute.*send again in 4\d seconds/),
    });
    expect(report).toEqual({ received: 1, produced: 0, suppressed: { rate_limited: 1 }, quarantined: 0 });
    world.now = start + 39_999;
    expect((await ingest(logs(1), ports)).answer.status).toBe(429);
    world.now = start + 40_000;
    expect(await statuses(ports, 8, () => logs(1))).toEqual({ 200: 7, 429: 1 });
    expect(ports.signals()).toHaveLength(7 * 2 + 7);
    expect(world.logged.map((line) => JSON.parse(line))).toEqual([
      { message: 'agent over its limit', agent: 'shop', limit: 'requestsPerMinute', most: 7 },
      { message: 'agent over its limit', agent: 'shop', limit: 'requestsPerMinute', most: 7 },
    ]);
  });

  it('is not touched by what another sends', async () => {
    const ports = worldOf(knowledgeInMemory().quotas, { requestsPerMinute: 3 }).worker();
    expect(await statuses(ports, 10, () => logs(1, 'loud'))).toEqual({ 200: 3, 429: 7 });
    expect(await statuses(ports, 3, () => logs(1, 'quiet'))).toEqual({ 200: 3 });
  });

  it('has limits of its own before those of the environment, and none where it says 0', async () => {
    const ports = worldOf(knowledgeInMemory().quotas, { requestsPerMinute: 3 }).worker();
    expect(await statuses(ports, 10, () => logs(1, 'larger', { requestsPerMinute: 5 }))).toEqual({ 200: 5, 429: 5 });
    expect(await statuses(ports, 10, () => logs(1, 'smaller', { requestsPerMinute: 1 }))).toEqual({ 200: 1, 429: 9 });
    expect(await statuses(ports, 10, () => logs(1, 'free', { requestsPerMinute: 0 }))).toEqual({ 200: 10 });
    expect(await statuses(ports, 10, () => logs(1, 'other', { signalsPerMinute: 50 }))).toEqual({ 200: 3, 429: 7 });
  });

  it('is refused whole where its signals would be too many: none of them is stored, all are counted', async () => {
    const ports = worldOf(knowledgeInMemory().quotas, { signalsPerMinute: 100 }).worker();
    expect((await ingest(logs(60), ports)).answer.status).toBe(200);
    const { answer, report } = await ingest(logs(41), ports);
    expect([answer.status, report]).toEqual([429, { received: 41, produced: 0, suppressed: { rate_limited: 41 }, quarantined: 0 }]);
    expect((await ingest(logs(40), ports)).answer.status).toBe(200);
    expect(ports.signals()).toHaveLength(100);
  });

  it('sends as many bytes a day as it may, as they were sent', async () => {
    const size = logs(1).body.length + 1;
    const world = worldOf(knowledgeInMemory().quotas, { bytesPerDay: size * 4 });
    const ports = world.worker();
    expect(await statuses(ports, 6, () => logs(1))).toEqual({ 200: 4, 429: 2 });
    world.now = Date.parse('2026-11-20T23:59:59Z');
    expect(Number((await ingest(logs(1), ports)).answer.headers['retry-after'])).toBeLessThanOrEqual(1 + spread);
    world.now = Date.parse('2026-11-21T00:00:00Z');
    expect((await ingest(logs(1), ports)).answer.status).toBe(200);
  });

  it('is not told to come back with a request that no minute could take', async () => {
    const ports = worldOf(knowledgeInMemory().quotas, { signalsPerMinute: 10 }).worker();
    const { answer } = await ingest(logs(11), ports);
    expect([answer.status, answer.headers['retry-after']]).toEqual([413, undefined]);
    expect((await ingest(logs(10), ports)).answer.status).toBe(200);
  });
});

describe('many workers together', () => {
  let table: EmulatedTable;
  beforeAll(async () => {
    table = await responseTable();
  });
  afterAll(() => table.close());

  it.for([5, 150, 403])('never let more through than the limit of %i, and all of it where nobody holds anything back', async (limit) => {
    const world = worldOf(dynamodbQuotaStore(table.name, table.client), { requestsPerMinute: limit });
    const workers = Array.from({ length: 6 }, () => world.worker());
    const agent = `raced-${limit}`;
    // Each worker sends more than its part: whoever has a share spends it.
    const seen = await Promise.all(workers.map((ports) => statuses(ports, limit, () => logs(1, agent))));
    expect(seen.reduce((sum, { 200: passed = 0 }) => sum + passed, 0)).toBe(limit);
  });

  it('lose what a worker that died held, and no more', async () => {
    const world = worldOf(dynamodbQuotaStore(table.name, table.client), { requestsPerMinute: 1_000 });
    expect(await statuses(world.worker(), 1, () => logs(1, 'dying'))).toEqual({ 200: 1 });
    const { 200: passed = 0 } = await statuses(world.worker(), 1_000, () => logs(1, 'dying'));
    // A share is a fiftieth.
    expect(passed).toBe(1_000 - 20);
  });

  it('count in the same window again after a worker forgot, and an item leaves by itself', async () => {
    const store = dynamodbQuotaStore(table.name, table.client);
    const window = { name: 'minute', start, end: start + 60_000 } as const;
    expect(await store.lease('sums', window, { a: 3, b: 1 })).toMatchObject({ a: 3, b: 1 });
    expect(await store.lease('sums', window, { a: 4 })).toMatchObject({ a: 7 });
    expect(await store.lease('sums', { ...window, start: start + 60_000 }, { a: 4 })).toMatchObject({ a: 4 });
  });
});

describe('the table', () => {
  const usual = { requestsPerMinute: 60_000, signalsPerMinute: 6_000_000, bytesPerDay: 1_000_000_000_000 };

  it('is written to some hundred times for a million signals, and never for who is refused', async () => {
    const knowledge = knowledgeInMemory();
    const world = worldOf(knowledge.quotas, usual);
    const { admission } = world.worker();
    const spend = async (agent: string, requestsOf: number, signals: number): Promise<void> => {
      for (let at = 0; at < requestsOf; at += 1) {
        const asking = { requestId: `r${at}`, agent, limits: undefined };
        await admission?.request(asking, 10_000);
        await admission?.signals(asking, signals);
      }
    };
    // A million signals in batches of 100 within a minute: ten shares of requests, nine of signals with them, two of bytes.
    await spend('busy', 10_000, 100);
    expect(knowledge.calls.leases).toBeLessThan(20);
    knowledge.calls.leases = 0;
    // The same a request a minute: one lease a minute, and one a day.
    for (let minute = 1; minute <= 100; minute += 1) {
      world.now = start + minute * 60_000;
      await spend('idle', 1, 100);
    }
    expect(knowledge.calls.leases).toBeLessThanOrEqual(102);
    const ports = worldOf(knowledge.quotas, { requestsPerMinute: 2 }).worker();
    await statuses(ports, 3, () => logs(1, 'over'));
    knowledge.calls.leases = 0;
    expect(await statuses(ports, 500, () => logs(1, 'over'))).toEqual({ 429: 500 });
    expect(knowledge.calls.leases).toBe(0);
  });

  it('lets everything through while it is away, says so once a minute, and counts again when it is back', async () => {
    const knowledge = knowledgeInMemory();
    knowledge.isDown = true;
    const world = worldOf(knowledge.quotas, { requestsPerMinute: 2 });
    const ports = world.worker();
    expect(await statuses(ports, 50, () => logs(1))).toEqual({ 200: 50 });
    expect(world.logged.map((line) => JSON.parse(line))).toEqual([
      { message: 'limits and retries go unchecked: the table does not answer', letThrough: 1, error: 'Error: the table is away' },
    ]);
    world.now = start + 61_000;
    expect(await statuses(ports, 5, () => logs(1))).toEqual({ 200: 5 });
    expect(JSON.parse(world.logged[1] ?? '')).toMatchObject({ letThrough: 50 });
    knowledge.isDown = false;
    world.now = start + 100_000;
    expect(await statuses(ports, 5, () => logs(1))).toEqual({ 200: 2, 429: 3 });
  });
});

describe('every protocol says 429 in its own form', () => {
  const forms: Readonly<Record<string, object>> = {
    otlp: { code: 8 },
    sentry: { detail: expect.stringContaining('requests a minute') },
    splunk: { text: 'Server is busy', code: 9 },
    pagerduty: { status: 'throttle exceeded', errors: [expect.any(String)] },
    firehose: { requestId: expect.stringMatching(/./), timestamp: start, errorMessage: expect.any(String) },
  };
  const cases = (receivers as readonly Receiver[]).flatMap((receiver) => receiver.routes.map((route) => [receiver.id, route] as const));
  it.for(cases)('%s at %s', async ([id, route]) => {
    const ports = worldOf(knowledgeInMemory().quotas, { requestsPerMinute: 1 }).worker();
    const path = (route.split(' ')[1] ?? '').replace('{project}', '1');
    const event = savedEvents(id).find(({ request }) => request.path === path) ?? savedEvents(id)[0];
    if (event === undefined) throw new Error(`events/${id}/ has no case`);
    const request = { ...event.request, path };
    await ingest(request, ports);
    const before = ports.signals().length;
    const { answer, report } = await ingest(request, ports);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(40);
    expect(report).toEqual({ received: 1, produced: 0, suppressed: { rate_limited: 1 }, quarantined: 0 });
    expect(ports.signals()).toHaveLength(before);
    if (id === 'sentry') expect(answer.headers['x-sentry-rate-limits']).toBe(`${answer.headers['retry-after']}::organization`);
    const text = bodyText(answer.body);
    const isJson = answer.headers['content-type'] === 'application/json';
    if (isJson) expect(JSON.parse(text)).toMatchObject(forms[id] ?? {});
    else expect(text).toMatch(/requests a minute/);
  });
});

it.for<[string, object, object]>([
  [
    'a token',
    { lambda: { agent: 'shop', tokenId: 'a', requestsPerMinute: '5', bytesPerDay: '0', signalsPerMinute: 'x' } },
    { agent: 'shop', limits: { requestsPerMinute: 5, bytesPerDay: 0 } },
  ],
  [
    'a role, whatever its session',
    { iam: { userArn: 'arn:aws:sts::123456789012:assumed-role/alloy/i-0abc' } },
    { agent: 'arn:aws:sts::123456789012:assumed-role/alloy' },
  ],
  ['a user', { iam: { userArn: 'arn:aws:iam::123456789012:user/ops/kim' } }, { agent: 'arn:aws:iam::123456789012:user/ops/kim' }],
  ['the subject of a JSON web token', { jwt: { claims: { sub: 's', client_id: 'c' } } }, { agent: 's' }],
  ['its client, where it names no subject', { jwt: { claims: { client_id: 'c' } } }, { agent: 'c' }],
  ['nobody', {}, {}],
])('an agent is known by %s', ([, authorizer, expected]) => {
  const event = {
    rawPath: '/v1/logs',
    headers: {},
    isBase64Encoded: false,
    requestContext: { requestId: 'r', http: { method: 'POST' }, authorizer },
  };
  const { agent, limits } = fromApiEvent(event);
  expect({ ...(agent === undefined ? {} : { agent }), ...(limits === undefined ? {} : { limits }) }).toEqual(expected);
});
