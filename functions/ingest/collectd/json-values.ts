/** Value lists as `write_http` writes them in the formats JSON and KairosDB. */
import type { JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { textField, textMap } from '#kernel/reading/text-map.ts';
import type { MetricData } from '#kernel/signal.ts';
import { type Sample, secondsToNanos, type ValueList } from './value-list.ts';

/** Numbers a value list, and points a metric, may hold; types of collectd have a handful. */
const maxValues = 1_000;

/** Data sources that count from the start of the host on; `absolute` counts since the reading before. */
const isCounter = (kind: unknown): boolean => kind === 'counter' || kind === 'derive';

/** Counters are whole numbers. A fraction, or nothing yet, is a rate: `StoreRates` is on. */
export const holdsRates = ({ values, dstypes }: JsonObject): boolean =>
  Array.isArray(values) &&
  Array.isArray(dstypes) &&
  values.some((value, at) => isCounter(dstypes[at]) && (value === null || (typeof value === 'number' && !Number.isInteger(value))));

const dataOf = (value: unknown, kind: unknown, rates: boolean): MetricData => {
  if (value === null) return { type: 'none' };
  // Integers beyond a double come as their digits.
  const number = typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') throw new ItemRefused('a value is not a number');
  if (rates || !(isCounter(kind) || kind === 'absolute')) return { type: 'gauge', value: number };
  // A `derive` could fall, but plugins count with it: collectd_exporter takes it for a counter too.
  return { type: 'sum', value: number, temporality: kind === 'absolute' ? 'delta' : 'cumulative', monotonic: true };
};

const required = (item: JsonObject, field: string): string => {
  const text = textField(item[field], field);
  if (text === '') throw new ItemRefused(`a value list has no ${field}`);
  return text;
};

/** A value list of the format JSON; `rates` where counters are rates. ItemRefused where it is none. */
export const jsonValueList = (item: JsonObject, rates: boolean): ValueList => {
  const { values, dstypes, dsnames, time: seconds } = item;
  if (!Array.isArray(values) || !Array.isArray(dstypes) || !Array.isArray(dsnames))
    throw new ItemRefused('values, dstypes and dsnames are not lists');
  if (values.length !== dstypes.length || values.length !== dsnames.length)
    throw new ItemRefused('values, dstypes and dsnames differ in length');
  if (values.length > maxValues) throw new ItemRefused(`more than ${maxValues} values`);
  const time = secondsToNanos(seconds);
  if (time === undefined) throw new ItemRefused('the time is not a number of seconds');
  const samples = values.map(
    (value: unknown, at): Sample => ({ name: textField(dsnames[at], 'a dsname'), data: dataOf(value, dstypes[at], rates) }),
  );
  return {
    host: textField(item['host'], 'host'),
    plugin: required(item, 'plugin'),
    pluginInstance: textField(item['plugin_instance'], 'plugin_instance'),
    type: required(item, 'type'),
    typeInstance: textField(item['type_instance'], 'type_instance'),
    time,
    samples,
  };
};

/** A metric of the format KairosDB, one value list a data point; what it counts is not said. ItemRefused where it is none. */
export const kairosValueLists = (item: JsonObject, part: () => void): ValueList[] => {
  const { datapoints } = item;
  if (!Array.isArray(datapoints)) throw new ItemRefused('datapoints is not a list');
  if (datapoints.length > maxValues) throw new ItemRefused(`more than ${maxValues} data points`);
  const tags = textMap(item['tags'], 'tags', part);
  const plugin = required(item, 'name').replace(/^collectd\./, '');
  return datapoints.map((point: unknown): ValueList => {
    if (!Array.isArray(point) || typeof point[0] !== 'number') throw new ItemRefused('a data point is not a time and a value');
    const time = secondsToNanos(point[0] / 1000);
    if (time === undefined) throw new ItemRefused('the time is not a number of milliseconds');
    return {
      host: tags.get('host') ?? '',
      plugin,
      pluginInstance: tags.get('plugin_instance') ?? '',
      type: tags.get('type') ?? plugin,
      typeInstance: tags.get('type_instance') ?? '',
      time,
      samples: [{ name: tags.get('ds') ?? 'value', data: dataOf(point[1], 'gauge', false) }],
    };
  });
};
