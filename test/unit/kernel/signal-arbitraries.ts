/** Any signal at all, for properties: every kind, every metric type, the awkward numbers, the awkward keys. */
import fc from 'fast-check';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { MetricData, Signal } from '#kernel/signal.ts';

/** Attribute values are JSON: no NaN, and no negative zero, which JSON cannot say. */
const value = fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)) as AttributeValue);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 40 }), fc.constantFrom('', 'a', 'checkout'));
const key = fc.oneof(fc.constantFrom('service.name', 'host', 'a', 'b', '__proto__', 'constructor', '0', ''), text);

const attributes: fc.Arbitrary<Attributes> = fc.array(fc.tuple(key, value), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));
const time = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 1_764_000_000_000_000_000n, max: 1_764_000_000_000_001_000n }),
);
const double = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1),
  fc.integer(),
);
const counts = fc.array(fc.nat(), { maxLength: 5 });
const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const traceId = hex(32);
const spanId = hex(16);

/** Fields that may be absent: no key rather than an undefined one. */
const record = <T extends object>(fields: { [Key in keyof Required<T>]: fc.Arbitrary<T[Key]> }, requiredKeys: readonly (keyof T)[]) =>
  fc.record(fields as never, { requiredKeys: requiredKeys as never, noNullPrototype: true }) as unknown as fc.Arbitrary<T>;

const resource = record({ attributes, schemaUrl: text }, ['attributes']);
const scope = record({ name: text, version: text, attributes }, ['name']);
const base = { timeUnixNano: time, resource, scope, attributes };
const baseKeys = ['timeUnixNano', 'resource', 'attributes', 'kind'];

const log = record(
  {
    kind: fc.constant('log' as const),
    ...base,
    observedTimeUnixNano: time,
    severityNumber: fc.nat(24),
    severityText: text,
    body: value,
    eventName: text,
    traceId,
    spanId,
    flags: fc.nat(),
  } as never,
  [...baseKeys, 'severityNumber', 'body'] as never,
);

const temporality = fc.constantFrom('delta', 'cumulative');
const range = { sum: double, min: double, max: double };
const histogram = record(
  { count: fc.nat(), ...range, explicitBounds: fc.array(double, { maxLength: 4 }), bucketCounts: counts } as never,
  ['count', 'explicitBounds', 'bucketCounts'] as never,
);
const buckets = fc.record({ offset: fc.integer(), bucketCounts: counts }, { noNullPrototype: true });
const exponential = record(
  {
    count: fc.nat(),
    ...range,
    scale: fc.integer(),
    zeroCount: fc.nat(),
    zeroThreshold: double,
    positive: buckets,
    negative: buckets,
  } as never,
  ['count', 'scale', 'zeroCount'] as never,
);
const summary = fc.record(
  {
    count: fc.nat(),
    sum: double,
    quantiles: fc.array(fc.record({ quantile: double, value: double }, { noNullPrototype: true }), { maxLength: 3 }),
  },
  { noNullPrototype: true },
);
const plain = { noNullPrototype: true };
const data = fc.oneof(
  fc.record({ type: fc.constant('gauge'), value: double }, plain),
  fc.record({ type: fc.constant('sum'), value: double, temporality, monotonic: fc.boolean() }, plain),
  fc.record({ type: fc.constant('histogram'), value: histogram, temporality }, plain),
  fc.record({ type: fc.constant('exponential_histogram'), value: exponential, temporality }, plain),
  fc.record({ type: fc.constant('summary'), value: summary }, plain),
  fc.record({ type: fc.constant('none') }, plain),
) as fc.Arbitrary<MetricData>;
const exemplar = record({ timeUnixNano: time, value: double, attributes, traceId, spanId } as never, ['timeUnixNano', 'value'] as never);
const metric = record(
  {
    kind: fc.constant('metric' as const),
    ...base,
    name: text,
    unit: text,
    description: text,
    startTimeUnixNano: time,
    data,
    exemplars: fc.array(exemplar, { maxLength: 2 }),
  } as never,
  [...baseKeys, 'name', 'data'] as never,
);

const status = record({ code: fc.constantFrom('unset', 'ok', 'error'), message: text } as never, ['code'] as never);
const spanEvent = fc.record({ timeUnixNano: time, name: text, attributes }, plain);
const spanLink = record({ traceId, spanId, traceState: text, attributes } as never, ['traceId', 'spanId', 'attributes'] as never);
const span = record(
  {
    kind: fc.constant('span' as const),
    ...base,
    name: text,
    traceId,
    spanId,
    parentSpanId: spanId,
    traceState: text,
    flags: fc.nat(),
    spanKind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
    endTimeUnixNano: time,
    status,
    events: fc.array(spanEvent, { maxLength: 2 }),
    links: fc.array(spanLink, { maxLength: 2 }),
  } as never,
  [...baseKeys, 'name', 'traceId', 'spanId', 'spanKind', 'endTimeUnixNano', 'status'] as never,
);

const event = record(
  {
    kind: fc.constant('event' as const),
    ...base,
    source: text,
    name: text,
    status: fc.constantFrom('firing', 'resolved'),
    severityText: text,
    message: text,
  } as never,
  [...baseKeys, 'source', 'name', 'status'] as never,
);

export const signal = fc.oneof(log, metric, span, event) as unknown as fc.Arbitrary<Signal>;
