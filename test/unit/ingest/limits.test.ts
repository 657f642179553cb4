/** The operators' limits: what is over is cut and marked, or refused and said so, and counted either way. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';
import { prepare } from '#functions/ingest/prepare.ts';
import { createProcessors, type Processors } from '#functions/ingest/processors/process.ts';
import { seriesGate, seriesWindowMs } from '#functions/ingest/processors/series-count.ts';
import { processorsSchema } from '#kernel/policy/processors.ts';
import { standardLimits } from '#kernel/policy/standard-limits.ts';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { LogSignal, MetricSignal, Signal, SpanSignal } from '#kernel/signal.ts';
import { signal as anySignal } from '../kernel/signal-arbitraries.ts';
import { bodyText, post, pretendPorts } from './ingest-support.ts';

const at = 1_764_000_000_000;
const processorsOf = (policy: unknown, region?: string): Processors => createProcessors(processorsSchema.parse(policy), undefined, region);
const run = (signal: Signal, limits: object) => prepare([signal], at, 'key', processorsOf({ limits }));
const base = { timeUnixNano: BigInt(at) * 1_000_000n, resource: { attributes: { 'service.name': 'shop' } as Attributes } };
const log = (attributes: Attributes, rest: Partial<LogSignal> = {}): LogSignal => ({
  ...base,
  ...{ kind: 'log', attributes, severityNumber: 9, body: 'x' },
  ...rest,
});
const sample = (attributes: Attributes, rest: Partial<MetricSignal> = {}): MetricSignal => ({
  ...base,
  ...{ kind: 'metric', name: 'm', attributes, data: { type: 'gauge', value: 1 } },
  ...rest,
});
const many = (count: number): Attributes => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, index]));
const nested = (depth: number): AttributeValue => (depth === 0 ? 'leaf' : { deeper: nested(depth - 1) });

it('are what is said where a policy says nothing, and never above what memory allows', () => {
  expect(processorsSchema.parse({}).limits).toEqual(standardLimits);
  for (const limits of [{ bodyMiB: 20.1 }, { attributes: 513 }, { valueDepth: 33 }, { keyLength: 7 }, { seriesPerResource: 500_001 }])
    expect(processorsSchema.safeParse({ limits }).success, JSON.stringify(limits)).toBe(false);
});

describe('attributes', () => {
  it('past the limit are left out, and how many is written and counted', () => {
    const { signals, limited } = run(log(many(130)), { attributes: 128 });
    const kept = signals[0]?.attributes ?? {};
    expect(Object.keys(kept)).toHaveLength(129);
    expect(kept).toMatchObject({ a127: 127, 'otel.dropped_attributes_count': 2 });
    expect(limited).toEqual({ attributes: 1 });
    expect(run(log(many(128)), { attributes: 128 })).toMatchObject({ limited: {}, signals: [{ attributes: many(128) }] });
  });

  it('add to what the sender left out itself', () => {
    const given = { 'otel.dropped_attributes_count': 5, ...many(3) };
    expect(run(log(given), { attributes: 2 }).signals[0]?.attributes).toEqual({ 'otel.dropped_attributes_count': 7, a0: 0 });
  });

  it('with a long name are left out, and do not take the place of others', () => {
    const { signals, limited } = run(log({ ['k'.repeat(1025)]: 1, ['k'.repeat(1024)]: 2 }), {});
    expect(signals[0]?.attributes).toEqual({ ['k'.repeat(1024)]: 2, 'otel.dropped_attributes_count': 1 });
    expect(limited).toEqual({ keyLength: 1 });
  });

  it('that say where a signal may go and who sent it stay, wherever they stand', () => {
    const marked = { ...many(130), 'compliance.region': 'eu-central-1', 'compliance.no_model': true };
    expect(run(log(marked), { attributes: 128 }).signals[0]?.attributes).toMatchObject({
      'compliance.region': 'eu-central-1',
      'compliance.no_model': true,
    });
    const resource = { attributes: { ...many(130), 'service.name': 'last' } };
    const { signals, limited } = run(log({}, { resource }), { attributes: 128 });
    expect(signals[0]?.resource.attributes).toMatchObject({ 'service.name': 'last', 'otel.dropped_attributes_count': 2 });
    expect(limited).toEqual({ attributes: 1 });
  });

  it('of events and links are held to it as well', () => {
    const span: SpanSignal = {
      ...base,
      ...{ kind: 'span', name: 's', traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), spanKind: 'server', attributes: {} },
      ...{ endTimeUnixNano: base.timeUnixNano, status: { code: 'unset' } },
      events: [{ timeUnixNano: 1n, name: 'e', attributes: many(3) }],
      links: [{ traceId: 'a'.repeat(32), spanId: 'c'.repeat(16), attributes: many(2) }],
    };
    const [kept] = run(span, { attributes: 2 }).signals as SpanSignal[];
    expect(kept?.events?.[0]?.attributes).toEqual({ a0: 0, a1: 1, 'otel.dropped_attributes_count': 1 });
    expect(kept?.links?.[0]?.attributes).toEqual(many(2));
  });

  it('are names as any other where the language has one', () => {
    const given = JSON.parse('{"__proto__": 1, "constructor": 2, "a": 3}') as Attributes;
    const [kept] = run(log(given), { attributes: 2 }).signals;
    expect(Object.keys(kept?.attributes ?? {})).toEqual(['__proto__', 'constructor', 'otel.dropped_attributes_count']);
    expect(Object.getPrototypeOf(kept?.attributes)).toBe(Object.prototype);
  });
});

describe('depth', () => {
  it('past the limit becomes a word that says so, in attributes and bodies', () => {
    const { signals, limited } = run(log({ a: nested(3), b: [[['x']]] }, { body: nested(3) }), { valueDepth: 2 });
    const cut = { deeper: { deeper: '[truncated:depth]' } };
    expect(signals[0]).toMatchObject({ attributes: { a: cut, b: [['[truncated:depth]']] }, body: cut });
    expect(limited).toEqual({ valueDepth: 1 });
    expect(run(log({ a: nested(2) }, { body: nested(2) }), { valueDepth: 2 }).limited).toEqual({});
  });
});

it('a text that was cut is counted', () => {
  expect(run(log({ a: 'y'.repeat(17) }), { valueLength: 16 }).limited).toEqual({ valueLength: 1 });
  expect(run(log({ a: 'y'.repeat(16) }), { valueLength: 16 }).limited).toEqual({});
});

describe('a metric sample over a limit', () => {
  it.for<[string, Partial<MetricSignal>, string]>([
    ['of attributes', { attributes: many(3) }, 'attributes'],
    ['of attributes, through its resource', { resource: { attributes: many(3) } }, 'attributes'],
    ['of names', { attributes: { ['k'.repeat(9)]: 1 } }, 'keyLength'],
    ['of depth', { attributes: { a: nested(3) } }, 'valueDepth'],
  ])('%s is refused: cut, two series would be one', ([, rest, limit]) => {
    const limits = { attributes: 2, keyLength: 8, valueDepth: 2 };
    const given = sample({}, rest.resource === undefined ? { resource: { attributes: {} }, ...rest } : rest);
    const { signals, suppressed, refused } = prepare(
      [given],
      at,
      'key',
      processorsOf({ limits: { ...limits, keyLength: limit === 'keyLength' ? 8 : 100 } }),
    );
    expect(signals).toEqual([]);
    expect(suppressed).toEqual({ [`limit:${limit}`]: 1 });
    expect(refused).toEqual([{ signal: given, reason: `over the limit ${limit}` }]);
  });
});

describe('series of a resource', () => {
  const series = (index: number, resource = 'shop') => sample({ id: index }, { resource: { attributes: { 'service.name': resource } } });
  const passes = (gate: ReturnType<typeof seriesGate>, samples: readonly MetricSignal[], time = at) => samples.map(gate(time));

  it('pass up to the limit, and known ones go on passing', () => {
    const gate = seriesGate(2);
    expect(passes(gate, [series(1), series(2), series(3), series(1), series(2)])).toEqual([true, true, false, true, true]);
    expect(passes(gate, [series(3), series(2)], at + 1000)).toEqual([false, true]);
    expect(passes(gate, [series(3, 'other')])).toEqual([true]);
  });

  it('are the same in another order of attributes, and another by name or any value', () => {
    const gate = seriesGate(1);
    const attributes = { a: 'x', b: 'y' };
    expect(passes(gate, [sample(attributes), sample({ b: 'y', a: 'x' })])).toEqual([true, true]);
    expect(passes(gate, [sample({ a: 'y', b: 'x' }), sample(attributes, { name: 'n' }), sample({ ...attributes, c: 1 })])).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('make room when they were silent for a window', () => {
    const gate = seriesGate(1);
    expect(passes(gate, [series(1)])).toEqual([true]);
    expect(passes(gate, [series(2)], at + seriesWindowMs)).toEqual([false]);
    expect(passes(gate, [series(2)], at + 2 * seriesWindowMs)).toEqual([true]);
  });

  it('are remembered up to a capacity, the resource that was silent longest forgotten first', () => {
    const gate = seriesGate(3, 4);
    passes(gate, [series(1, 'a'), series(2, 'a'), series(3, 'a')]);
    passes(gate, [series(1, 'b'), series(2, 'b')], at + 1);
    // `a` was forgotten for `b`, and begins anew; `b` was not.
    expect(passes(gate, [series(3, 'b'), series(4, 'b')], at + 2)).toEqual([true, false]);
    expect(passes(gate, [series(4, 'a')], at + 3)).toEqual([true]);
  });

  it('stay a limit while the clock of a worker stands still or goes back', () => {
    const gate = seriesGate(1);
    passes(gate, [series(1)], at);
    expect(passes(gate, [series(2)], at - 5 * seriesWindowMs)).toEqual([false]);
  });
});

describe('a request', () => {
  const gauge = (value: number) => ({
    name: 'm',
    gauge: { dataPoints: [{ asDouble: 1, attributes: [{ key: 'id', value: { intValue: value } }] }] },
  });
  const metrics = (...values: number[]) => JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: values.map(gauge) }] }] });

  it('with too many series is accepted in part, in the words of its protocol, and balances', async () => {
    const ports = { ...pretendPorts(), processors: processorsOf({ limits: { seriesPerResource: 2 } }) };
    const { answer, report } = await ingest(post('/v1/metrics', metrics(1, 2, 3, 4)), ports);
    expect(answer.status).toBe(200);
    expect(JSON.parse(bodyText(answer.body))).toMatchObject({
      partialSuccess: { rejectedDataPoints: '2', errorMessage: expect.stringContaining('seriesPerResource') },
    });
    expect(report).toEqual({ received: 4, produced: 2, suppressed: { 'cardinality:series': 2 }, quarantined: 0 });
    expect(ports.signals()).toHaveLength(2);
  });

  it('larger than bodyMiB is answered 413, compressed or not', async () => {
    const ports = { ...pretendPorts(), processors: processorsOf({ limits: { bodyMiB: 0.001 } }) };
    const body = metrics(...Array.from({ length: 50 }, (_, index) => index));
    expect(body.length).toBeGreaterThan(1049);
    expect((await ingest(post('/v1/metrics', body), ports)).answer.status).toBe(413);
    expect(
      (await ingest(post('/v1/metrics', gzipSync(body), { 'content-type': 'application/json', 'content-encoding': 'gzip' }), ports)).answer
        .status,
    ).toBe(413);
    expect((await ingest(post('/v1/metrics', metrics(1)), ports)).answer.status).toBe(200);
  });

  it('with signals marked for another region stores none of those, and says so', async () => {
    const compliance = [{ match: { contains: 'patient' }, region: 'eu-central-1' }];
    const ports = { ...pretendPorts(), processors: processorsOf({ compliance }, 'us-east-1') };
    const logRecords = ['patient 7', 'order 8'].map((stringValue) => ({ body: { stringValue } }));
    const own = { body: { stringValue: 'own mark' }, attributes: [{ key: 'compliance.region', value: { stringValue: 'ap-south-1' } }] };
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [...logRecords, own] }] }] });
    const { answer, report } = await ingest(post('/v1/logs', body), ports);
    expect(JSON.parse(bodyText(answer.body))).toMatchObject({
      partialSuccess: { rejectedLogRecords: '2', errorMessage: expect.stringContaining('marked for another region than us-east-1') },
    });
    expect(report).toMatchObject({ received: 3, produced: 1, suppressed: { 'compliance:region': 2 } });
    expect(ports.signals().map((signal) => (signal as LogSignal).body)).toEqual(['order 8']);
    const there = { ...pretendPorts(), processors: processorsOf({ compliance }, 'eu-central-1') };
    expect((await ingest(post('/v1/logs', body), there)).report).toMatchObject({ produced: 2, suppressed: { 'compliance:region': 1 } });
  });
});

it('hold for whatever comes: nothing is lost unsaid, and nothing over a limit is stored', () => {
  const limits = { attributes: 2, keyLength: 8, valueDepth: 1, seriesPerResource: 1 };
  const deepest = (value: AttributeValue): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(deepest)) : 0;
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 10 }), (signals) => {
      const { signals: kept, suppressed, refused } = prepare(signals, at, 'key', processorsOf({ limits }));
      const out = Object.values(suppressed).reduce((sum, count) => sum + count, 0);
      expect([kept.length + out, out]).toEqual([signals.length, refused.length]);
      for (const { attributes } of kept) {
        const own = Object.keys(attributes).filter((name) => name !== 'otel.dropped_attributes_count');
        expect(own.length).toBeLessThanOrEqual(2);
        for (const name of own) expect(name.length).toBeLessThanOrEqual(8);
        for (const value of Object.values(attributes)) expect(deepest(value)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
