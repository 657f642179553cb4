/** Telegraf's metrics out of JSON (https://github.com/influxdata/telegraf/tree/master/plugins/serializers/json). */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { maxAttributes } from '#kernel/reading/limits.ts';
import type { PointDraft } from '#kernel/reading/points.ts';
import { rfc3339Nanos } from '#kernel/reading/rfc3339.ts';
import { malformed } from '#kernel/reading/tally.ts';
import { standardForms } from './other-forms.ts';

const notTelegraf = 'Telegraf writes {"metrics": […]}, a list of metrics, or one metric: each with a name, fields, tags and a timestamp.';

const looksLikeMetric = (item: unknown): boolean => isObject(item) && ('fields' in item || 'tags' in item) && 'name' in item;

/** The metrics of a body, read no further; InputError `malformed` where it holds none of Telegraf's. */
export const metricsIn = (body: unknown): readonly unknown[] => {
  const found = (Array.isArray(body) ? body : [body]).flatMap((item: unknown) => standardForms(item));
  if (found.length > 0 && !found.some(looksLikeMetric)) throw malformed(notTelegraf);
  return found;
};

/**
 * Nanoseconds of a timestamp in seconds, milli-, micro- or nanoseconds (`json_timestamp_units`), told apart by size: seconds reach to
 * the year 5138, and the finer units begin in 1973. Unsafe integers come as digits. RFC 3339 is `json_timestamp_format`.
 */
const timestampNanos = (value: unknown): bigint | undefined => {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && !/^-?\d{1,19}$/.test(value)) return rfc3339Nanos(value);
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value))) return undefined;
  const whole = BigInt(value);
  const size = whole < 0n ? -whole : whole;
  if (size < 100_000_000_000n) return whole * 1_000_000_000n;
  if (size < 100_000_000_000_000n) return whole * 1_000_000n;
  if (size < 100_000_000_000_000_000n) return whole * 1_000n;
  return size <= 9_223_372_036_854_775_807n ? whole : undefined;
};

const putTags = (tags: unknown, point: PointDraft): string | undefined => {
  if (tags === undefined || tags === null) return undefined;
  if (!isObject(tags)) return 'the tags are not an object';
  const entries = Object.entries(tags);
  if (entries.length > maxAttributes) return `more than ${maxAttributes} tags`;
  for (const [key, value] of entries) {
    if (typeof value === 'object') return 'a tag is not a text';
    point.tag(key, String(value));
  }
  return undefined;
};

const putFields = (fields: JsonObject, point: PointDraft): string | undefined => {
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') point.field(key, value);
    else if (value !== null) return 'a field is neither a number, a boolean nor a text';
  }
  return undefined;
};

/** Reads one metric into a point; says in a sentence part why it cannot. Of `exact`, the same metric with exact integers, comes the time. */
export const readMetric = (metric: unknown, exact: unknown, point: PointDraft): string | undefined => {
  if (!isObject(metric) || !isObject(exact)) return 'a metric is not an object';
  const { name, fields, tags } = metric;
  if (typeof name !== 'string') return 'a metric has no name';
  if (!isObject(fields)) return 'a metric has no fields';
  point.begin(name);
  const time = timestampNanos(exact['timestamp']);
  if (time === undefined) return 'a timestamp is neither an integer nor an RFC 3339 time';
  point.time = time;
  return putTags(tags, point) ?? putFields(fields, point);
};
