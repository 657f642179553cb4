/** Metrics in HEC, one or many an event (https://docs.splunk.com/Documentation/Splunk/latest/Metrics/GetMetricsInOther). */
import { isObject, type JsonObject, plainValue, textOf } from '#kernel/reading/json.ts';
import { maxAttributes } from '#kernel/reading/limits.ts';
import { nanosOfSeconds } from '#kernel/reading/time-text.ts';
import { type AttributeDraft, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';
import type { Resource } from '#kernel/resource.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { EventRefused } from './hec-answers.ts';

const prefix = 'metric_name:';

export const isMetric = (item: JsonObject): boolean => {
  if (item['event'] !== 'metric' || !isObject(item['fields'])) return false;
  return 'metric_name' in item['fields'] || Object.keys(item['fields']).some((name) => name.startsWith(prefix));
};

/** Splunk takes numbers as texts too. */
const numberOf = (given: unknown): number => {
  const value = typeof given === 'string' && given.trim() !== '' && given.length <= 64 ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new EventRefused(15);
  return value;
};

/** Gauges, all of them: HEC knows no other kind, and its `metric_type` says neither since when nor since which sample. */
export const metricEvent = (item: JsonObject, resource: Resource, part: () => void): readonly MetricSignal[] => {
  const fields = item['fields'] as JsonObject;
  const values: [name: string, value: number][] = [];
  const attributes: AttributeDraft = {};
  const single = textOf(fields['metric_name']);
  if (single !== '') values.push([single, numberOf(fields['_value'])]);
  for (const [name, given] of Object.entries(fields)) {
    part();
    if (name.startsWith(prefix) && name.length > prefix.length) values.push([name.slice(prefix.length), numberOf(given)]);
    else if (name !== 'metric_name' && name !== '_value' && !Object.hasOwn(resource.attributes, name))
      setAttribute(attributes, name, plainValue(given, part));
  }
  if (values.length === 0) throw new EventRefused(15);
  if (Object.keys(attributes).length > maxAttributes) throw tooManyAttributes();
  const timeUnixNano = nanosOfSeconds(item['time']);
  return values.map(([name, value]) => ({ kind: 'metric', timeUnixNano, resource, attributes, name, data: { type: 'gauge', value } }));
};
