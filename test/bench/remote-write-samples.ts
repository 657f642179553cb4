/** The metrics of the OTLP sample as Prometheus would send them: a series a point, `job` and `instance` with each. */
import { writeRequest1, writeRequest2 } from '#test/support/remote-write-writer.ts';
import { snappy } from '#test/support/snappy.ts';
import { samples } from './otlp-samples.ts';

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly timeUnixNano: string;
  readonly asInt?: string;
  readonly asDouble?: number;
}
interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
}
interface Request {
  readonly resourceMetrics: readonly { readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[] }[];
}

const { resourceMetrics } = JSON.parse(samples.metrics.json.toString('utf8')) as Request;
const metrics = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));

const underscored = (name: string): string => name.replaceAll('.', '_');
const series = metrics.flatMap(
  ({ name, sum, gauge }) =>
    (sum ?? gauge)?.dataPoints.map((point) => ({
      labels: [
        { name: '__name__', value: underscored(sum === undefined ? name : `${name}_total`) },
        { name: 'instance', value: '10.0.12.34:9090' },
        { name: 'job', value: 'shop/checkout' },
        ...point.attributes.map(({ key, value }) => ({ name: underscored(key), value: String(Object.values(value)[0]) })),
      ],
      samples: [{ value: Number(point.asInt ?? point.asDouble), timestamp: Number(BigInt(point.timeUnixNano) / 1_000_000n) }],
      counter: sum !== undefined,
    })) ?? [],
);

const symbols = ['', 'A figure of the checkout service.', 'ms'];
const places = new Map(symbols.map((symbol, place) => [symbol, place]));
const reference = (text: string): number => {
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, symbols.length);
  return symbols.push(text) - 1;
};
const timeseries = series.map(({ labels, samples: of, counter }) => ({
  labels_refs: labels.flatMap(({ name, value }) => [reference(name), reference(value)]),
  samples: of,
  metadata: { type: counter ? 1 : 2, help_ref: 1, unit_ref: 2 },
}));

/** As sent: snappy, by version. */
export const remoteWrite = {
  1: snappy(writeRequest1({ timeseries: series })),
  2: snappy(writeRequest2({ symbols, timeseries })),
} as const;
