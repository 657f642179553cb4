/** A CloudWatch metric stream in JSON (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-json.html) as metric signals. */
import { serviceOfNamespace } from '#kernel/reading/aws-namespace.ts';
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { type AttributeDraft, type Draft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { MetricData, MetricSignal } from '#kernel/signal.ts';
import { nanosOfMillis } from './delivery.ts';
import { unitOf } from './unit.ts';

/** CloudWatch allows 30 dimensions a metric and 20 statistics beside the four. */
const maxDimensions = 30;
const maxStatistics = 20;
const always: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max']);

export const isMetric = (value: JsonObject): boolean =>
  typeof value['metric_name'] === 'string' && typeof value['namespace'] === 'string' && isObject(value['value']);

/** What the stream's owner says of the service goes first. */
const resourceOf = (value: JsonObject, common: Attributes): { readonly attributes: Attributes } => {
  const namespace = textOf(value['namespace']);
  const attributes: AttributeDraft = common['service.name'] === undefined ? serviceOfNamespace(namespace) : {};
  const set = (name: string, given: string): void => {
    if (given !== '') attributes[name] = given;
  };
  set('cloudwatch.namespace', namespace);
  set('cloud.account.id', textOf(value['account_id']));
  set('cloud.region', textOf(value['region']));
  set('cloudwatch.metric_stream', textOf(value['metric_stream_name']));
  return { attributes: { ...common, ...attributes } };
};

const dimensionsOf = (value: JsonObject): AttributeDraft => {
  const attributes: AttributeDraft = {};
  const entries = isObject(value['dimensions']) ? Object.entries(value['dimensions']) : [];
  if (entries.length > maxDimensions) throw new ItemRefused(`a metric has more than ${maxDimensions} dimensions`);
  for (const [name, given] of entries) if (typeof given === 'string') setAttribute(attributes, name, given);
  return attributes;
};

const finite = (given: unknown): given is number => typeof given === 'number' && Number.isFinite(given);

/** What came in one period is a distribution without buckets that begins anew each time; a statistic beside the four is a gauge of its own name. */
const dataOf = (value: JsonObject): readonly (readonly [suffix: string, data: MetricData])[] => {
  const { count, sum, min, max, ...others } = value;
  if (!finite(count) || !finite(sum) || count < 0) throw new ItemRefused('a metric needs a count and a sum');
  const bounds = finite(min) && finite(max) ? { min, max } : {};
  const histogram = { count, sum, ...bounds, explicitBounds: [], bucketCounts: [] };
  const gauges = Object.entries(others)
    .filter((entry): entry is [string, number] => finite(entry[1]) && !always.has(entry[0]))
    .slice(0, maxStatistics)
    .map(([name, given]) => [`.${name}`, { type: 'gauge', value: given }] as const);
  return [['', { type: 'histogram', value: histogram, temporality: 'delta' }], ...gauges];
};

/** Makes metrics of what CloudWatch says of one. ItemRefused. */
export type MetricReader = (value: JsonObject) => readonly MetricSignal[];

/** Reads the metrics of one delivery; those of one namespace, account and stream share their resource. */
export const metricReader = (common: Attributes): MetricReader => {
  const resources = new Map<string, ReturnType<typeof resourceOf>>();
  const sharedResource = (value: JsonObject): ReturnType<typeof resourceOf> => {
    const key = JSON.stringify([value['namespace'], value['account_id'], value['region'], value['metric_stream_name']].map(textOf));
    const resource = resources.get(key) ?? resourceOf(value, common);
    resources.set(key, resource);
    return resource;
  };
  return (value) => {
    const name = textOf(value['metric_name']);
    if (name === '') throw new ItemRefused('a metric has no name');
    const unit = unitOf(textOf(value['unit']));
    const shared = {
      kind: 'metric' as const,
      timeUnixNano: nanosOfMillis(value['timestamp']),
      resource: sharedResource(value),
      attributes: dimensionsOf(value),
    };
    return dataOf(value['value'] as JsonObject).map(([suffix, data]) => {
      const signal: Draft<MetricSignal> = { ...shared, name: `${name}${suffix}`, data };
      if (unit !== '') signal.unit = unit;
      return signal;
    });
  };
};
