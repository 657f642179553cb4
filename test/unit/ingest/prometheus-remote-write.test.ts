import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { maxParts } from '#kernel/reading/limits.ts';
import type { Decoded } from '#kernel/receiver.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { remoteWriteMeaning } from '#test/support/remote-write-oracle.ts';
import { writeRequest1, writeRequest2 } from '#test/support/remote-write-writer.ts';
import { snappy } from '#test/support/snappy.ts';
import { pretendPorts, reasonOf } from './ingest-support.ts';

const type1 = 'application/x-protobuf';
const type2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
const t = 1_764_000_000_000;

const sent = (body: Uint8Array, contentType: string | undefined, headers: IngestRequest['headers'] = {}): IngestRequest => ({
  id: 'r',
  method: 'POST',
  path: '/api/v1/write',
  headers: { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...headers },
  query: {},
  body,
});
const decode = (body: Uint8Array, contentType: string | undefined = type1): Decoded =>
  prometheusRemoteWrite.decode({ ...sent(body, contentType), receivedAt: t });

const labels = (record: Readonly<Record<string, string>>) => Object.entries(record).map(([name, value]) => ({ name, value }));
const of1 = (series: object, metadata: readonly object[] = []) => writeRequest1({ timeseries: [series], metadata });
const only = (decoded: Decoded): MetricSignal => {
  expect(decoded.rejected).toEqual([]);
  expect(decoded.signals).toHaveLength(1);
  return decoded.signals[0] as MetricSignal;
};
const sampleOf = (name: string, metadata: readonly object[] = []) =>
  only(decode(of1({ labels: labels({ __name__: name }), samples: [{ value: 2, timestamp: t }] }, metadata)));
const histogramOf = (histogram: object): Decoded =>
  decode(of1({ labels: labels({ __name__: 'h' }), histograms: [{ count_int: 1, timestamp: t, ...histogram }] }));
const refusals = ({ rejected }: Decoded): string[] => rejected.map(({ count, reason }) => `${count} × ${reason}`);

describe('the type of a float series', () => {
  it.for([
    ['http_requests_total', [], 'sum'],
    ['rpc_seconds_count', [], 'sum'],
    ['rpc_seconds_sum', [], 'sum'],
    ['rpc_seconds_bucket', [], 'sum'],
    ['rpc_seconds_created', [], 'gauge'],
    ['queue_depth', [], 'gauge'],
    ['http_requests', [{ type: 1, metric_family_name: 'http_requests' }], 'sum'],
    ['http_requests_created', [{ type: 1, metric_family_name: 'http_requests' }], 'gauge'],
    ['items_total', [{ type: 2, metric_family_name: 'items_total' }], 'gauge'],
    ['sizes_bucket', [{ type: 4, metric_family_name: 'sizes' }], 'gauge'],
    ['rpc_seconds', [{ type: 5, metric_family_name: 'rpc_seconds' }], 'gauge'],
    ['rpc_seconds_sum', [{ type: 5, metric_family_name: 'rpc_seconds' }], 'sum'],
    ['page_count', [{ type: 2, metric_family_name: 'page' }], 'sum'],
  ] as const)('of %s with metadata %j is %s', ([name, metadata, type]) => {
    expect(sampleOf(name, metadata).data.type).toBe(type);
  });

  it('comes with help and unit, from metadata that may stand behind the series', () => {
    const signal = sampleOf('wait_seconds_bucket', [{ type: 3, metric_family_name: 'wait_seconds', help: 'Waiting.', unit: 'seconds' }]);
    expect(signal).toMatchObject({ description: 'Waiting.', unit: 'seconds' });
    expect(sampleOf('page_count', [{ type: 2, metric_family_name: 'page', help: 'Another metric.' }]).description).toBeUndefined();
  });
});

describe('labels', () => {
  it('tell the resource, and what gave way stays an attribute', () => {
    const { resource, attributes } = only(
      decode(
        of1({ labels: labels({ __name__: 'm', app: 'cart', job: 'shop/web', le: '1', pod: 'p' }), samples: [{ value: 1, timestamp: t }] }),
      ),
    );
    expect(resource.attributes).toEqual({ 'service.name': 'cart', 'k8s.pod.name': 'p' });
    expect(attributes).toEqual({ job: 'shop/web', le: '1' });
  });

  it('that are equal share one resource object', () => {
    const series = ['a', 'b', 'a'].map((job) => ({ labels: labels({ __name__: 'm', job }), samples: [{ value: 1, timestamp: t }] }));
    const [first, second, third] = decode(writeRequest1({ timeseries: series })).signals;
    expect(first?.resource).toBe(third?.resource);
    expect(first?.resource).not.toBe(second?.resource);
  });

  it('may be called as they like, come in any order and be empty', () => {
    const { attributes } = only(
      decode(
        of1({
          labels: labels({ zone: 'z', ['__proto__']: 'p', constructor: 'c', empty: '', __name__: 'm' }),
          samples: [{ value: 1, timestamp: t }],
        }),
      ),
    );
    expect(Object.entries(attributes)).toEqual(
      expect.arrayContaining([
        ['zone', 'z'],
        ['constructor', 'c'],
        ['__proto__', 'p'],
      ]),
    );
    expect(Object.keys(attributes)).not.toContain('empty');
  });

  it.for([
    ['without a __name__', { job: 'a' }, 'series without a __name__ label'],
    ['with an empty __name__', { __name__: '' }, 'series without a __name__ label'],
    ['with a label without a name', { __name__: 'm', '': 'x' }, 'label without a name'],
  ] as const)('of a series %s refuse it alone', ([, record, reason]) => {
    const good = { labels: labels({ __name__: 'm' }), samples: [{ value: 1, timestamp: t }] };
    const bad = {
      labels: labels(record),
      samples: [
        { value: 1, timestamp: t },
        { value: 2, timestamp: t },
      ],
    };
    const decoded = decode(writeRequest1({ timeseries: [bad, good] }));
    expect(decoded.signals).toHaveLength(1);
    expect(refusals(decoded)).toEqual([`2 × ${reason}`]);
  });

  it('that come twice, or more than five hundred of them, refuse the series', () => {
    const samples = [{ value: 1, timestamp: t }];
    expect(refusals(decode(of1({ labels: labels({ __name__: 'm', a: '1' }).concat(labels({ a: '2' })), samples })))).toEqual([
      '1 × label name that comes twice in a series',
    ]);
    const many = Array.from({ length: 513 }, (_, at) => ({ name: `l${at}`, value: 'v' }));
    expect(refusals(decode(of1({ labels: many, samples })))).toEqual(['1 × more than 512 labels']);
  });
});

describe('a sample', () => {
  it.for([-1, 9_223_372_036_855])('at %d ms is refused', (timestamp) => {
    expect(refusals(decode(of1({ labels: labels({ __name__: 'm' }), samples: [{ value: 1, timestamp }] })))).toEqual([
      '1 × timestamp before 1970 or after 2262',
    ]);
  });

  it('without a time takes the time of receipt, and NaN is a value', () => {
    const { timeUnixNano, data } = only(decode(of1({ labels: labels({ __name__: 'm' }), samples: [{ value: Number.NaN }] })));
    expect(timeUnixNano).toBe(0n);
    expect(data).toEqual({ type: 'gauge', value: Number.NaN });
  });
});

describe('a native histogram', () => {
  it.for([
    ['of a schema to come', { schema: -54 }, 'histogram of an unknown schema'],
    [
      'with fewer buckets than its spans',
      { positive_spans: [{ offset: 0, length: 3 }], positive_deltas: [1, 1] },
      'histogram whose buckets do not fit its spans',
    ],
    [
      'with more buckets than its spans',
      { positive_spans: [{ offset: 0, length: 1 }], positive_deltas: [1, 1] },
      'histogram whose buckets do not fit its spans',
    ],
    [
      'with a bucket below zero',
      { positive_spans: [{ offset: 0, length: 2 }], positive_deltas: [1, -2] },
      'histogram with a bucket count that is none',
    ],
    [
      'with overlapping spans',
      {
        positive_spans: [
          { offset: 0, length: 1 },
          { offset: -1, length: 1 },
        ],
        positive_deltas: [1, 1],
      },
      'histogram whose spans overlap',
    ],
    [
      'with a gap of two billion',
      {
        positive_spans: [
          { offset: 0, length: 1 },
          { offset: 2_147_483_647, length: 1 },
        ],
        positive_deltas: [1, 1],
      },
      'histogram with more than 10000 buckets',
    ],
    [
      'with a span of four billion',
      { positive_spans: [{ offset: 0, length: 4_294_967_295 }], positive_deltas: [1] },
      'histogram whose buckets do not fit its spans',
    ],
    ['with bounds that do not ascend', { schema: -53, custom_values: [1, 1] }, 'histogram whose custom bounds do not ascend'],
    [
      'with buckets past its bounds',
      { schema: -53, custom_values: [1], positive_spans: [{ offset: 0, length: 3 }], positive_deltas: [1, 1, 1] },
      'histogram with buckets past its custom bounds',
    ],
    [
      'with buckets far past its bounds',
      { schema: -53, custom_values: [1], positive_spans: [{ offset: 2_147_483_647, length: 1 }], positive_deltas: [1] },
      'histogram with buckets past its custom bounds',
    ],
    [
      'with custom bounds and negative buckets',
      { schema: -53, custom_values: [1], negative_spans: [{ offset: 0, length: 1 }], negative_deltas: [1] },
      'histogram of custom bounds with negative buckets or a zero bucket',
    ],
    ['with a count that is not a number', { count_int: undefined, count_float: Number.NaN }, 'histogram with a count that is none'],
  ] as const)('%s is refused', ([, histogram, reason]) => {
    expect(refusals(histogramOf(histogram))).toEqual([`1 × ${reason}`]);
  });

  it('without buckets has none', () => {
    expect(only(histogramOf({ count_int: 0, schema: 3 })).data).toEqual({
      type: 'exponential_histogram',
      temporality: 'cumulative',
      value: { count: 0, sum: 0, scale: 3, zeroCount: 0 },
    });
  });

  it('cannot claim much memory with gaps: a request of them is refused', () => {
    const histogram = {
      count_int: 2,
      positive_spans: [
        { offset: 0, length: 1 },
        { offset: 9_990, length: 1 },
      ],
      positive_deltas: [1, 0],
      timestamp: t,
    };
    const body = of1({ labels: labels({ __name__: 'h' }), histograms: Array.from({ length: 200 }, () => histogram) });
    expect(body.length).toBeLessThan(10_000);
    expect(reasonOf(() => decode(body))).toBe('too_large');
  });
});

describe('what a body is', () => {
  const one = of1({ labels: labels({ __name__: 'm' }), samples: [{ value: 1, timestamp: t }] });
  it.for([
    ['no content type', undefined],
    ['the 1.0 message by name', 'application/x-protobuf;proto=prometheus.WriteRequest'],
    ['parameters in quotes, capitals and spaces', 'Application/X-Protobuf; Proto="prometheus.WriteRequest"; charset=utf-8'],
  ] as const)('is 1.0 with %s', ([, contentType]) => {
    expect(decode(one, contentType).signals).toHaveLength(1);
  });

  it.for([
    'application/json',
    'text/plain',
    'application/x-protobuf;proto=io.prometheus.write.v3.Request',
    'application/x-protobuf;proto=constructor',
  ])('cannot be told by %s', (contentType) => {
    expect(reasonOf(() => decode(one, contentType))).toBe('unsupported_media_type');
  });

  it('is refused under the other version’s content type, and where it is neither', () => {
    expect(reasonOf(() => decode(one, type2))).toBe('malformed');
    expect(reasonOf(() => decode(writeRequest2({ symbols: [''], timeseries: [] })))).toBe('malformed');
    expect(reasonOf(() => decode(Buffer.from([0x30, 0x01])))).toBe('malformed');
    expect(reasonOf(() => decode(Buffer.from([0x30, 0x01]), type2))).toBe('malformed');
  });

  it('is snappy where no content encoding is named, and plain where it says identity', async () => {
    expect((await ingest(sent(snappy(one), type1), pretendPorts())).report.produced).toBe(1);
    expect((await ingest(sent(one, type1), pretendPorts())).answer.status).toBe(400);
    expect((await ingest(sent(one, type1, { 'content-encoding': 'identity' }), pretendPorts())).report.produced).toBe(1);
  });

  it('may be made of so many parts and no more', () => {
    const emptySymbol = [0x22, 0];
    expect(decode(Buffer.alloc(2 * maxParts, Buffer.from(emptySymbol)), type2).signals).toEqual([]);
    expect(reasonOf(() => decode(Buffer.alloc(2 * maxParts + 2, Buffer.from(emptySymbol)), type2))).toBe('too_large');
  });
});

describe('an answer', () => {
  const body2 = writeRequest2({
    symbols: ['', '__name__', 'm', 'h', 'trace_id', 'abc', 'x'.repeat(70_000)],
    timeseries: [
      {
        labels_refs: [1, 2],
        samples: [
          { value: 1, timestamp: t },
          { value: 2, timestamp: t + 1 },
        ],
        exemplars: [{ labels_refs: [4, 5], value: 1, timestamp: t }],
      },
      { labels_refs: [1, 3], histograms: [{ count_int: 1, timestamp: t }] },
      { labels_refs: [1, 6], samples: [{ value: 1, timestamp: t }] },
    ],
  });
  const written = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
    ['samples', 'histograms', 'exemplars'].map((what) => headers[`x-prometheus-remote-write-${what}-written`]);

  it('counts what was written, without what was too large for a record', async () => {
    const { answer } = await ingest(sent(snappy(body2), type2), pretendPorts());
    expect(written(answer)).toEqual(['2', '1', '1']);
    expect(answer).toMatchObject({ status: 400, body: '1 refused, the rest is written: 1 × too large for one record.\n' });
  });

  it('counts stale histograms as histograms, and exemplars that came alone as no sample', async () => {
    const bits = writeRequest2({
      symbols: ['', '__name__', 'h', 'lonely'],
      timeseries: [
        { labels_refs: [1, 2], histograms: [{ sum: 123.25, timestamp: t }] },
        { labels_refs: [1, 3], exemplars: [{ value: 1, timestamp: t }] },
      ],
    });
    const sum = Buffer.alloc(8);
    sum.writeDoubleLE(123.25);
    Buffer.from([2, 0, 0, 0, 0, 0, 0xf0, 0x7f]).copy(bits, bits.indexOf(sum));
    const ports = pretendPorts();
    const { answer } = await ingest(sent(snappy(bits), type2), ports);
    expect(answer.status).toBe(204);
    expect(written(answer)).toEqual(['0', '1', '1']);
    expect(ports.signals().map((signal) => signal.kind === 'metric' && signal.data.type)).toEqual(['none', 'none']);
  });

  it('says of nothing written that it is nothing, and only to 2.0', async () => {
    expect(written((await ingest(sent(Buffer.from([9]), type2), pretendPorts())).answer)).toEqual(['0', '0', '0']);
    expect((await ingest(sent(snappy(Buffer.alloc(0)), type1), pretendPorts())).answer).toEqual({ status: 204, headers: {}, body: '' });
  });

  it.for([
    ['throttled', new UpstreamError('Slow down.', { reason: 'throttled', status: 429 })],
    ['down', new UpstreamError('The stream is down.', { reason: 'stream' })],
  ] as const)('is 503 and never 429 when the stream is %s: Prometheus drops on 429', async ([, failure]) => {
    const { answer } = await ingest(sent(snappy(body2), type2), pretendPorts(failure));
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(written(answer)).toEqual(['0', '0', '0']);
  });
});

const name = fc.constantFrom('a_total', 'b', 'c_sum', 'd_bucket');
const labelText = fc.oneof(
  fc.constantFrom('', 'job', 'instance', 'service', 'app', 'pod', 'a/b', 'le', '__proto__'),
  fc.string({ maxLength: 6 }),
);
const someLabels = fc
  .tuple(name, fc.array(fc.record({ name: labelText, value: labelText }), { maxLength: 4 }))
  .map(([own, rest]) => [{ name: '__name__', value: own }, ...rest]);
const time = fc.oneof(fc.constant(t), fc.integer({ min: 0, max: 2 * t }), fc.constant(-5));
const value = fc.double();
const spans = fc.array(fc.record({ offset: fc.integer({ min: -3, max: 6 }), length: fc.integer({ min: 0, max: 3 }) }), { maxLength: 3 });
const histogram = fc.record({
  count_int: fc.nat(),
  sum: value,
  schema: fc.constantFrom(-53, -4, 0, 3, 8, 99),
  zero_count_int: fc.constantFrom(0, 0, 3),
  negative_spans: fc.oneof(fc.constant([]), spans),
  negative_deltas: fc.constant([]),
  positive_spans: spans,
  positive_deltas: fc.array(fc.integer({ min: -2, max: 9 }), { maxLength: 9 }),
  reset_hint: fc.constantFrom(0, 3),
  timestamp: time,
  custom_values: fc.array(fc.double({ min: -5, max: 5 }), { maxLength: 3 }),
});
const series = fc.oneof(
  fc.record({ labels: someLabels, samples: fc.array(fc.record({ value, timestamp: time }), { maxLength: 3 }) }),
  fc.record({ labels: someLabels, histograms: fc.array(histogram, { maxLength: 2 }) }),
  fc.record({
    labels: someLabels,
    exemplars: fc.array(
      fc.record({ labels: fc.array(fc.record({ name: labelText, value: labelText }), { maxLength: 2 }), value, timestamp: time }),
      { maxLength: 2 },
    ),
  }),
);
const request = fc.record({
  timeseries: fc.array(series, { maxLength: 5 }),
  metadata: fc.array(
    fc.record({ type: fc.nat({ max: 9 }), metric_family_name: fc.constantFrom('a', 'b', 'c'), help: labelText, unit: labelText }),
    { maxLength: 2 },
  ),
});

it('any request means what the slow reader makes of it', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(request, (json) => {
      const body = writeRequest1(json);
      const { signals, rejected } = decode(body);
      const { signals: expected, refused } = remoteWriteMeaning(1, body);
      expect(rejected.reduce((sum, { count }) => sum + count, 0)).toBe(refused);
      expect(isDeepStrictEqual(signals, expected)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
