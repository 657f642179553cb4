/** Any OTLP request, as OTLP/JSON that both encodings can say: for comparing our two decoders. */
import fc from 'fast-check';

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('checkout', '__proto__', '', 'GET', 'a'.repeat(60)));
const hex = (digits: number) =>
  fc.oneof(
    { arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits }), weight: 8 },
    { arbitrary: fc.constantFrom('', '0'.repeat(digits), 'ab', 'ab'.repeat(digits)), weight: 2 },
  );
const int64 = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map(String);
const nanos = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constant(0n), fc.constant(1_764_000_000_000_000_001n)).map(String);
const double = fc.oneof(fc.double(), fc.integer()).map((value) => (Number.isFinite(value) ? (value === 0 ? 0 : value) : String(value)));
const count = fc.nat().map(String);

const { anyValue, keyValues } = fc.letrec((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 3 },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: double }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64')) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('anyValue'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: tie('keyValues') }) }),
  ),
  keyValues: fc.array(fc.record({ key: text, value: tie('anyValue') }), { maxLength: 3 }),
}));

/** Some of the fields, as proto3 lets any be absent. */
const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) => fc.record(fields, { requiredKeys: [] });

const request = (ofResource: string, ofScope: string, items: string, item: fc.Arbitrary<unknown>) => {
  const inner = some({ scope: some({ name: text, version: text, attributes: keyValues }), [items]: fc.array(item, { maxLength: 4 }) });
  const outer = some({ resource: some({ attributes: keyValues }), schemaUrl: text, [ofScope]: fc.array(inner, { maxLength: 2 }) });
  return some({ [ofResource]: fc.array(outer, { maxLength: 2 }) });
};

const log = some({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  severityNumber: fc.nat(30),
  severityText: text,
  body: anyValue,
  attributes: keyValues,
  flags: fc.nat(),
  traceId: hex(32),
  spanId: hex(16),
  eventName: text,
});

const exemplar = some({
  timeUnixNano: nanos,
  asDouble: double,
  spanId: hex(16),
  traceId: hex(32),
  filteredAttributes: keyValues,
});
const point = { attributes: keyValues, startTimeUnixNano: nanos, timeUnixNano: nanos, flags: fc.constantFrom(0, 1, 2) };
const exemplars = fc.array(exemplar, { maxLength: 2 });
const number = fc.oneof(some({ ...point, exemplars, asDouble: double }), some({ ...point, exemplars, asInt: int64 }));
const range = { count, sum: double, min: double, max: double };
const histogram = some({
  ...point,
  ...range,
  exemplars,
  bucketCounts: fc.array(count, { maxLength: 3 }),
  explicitBounds: fc.array(double, { maxLength: 2 }),
});
const buckets = some({ offset: fc.integer(), bucketCounts: fc.array(count, { maxLength: 3 }) });
const exponential = some({
  ...point,
  ...range,
  exemplars,
  scale: fc.integer({ min: -10, max: 20 }),
  zeroCount: count,
  zeroThreshold: double,
  positive: buckets,
  negative: buckets,
});
const summary = some({
  ...point,
  count,
  sum: double,
  quantileValues: fc.array(some({ quantile: double, value: double }), { maxLength: 2 }),
});
const points = (arbitrary: fc.Arbitrary<unknown>) =>
  some({ dataPoints: fc.array(arbitrary, { maxLength: 3 }), aggregationTemporality: fc.nat(2), isMonotonic: fc.boolean() });
const head = { name: text, unit: text, description: text };
const metric = fc.oneof(
  some(head),
  some({ ...head, gauge: points(number) }),
  some({ ...head, sum: points(number) }),
  some({ ...head, histogram: points(histogram) }),
  some({ ...head, exponentialHistogram: points(exponential) }),
  some({ ...head, summary: points(summary) }),
);

const span = some({
  traceId: hex(32),
  spanId: hex(16),
  traceState: text,
  parentSpanId: hex(16),
  name: text,
  kind: fc.nat(7),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: keyValues,
  events: fc.array(some({ timeUnixNano: nanos, name: text, attributes: keyValues }), { maxLength: 2 }),
  links: fc.array(some({ traceId: hex(32), spanId: hex(16), traceState: text, attributes: keyValues }), { maxLength: 2 }),
  status: some({ message: text, code: fc.nat(3) }),
  flags: fc.nat(),
});

export const otlpRequests = {
  '/v1/logs': request('resourceLogs', 'scopeLogs', 'logRecords', log),
  '/v1/metrics': request('resourceMetrics', 'scopeMetrics', 'metrics', metric),
  '/v1/traces': request('resourceSpans', 'scopeSpans', 'spans', span),
} as const;
