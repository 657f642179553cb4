/** Small remote write requests that hold everything either version can say, for tests to damage and compare. */
import { writeRequest1, writeRequest2 } from './remote-write-writer.ts';

const stale = Number.NaN;
const t = 1_764_000_000_000;
const labels = (record: Readonly<Record<string, string>>) => Object.entries(record).map(([name, value]) => ({ name, value }));
const trace = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' };

const integerHistogram = {
  count_int: 21,
  sum: 12.5,
  schema: 3,
  zero_threshold: 2.938735877055719e-39,
  zero_count_int: 2,
  negative_spans: [{ offset: 1, length: 2 }],
  negative_deltas: [3, -1],
  positive_spans: [
    { offset: -2, length: 2 },
    { offset: 3, length: 1 },
    { offset: 0, length: 1 },
  ],
  positive_deltas: [4, 2, -3, 1],
  timestamp: t,
};
const floatHistogram = {
  count_float: 7.5,
  sum: 30,
  schema: -1,
  zero_count_float: 0.5,
  positive_spans: [{ offset: 0, length: 3 }],
  positive_counts: [2, 4, 1],
  reset_hint: 3,
  timestamp: t + 15_000,
};
const customHistogram = {
  count_int: 9,
  sum: 4,
  schema: -53,
  positive_spans: [{ offset: 1, length: 2 }],
  positive_deltas: [5, -1],
  custom_values: [0.1, 0.5, 1, 5],
  timestamp: t,
};

const series = [
  {
    labels: labels({ __name__: 'http_requests_total', code: '200', instance: 'web-1:9090', job: 'shop/web' }),
    samples: [{ value: 1027, timestamp: t }],
  },
  {
    labels: labels({ __name__: 'queue_depth', instance: 'web-1:9090', job: 'shop/web', queue: 'mail' }),
    samples: [
      { value: 3.25, timestamp: t },
      { value: stale, timestamp: t + 15_000 },
    ],
  },
  { labels: labels({ __name__: 'up', env: 'prod', job: 'node', pod: 'web-1', service: 'web' }), samples: [{ value: -0, timestamp: t }] },
  {
    labels: labels({ __name__: 'rpc_seconds', instance: 'web-2:9090', job: 'rpc' }),
    histograms: [integerHistogram, floatHistogram],
  },
  { labels: labels({ __name__: 'wait_seconds', instance: 'web-2:9090', job: 'rpc' }), histograms: [customHistogram] },
  {
    labels: labels({ __name__: 'http_requests_total', code: '200', instance: 'web-1:9090', job: 'shop/web' }),
    exemplars: [{ labels: labels({ ...trace, user: 'a' }), value: 1, timestamp: t - 5 }],
  },
  { labels: labels({ __name__: 'lonely_total', job: 'x' }), exemplars: [{ labels: labels(trace), value: 2, timestamp: t }] },
  { labels: labels({ __name__: 'twice', job: 'a' }).concat(labels({ job: 'b' })), samples: [{ value: 1, timestamp: t }] },
];
const metadata = [
  { type: 1, metric_family_name: 'http_requests', help: 'Requests answered.', unit: '' },
  { type: 2, metric_family_name: 'queue_depth', help: 'Messages waiting.', unit: 'messages' },
];

/** The same series in 2.0: labels as references, metadata and starts with the series. */
const asRequest2 = (all: readonly (typeof series)[number][]): object => {
  const symbols = [''];
  const reference = (text: string): number => {
    const known = symbols.indexOf(text);
    return known === -1 ? symbols.push(text) - 1 : known;
  };
  const references = (pairs: readonly { readonly name: string; readonly value: string }[]) =>
    pairs.flatMap(({ name, value }) => [reference(name), reference(value)]);
  const timeseries = all.map(({ labels: pairs, samples, histograms, exemplars }, index) => ({
    labels_refs: references(pairs),
    samples: samples?.map((sample) => (index === 1 ? { ...sample, start_timestamp: t - 7_200_000 } : sample)),
    histograms,
    exemplars: exemplars?.map(({ labels: own, ...rest }) => ({ labels_refs: references(own), ...rest })),
    metadata: { type: index % 4, help_ref: reference('What it tells.'), unit_ref: reference('s') },
    created_timestamp: t - 3_600_000,
  }));
  return { symbols, timeseries };
};

/** A double's NaN in these requests is written as the stale marker. */
const withMarkers = (body: Buffer): Buffer => {
  const plain = Buffer.alloc(8);
  plain.writeDoubleLE(Number.NaN);
  const marker = Buffer.from([2, 0, 0, 0, 0, 0, 0xf0, 0x7f]);
  const at = body.indexOf(plain);
  return at === -1 ? body : Buffer.concat([body.subarray(0, at), marker, body.subarray(at + 8)]);
};

/** Valid 1.0 requests. */
export const samples1: readonly Buffer[] = [
  { timeseries: series, metadata },
  { metadata },
  ...series.map((one) => ({ timeseries: [one], metadata })),
].map((request) => withMarkers(writeRequest1(request)));

/** Valid 2.0 requests. */
export const samples2: readonly Buffer[] = [series, ...series.map((one) => [one])].map((some) =>
  withMarkers(writeRequest2(asRequest2(some))),
);
