/** Metrics that applications count with Sentry's SDKs (https://develop.sentry.dev/sdk/telemetry/metrics/). */
import type { JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { MetricData, MetricSignal } from '#kernel/signal.ts';
import { idOf, take, textOf, typedAttributes } from './fields.ts';
import { type ReadItem, type Request, readEach } from './item.ts';
import { type Sender, takeSender } from './sender.ts';
import { nanosOf } from './time.ts';

/** Sentry's unit names in UCUM. */
const units: ReadonlyMap<string, string> = new Map([
  ['nanosecond', 'ns'],
  ['microsecond', 'us'],
  ['millisecond', 'ms'],
  ['second', 's'],
  ['minute', 'min'],
  ['hour', 'h'],
  ['day', 'd'],
  ['bit', 'bit'],
  ['byte', 'By'],
  ['kilobyte', 'kBy'],
  ['kibibyte', 'KiBy'],
  ['megabyte', 'MBy'],
  ['mebibyte', 'MiBy'],
  ['gigabyte', 'GBy'],
  ['gibibyte', 'GiBy'],
  ['ratio', '1'],
  ['percent', '%'],
]);

/** One value of a distribution is a histogram of one. */
export const oneOf = (value: number): MetricData => ({
  type: 'histogram',
  value: { count: 1, sum: value, min: value, max: value, explicitBounds: [], bucketCounts: [] },
  temporality: 'delta',
});

export const countOf = (value: number): MetricData => ({ type: 'sum', value, temporality: 'delta', monotonic: true });

const dataOf = (type: unknown, value: number): MetricData => {
  if (type === 'counter') return countOf(value);
  if (type === 'gauge') return { type: 'gauge', value };
  if (type === 'distribution') return oneOf(value);
  throw new ItemRefused('a metric is neither a counter, nor a gauge, nor a distribution');
};

/** What differs from sample to sample, and would make a series of each. */
const perSample = (key: string): boolean =>
  key.startsWith('user.') || key === 'sentry.timestamp.sequence' || key === 'sentry.replay_id' || key === 'sentry.trace.parent_span_id';

const exemplarOf = (metric: JsonObject, timeUnixNano: bigint, value: number): Pick<MetricSignal, 'exemplars'> => {
  const [traceId, spanId] = [idOf(metric['trace_id'], 32), idOf(metric['span_id'], 16)];
  if (traceId === undefined) return {};
  return { exemplars: [{ timeUnixNano, value, traceId, ...(spanId !== undefined && { spanId }) }] };
};

const readMetric = (metric: JsonObject, { hold, sentAt, part }: Request): readonly MetricSignal[] => {
  const name = textOf(metric['name'], 1_000);
  if (name === undefined) throw new ItemRefused('a metric has no name');
  const { value } = metric;
  if (typeof value !== 'number') throw new ItemRefused('the value of a metric is not a number');
  const data = dataOf(metric['type'], value);
  const attributes = typedAttributes(metric['attributes'], part);
  for (const key of Object.keys(attributes)) if (perSample(key)) take(attributes, key);
  const given = textOf(metric['unit'], 100);
  const unit = given === 'none' ? undefined : (units.get(given ?? '') ?? given);
  const timeUnixNano = nanosOf(metric['timestamp']) ?? sentAt;
  const held = hold(takeSender(attributes, 'server.address'));
  return [
    {
      kind: 'metric',
      ...held,
      timeUnixNano,
      attributes,
      name,
      ...(unit !== undefined && { unit }),
      data,
      ...exemplarOf(metric, timeUnixNano, value),
    },
  ];
};

export const readMetrics: ReadItem = readEach('metric', readMetric);

/** A metric that this receiver counts itself. */
export const counted = (
  { hold }: Request,
  sender: Sender,
  metric: {
    readonly name: string;
    readonly unit: string;
    readonly time: bigint;
    readonly data: MetricData;
    readonly attributes: AttributeDraft;
  },
): MetricSignal => {
  const { name, unit, time, data, attributes } = metric;
  return { kind: 'metric', ...hold(sender), timeUnixNano: time, attributes, name, unit, data };
};
