import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ingest } from '#functions/ingest/ingest.ts';
import { prepare } from '#functions/ingest/prepare.ts';
import { engine } from '#functions/ingest/processors/pattern-engine.ts';
import { createProcessors, type Processors, readyProcessors } from '#functions/ingest/processors/process.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { processorsSchema } from '#kernel/policy/processors.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { LogSignal, Signal } from '#kernel/signal.ts';
import { signal as anySignal } from '../kernel/signal-arbitraries.ts';
import { post, pretendPorts } from './ingest-support.ts';

const processorsOf = (policy: unknown): Processors => createProcessors(processorsSchema.parse(policy), engine);
const log = (attributes: Attributes, resource: Attributes = { 'service.name': 'checkout' }, rest: Partial<LogSignal> = {}): LogSignal => ({
  kind: 'log',
  timeUnixNano: 1n,
  resource: { attributes: resource },
  attributes,
  severityNumber: 9,
  body: 'order 17 accepted',
  ...rest,
});
const prepared = (signal: Signal, policy: unknown): Signal => {
  const [first] = prepare([signal], 1, 'key', processorsOf(policy)).signals;
  if (first === undefined) throw new Error('nothing is left');
  return first;
};
const changed = (attributes: Attributes, ...actions: unknown[]): Attributes =>
  prepared(log(attributes), { attributes: actions }).attributes;
const completed = (resource: Attributes): Attributes => prepared(log({}, resource), {}).resource.attributes;

describe('an action', () => {
  it.for<[string, Attributes, object, Attributes]>([
    ['insert sets what is not there', {}, { action: 'insert', key: 'a', value: 1 }, { a: 1 }],
    ['insert leaves what is there', { a: 2 }, { action: 'insert', key: 'a', value: 1 }, { a: 2 }],
    ['update sets what is there', { a: 2 }, { action: 'update', key: 'a', value: 1 }, { a: 1 }],
    ['update sets nothing new', {}, { action: 'update', key: 'a', value: 1 }, {}],
    ['upsert sets in any case', { a: 2 }, { action: 'upsert', key: 'a', value: 'x' }, { a: 'x' }],
    ['upsert copies from another', { b: 3 }, { action: 'upsert', key: 'a', from: 'b' }, { a: 3, b: 3 }],
    ['upsert copies from the resource', {}, { action: 'upsert', key: 'a', from: 'service.name' }, { a: 'checkout' }],
    ['upsert copies nothing from nowhere', {}, { action: 'upsert', key: 'a', from: 'b' }, {}],
    ['delete takes away', { a: 1, b: 2 }, { action: 'delete', key: 'a' }, { b: 2 }],
    ['rename moves', { a: 1 }, { action: 'rename', key: 'a', to: 'b' }, { b: 1 }],
    ['rename overwrites nothing', { a: 1, b: 2 }, { action: 'rename', key: 'a', to: 'b' }, { a: 1, b: 2 }],
    [
      'extract sets named groups',
      { path: '/orders/17' },
      { action: 'extract', key: 'path', pattern: '/(?P<kind>\\w+)/(?P<id>\\d+)' },
      { path: '/orders/17', kind: 'orders', id: '17' },
    ],
    [
      'extract names groups as told',
      {},
      { action: 'extract', key: 'body', pattern: 'order (?P<id>\\d+)', to: { id: 'order.id' } },
      { 'order.id': '17' },
    ],
    [
      'extract sets nothing where nothing matches',
      { path: '/' },
      { action: 'extract', key: 'path', pattern: '/(?P<id>\\d+)' },
      { path: '/' },
    ],
  ])('%s', ([, before, action, after]) => {
    expect(changed(before, action)).toEqual(after);
  });

  it('hashes a value under the key, equal for equal ones', () => {
    const once = changed({ 'user.id': 'u-17' }, { action: 'hash', key: 'user.id' })['user.id'];
    expect(once).toMatch(/^hash:[0-9a-f]{16}$/);
    expect(changed({ 'user.id': 'u-17' }, { action: 'hash', key: 'user.id' })['user.id']).toBe(once);
    expect(changed({ 'user.id': 'u-18' }, { action: 'hash', key: 'user.id' })['user.id']).not.toBe(once);
  });

  it('is done in the order of the list', () => {
    expect(
      changed({ a: 1 }, { action: 'rename', key: 'a', to: 'b' }, { action: 'insert', key: 'a', from: 'b' }, { action: 'delete', key: 'b' }),
    ).toEqual({ a: 1 });
  });

  it('is done only where its match holds', () => {
    const mark = (match: object) => ({ action: 'upsert', key: 'm', value: true, match });
    expect(changed({ x: 'a-1' }, mark({ equals: { x: 'a-2' } }))).toEqual({ x: 'a-1' });
    expect(changed({ x: 'a-1' }, mark({ equals: { 'service.name': 'checkout' }, exists: ['x'] }))).toMatchObject({ m: true });
    expect(changed({ x: 'a-1' }, mark({ matches: { x: 'a-[0-9]' } }))).toMatchObject({ m: true });
    expect(changed({ x: 'a-12' }, mark({ matches: { x: 'a-[0-9]' } }))).not.toHaveProperty('m');
    expect(changed({ x: 'a-1' }, mark({ kinds: ['metric'] }))).not.toHaveProperty('m');
    expect(changed({ x: 'a-1' }, mark({ contains: 'accepted', maxSeverityNumber: 9 }))).toMatchObject({ m: true });
    expect(changed({ x: 'a-1' }, mark({ maxSeverityNumber: 8 }))).not.toHaveProperty('m');
  });

  it('may change a resource, before a service is named', () => {
    const policy = { attributes: [{ action: 'rename', on: 'resource', key: 'app', to: 'service.name' }] };
    expect(prepared(log({}, { app: 'shop' }), policy).resource.attributes).toEqual({ 'service.name': 'shop' });
  });

  it('lets no secret into the stream that it brought up itself', () => {
    const policy = { attributes: [{ action: 'upsert', key: 'copy', value: 'password=hunter2' }] };
    expect(JSON.stringify(prepared(log({}), policy).attributes)).not.toContain('hunter2');
  });

  it('treats names of the language as any other', () => {
    const attributes = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Attributes;
    const moved = changed(
      attributes,
      { action: 'rename', key: '__proto__', to: 'a' },
      { action: 'upsert', key: '__proto__', from: 'constructor' },
    );
    expect(Object.entries(moved).sort()).toEqual([
      ['__proto__', 'y'],
      ['a', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(moved)).toBe(Object.prototype);
  });

  it('takes time in proportion to a value, however bad its pattern is', () => {
    const start = process.cpuUsage();
    changed({ a: 'a'.repeat(1_000_000) }, { action: 'extract', key: 'a', pattern: '(?P<x>(a+)+)b' });
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });
});

describe('completing a resource', () => {
  it.for<[string, Attributes, Attributes]>([
    [
      'the pod of a deployment',
      { 'k8s.pod.name': 'checkout-6d4b9c7f5d-x2x7q', 'k8s.namespace.name': 'shop' },
      {
        'k8s.replicaset.name': 'checkout-6d4b9c7f5d',
        'k8s.deployment.name': 'checkout',
        'service.name': 'checkout',
        'service.namespace': 'shop',
      },
    ],
    [
      'the pod of a cron job',
      { 'k8s.pod.name': 'settlement-29364480-x2x7q' },
      { 'k8s.job.name': 'settlement-29364480', 'k8s.cronjob.name': 'settlement', 'service.name': 'settlement' },
    ],
    ['a pod that may be of a stateful set', { 'k8s.pod.name': 'kafka-0' }, { 'service.name': 'kafka-0' }],
    ['a pod whose name only looks drawn', { 'k8s.pod.name': 'api-gatewayeast-prods' }, { 'service.name': 'api-gatewayeast-prods' }],
    ['a container', { 'k8s.container.name': 'proxy' }, { 'service.name': 'proxy' }],
    ['a deployment before a container', { 'k8s.container.name': 'proxy', 'k8s.deployment.name': 'web' }, { 'service.name': 'web' }],
    [
      'the name an SDK gives to what has none',
      { 'service.name': 'unknown_service:node', 'k8s.deployment.name': 'web' },
      { 'service.name': 'web' },
    ],
    ['a name that was given', { 'service.name': 'mine', 'k8s.deployment.name': 'web' }, { 'service.name': 'mine' }],
    ['a node', { 'service.name': 'a', 'k8s.node.name': 'node-7' }, { 'host.name': 'node-7' }],
    ['a host that was named', { 'service.name': 'a', 'k8s.node.name': 'node-7', 'host.name': 'h' }, { 'host.name': 'h' }],
    [
      'an ARN',
      { 'service.name': 'a', 'cloud.resource_id': 'arn:aws:lambda:eu-central-1:123456789012:function:pay' },
      { 'cloud.provider': 'aws', 'cloud.region': 'eu-central-1', 'cloud.account.id': '123456789012' },
    ],
  ])('knows %s', ([, given, added]) => {
    expect(completed(given)).toEqual({ ...given, ...added });
  });

  it('can be turned off', () => {
    const given = { 'k8s.deployment.name': 'web' };
    expect(prepared(log({}, given), { complete: false }).resource.attributes).toEqual({ ...given, 'service.name': 'unknown_service' });
  });

  it('derives environment and tier by the first rule that says them, and never against what was said', () => {
    const derive = [
      { match: { equals: { 'k8s.namespace.name': 'shop' } }, environment: 'production' },
      { match: { exists: ['k8s.namespace.name'] }, environment: 'staging', tier: 3 },
    ];
    const of = (resource: Attributes) => prepared(log({}, { 'service.name': 'a', ...resource }), { derive }).resource.attributes;
    expect(of({ 'k8s.namespace.name': 'shop' })).toMatchObject({ 'deployment.environment.name': 'production', 'service.tier': 3 });
    expect(of({ 'k8s.namespace.name': 'x' })).toMatchObject({ 'deployment.environment.name': 'staging' });
    expect(of({ 'k8s.namespace.name': 'x', 'deployment.environment': 'dev' })).toMatchObject({ 'deployment.environment.name': 'dev' });
    expect(of({})).toEqual({ 'service.name': 'a' });
  });
});

describe('compliance', () => {
  it('marks what may not leave a region or be shown to a model', () => {
    const compliance = [{ match: { equals: { 'service.namespace': 'health' } }, region: 'eu-central-1', noModel: true }];
    const of = (namespace: string) => prepared(log({}, { 'service.name': 'a', 'service.namespace': namespace }), { compliance }).attributes;
    expect(of('health')).toEqual({ 'compliance.region': 'eu-central-1', 'compliance.no_model': true });
    expect(of('shop')).toEqual({});
  });
});

describe('leaving out', () => {
  const lines = (...bodies: string[]): string =>
    JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: bodies.map((body) => ({ body: { stringValue: body }, severityNumber: 5 })) }] }],
    });
  const health = { drop: [{ name: 'health', match: { contains: 'healthz' } }] };

  it('counts what is dropped by rule, with the bytes saved, and the report balances', async () => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(post('/v1/logs', lines('GET /healthz', 'order', 'GET /healthz 2')), {
      ...ports,
      processors: processorsOf(health),
    });
    expect(answer).toMatchObject({ status: 200, body: '{}' });
    expect(report).toMatchObject({ received: 3, produced: 1, suppressed: { 'dropped:health': 2 } });
    expect(report.savedBytes?.['dropped:health']).toBeGreaterThan(40);
    expect(ports.signals()).toHaveLength(1);
  });

  it('puts no frame where nothing is left, and accepts all the same', async () => {
    const ports = pretendPorts(new UpstreamError('Not reached.', { reason: 'stream' }));
    const { answer, report } = await ingest(post('/v1/logs', lines('GET /healthz')), { ...ports, processors: processorsOf(health) });
    expect(answer.status).toBe(200);
    expect(report).toMatchObject({ received: 1, produced: 0, suppressed: { 'dropped:health': 1 } });
  });

  it('counts nothing as dropped where the stream failed and the client still holds it all', async () => {
    const ports = pretendPorts(new UpstreamError('The stream is down.', { reason: 'stream' }));
    const { report } = await ingest(post('/v1/logs', lines('GET /healthz', 'order')), { ...ports, processors: processorsOf(health) });
    expect(report).toMatchObject({ received: 2, produced: 0, suppressed: { refused: 2 } });
  });

  it('balances whatever comes', () => {
    const policy = { drop: [{ name: 'spans', match: { kinds: ['span'] } }], sample: [{ name: 'rest', match: {}, keepOneIn: 3 }] };
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 20 }), (signals) => {
        const { signals: kept, suppressed } = prepare(signals, 1, 'key', processorsOf(policy));
        const out = Object.values(suppressed).reduce((sum, count) => sum + count, 0);
        expect(kept.length + out).toBe(signals.length);
      }),
    );
  });

  it('keeps one in so many, the same each time, and whole traces', () => {
    const processors = processorsOf({ sample: [{ name: 'all', match: {}, keepOneIn: 10 }] });
    const keptOf = (signals: readonly Signal[]) => prepare(signals, 1, 'key', processors).signals;
    const messages = Array.from({ length: 5000 }, (_, at) => log({}, { 'service.name': 'a' }, { body: `order ${at}` }));
    expect(keptOf(messages).length).toBeGreaterThan(400);
    expect(keptOf(messages).length).toBeLessThan(600);
    expect(keptOf([...messages].reverse()).map((each) => (each as LogSignal).body)).toEqual(
      keptOf(messages)
        .map((each) => (each as LogSignal).body)
        .reverse(),
    );
    const traced = Array.from({ length: 100 }, (_, trace) =>
      Array.from({ length: 5 }, (__, at) =>
        log({}, { 'service.name': 'a' }, { body: `step ${at}`, traceId: trace.toString(16).padStart(32, '0') }),
      ),
    );
    for (const trace of traced) expect([0, 5]).toContain(keptOf(trace).length);
    expect(traced.some((trace) => keptOf(trace).length === 5)).toBe(true);
  });
});

describe('limits', () => {
  const at = 1_764_000_000_000;
  const day = 86_400_000_000_000n;
  const timed = (days: bigint) => log({}, { 'service.name': 'a' }, { timeUnixNano: BigInt(at) * 1_000_000n + days * day });
  const run = (signal: Signal, limits: object) => prepare([signal], at, 'key', processorsOf({ limits }));

  it('cut long texts behind what was taken out, and say so', () => {
    const signal = log(
      { a: 'x'.repeat(30), list: ['y'.repeat(17)], short: 'z' },
      { 'service.name': 'a' },
      { body: `password=hunter2hunter2 ${'b'.repeat(40)}` },
    );
    const [first] = run(signal, { valueLength: 16 }).signals;
    expect(first?.attributes).toEqual({ a: `${'x'.repeat(16)}[truncated:30]`, list: [`${'y'.repeat(16)}[truncated:17]`], short: 'z' });
    expect((first as LogSignal).body).toMatch(/^password=\[redact\[truncated:\d+\]$/);
    const [pair] = run(log({ a: `${'x'.repeat(15)}😀yy` }), { valueLength: 16 }).signals;
    expect(pair?.attributes).toEqual({ a: `${'x'.repeat(15)}[truncated:19]` });
  });

  it.for<[bigint, string | undefined]>([
    [0n, undefined],
    [-6n, undefined],
    [-8n, 'past'],
    [1n, undefined],
    [3n, 'future'],
  ])('flag or drop a signal %s days from its receipt', ([days, skew]) => {
    const limits = { pastDays: 7, futureDays: 2 };
    expect(run(timed(days), limits).signals[0]?.attributes).toEqual(skew === undefined ? {} : { 'time.skew': skew });
    const { signals, suppressed } = run(timed(days), { ...limits, skewed: 'drop' });
    expect(signals).toHaveLength(skew === undefined ? 1 : 0);
    expect(suppressed).toEqual(skew === undefined ? {} : { [`skewed:${skew}`]: 1 });
    expect(run(timed(days), {}).signals[0]?.attributes).toEqual({});
  });
});

describe('sanitising by policy', () => {
  const text = 'jane.doe@example.com 81.2.69.142 10.0.0.7 4111111111111111 password=hunter2';
  const attributes = (sanitise: object) => prepared(log({ detail: text }), { sanitise }).attributes['detail'] as string;
  it.for<[object, readonly string[]]>([
    [{}, ['10.0.0.7']],
    [{ emails: false }, ['jane.doe@example.com', '10.0.0.7']],
    [{ addresses: 'none' }, ['81.2.69.142', '10.0.0.7']],
    [{ addresses: 'all' }, []],
    [{ cards: false }, ['4111111111111111', '10.0.0.7']],
    [{ secrets: false }, ['hunter2', '10.0.0.7']],
    [{ keep: ['detail'] }, text.replace('password=', '').split(' ')],
  ])('%o keeps %o', ([sanitise, wanted]) => {
    const parts = text.replace('password=', '').split(' ');
    expect(parts.filter((part) => attributes(sanitise).includes(part)).sort()).toEqual([...wanted].sort());
  });
});

it('loads the engine of patterns for a policy that needs it, and refuses a pattern that is none', async () => {
  const policy = (pattern: string) => processorsSchema.parse({ attributes: [{ action: 'extract', key: 'body', pattern }] });
  expect(prepare([log({})], 1, 'key', await readyProcessors(policy('(?P<n>\\d+)'))).signals[0]?.attributes).toEqual({ n: '17' });
  await expect(readyProcessors(policy('(?P<n>'))).rejects.toMatchObject({ name: 'InputError' });
  await expect(readyProcessors(policy('\\d+'))).rejects.toMatchObject({ name: 'InputError' });
});

it('reads the example of its README', () => {
  const readme = readFileSync(new URL('../../../functions/ingest/README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const policy = processorsSchema.parse(parse(example));
  expect(policy.drop.length + policy.attributes.length).toBeGreaterThan(2);
  expect(createProcessors(policy, engine).reduce).toBeDefined();
});
