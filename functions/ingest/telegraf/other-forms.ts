/** Telegraf's other JSON serialisers, in the form of its own: CloudEvents, Splunk metrics and ServiceNow metrics (plugins/serializers/{cloudevents,splunkmetric,nowmetric}). */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';

const metricPrefix = 'metric_name:';

/** `cpu.usage_idle` is the field `usage_idle` of the measurement `cpu`; a name without a dot names both. */
const splitName = (name: string): readonly [string, string] => {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? [name.slice(0, dot), name.slice(dot + 1)] : [name, 'gauge'];
};

/** Float seconds to microseconds, which a double holds; whole ones stay. */
const splunkTime = (time: unknown): unknown => (typeof time === 'number' && !Number.isInteger(time) ? Math.round(time * 1e6) : time);

const fromSplunk = ({ time, host, fields }: JsonObject): unknown[] => {
  if (!isObject(fields)) return [undefined];
  const { _value: value, metric_name: name, ...rest } = fields;
  const values: [string, unknown][] = typeof name === 'string' ? [[name, value]] : [];
  const tags: [string, unknown][] = [['host', host]];
  for (const [key, given] of Object.entries(rest)) {
    if (key.startsWith(metricPrefix)) values.push([key.slice(metricPrefix.length), given]);
    else tags.push([key, given]);
  }
  const shared = { tags: Object.fromEntries(tags.filter(([, given]) => given !== undefined)), timestamp: splunkTime(time) };
  return values.map(([whole, given]) => {
    const [measurement, field] = splitName(whole);
    return { name: measurement, fields: { [field]: given }, ...shared };
  });
};

/** Without `splunkmetric_hec_routing` the fields stand beside the time. */
const isBareSplunk = (item: JsonObject): boolean =>
  (typeof item['metric_name'] === 'string' && '_value' in item) || Object.keys(item).some((key) => key.startsWith(metricPrefix));

const fromBareSplunk = ({ time, ...fields }: JsonObject): unknown[] => fromSplunk({ time, fields });

const fromServiceNow = ({ metric_type: name, resource, node, value, timestamp }: JsonObject): unknown => ({
  name,
  fields: { gauge: value },
  tags: { ...(resource === undefined ? {} : { resource }), ...(node === undefined ? {} : { host: node }) },
  timestamp,
});

/** Forms within one another; Telegraf has records or metrics in a CloudEvent at most. */
const maxDepth = 3;

/** The metrics an item of a body stands for, each in Telegraf's own form; an item of no known form stands for itself. */
export const standardForms = (item: unknown, depth = 0): readonly unknown[] => {
  if (!isObject(item) || depth > maxDepth) return [item];
  if (Array.isArray(item['metrics'])) return item['metrics'];
  if (Array.isArray(item['records'])) return item['records'].flatMap((record: unknown) => standardForms(record, depth + 1));
  if (item['specversion'] !== undefined && isObject(item['data'])) return standardForms(item['data'], depth + 1);
  if (item['event'] === 'metric') return fromSplunk(item);
  if (isBareSplunk(item)) return fromBareSplunk(item);
  return typeof item['metric_type'] === 'string' ? [fromServiceNow(item)] : [item];
};
