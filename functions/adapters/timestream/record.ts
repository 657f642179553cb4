/** A metric sample as a Timestream record: the metric's name is the measure, attributes are dimensions. */
import type { Dimension, MeasureValue, _Record as TimestreamRecord } from '@aws-sdk/client-timestream-write';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { MetricData, MetricSignal } from '#kernel/signal.ts';

/** Quotas of Timestream for LiveAnalytics [D]. */
const maxDimensions = 128;
const maxRecordBytes = 2048;
const maxNameBytes = 60;
const maxMeasureNameBytes = 256;
/** BIGINT is signed. */
const maxCount = 2 ** 63;

const double = (name: string, value: number | undefined): readonly MeasureValue[] =>
  value === undefined ? [] : [{ Name: name, Value: String(value), Type: 'DOUBLE' }];

/** Several measures of one sample, or undefined where it is a single value. */
const measures = (data: Exclude<MetricData, { type: 'none' }>): readonly MeasureValue[] | undefined => {
  if (data.type === 'gauge' || data.type === 'sum') return undefined;
  const count: MeasureValue = { Name: 'count', Value: String(data.value.count), Type: 'BIGINT' };
  if (data.type === 'summary') {
    const quantiles = data.value.quantiles.flatMap(({ quantile, value }) => double(`p${quantile * 100}`, value));
    return [count, ...double('sum', data.value.sum), ...quantiles];
  }
  return [count, ...double('sum', data.value.sum), ...double('min', data.value.min), ...double('max', data.value.max)];
};

const isFiniteData = (data: Exclude<MetricData, { type: 'none' }>): boolean => {
  if (data.type === 'gauge' || data.type === 'sum') return Number.isFinite(data.value);
  const sums = [data.value.count, data.value.sum ?? 0];
  const more = data.type === 'summary' ? data.value.quantiles.map((each) => each.value) : [data.value.min ?? 0, data.value.max ?? 0];
  return [...sums, ...more].every(Number.isFinite);
};

const cutName = (text: string): string => {
  let name = text.slice(0, maxNameBytes).toWellFormed();
  while (Buffer.byteLength(name) > maxNameBytes) name = name.slice(0, -1).toWellFormed();
  return name;
};

/** The key, or what is left of it that no other dimension of the record has. */
const freeName = (key: string, taken: ReadonlySet<string>): string =>
  [cutName(key), cutName(`sample.${key}`)].find((name) => !taken.has(name)) ?? `${cutName(key).slice(0, 13).toWellFormed()}~${idFrom(key)}`;

/** Attributes as dimensions, by names of their own: one that another set already holds gets the prefix `sample.`, as a record may not repeat a common dimension. */
export const toDimensions = (attributes: Attributes, taken: ReadonlySet<string> = new Set()): Dimension[] => {
  const dimensions: Dimension[] = [];
  const names = new Set(taken);
  for (const key of Object.keys(attributes).sort()) {
    const value = attributes[key];
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
    if (text === '' || key === '') continue;
    const name = freeName(key, names);
    names.add(name);
    dimensions.push({ Name: name, Value: text.toWellFormed() });
  }
  return dimensions;
};

const sizeOf = (dimensions: readonly Dimension[], values: readonly MeasureValue[]): number =>
  dimensions.reduce((size, each) => size + Buffer.byteLength(`${each.Name}${each.Value}`), 0) +
  values.reduce((size, each) => size + Buffer.byteLength(`${each.Name}${each.Value}`), 0);

/** The record; the reason why Timestream would refuse it; or undefined for a sample without a value, which is no record at all. */
export const toRecord = (sample: MetricSignal, common: readonly Dimension[]): TimestreamRecord | string | undefined => {
  const { data } = sample;
  if (data.type === 'none') return undefined;
  if (!isFiniteData(data)) return 'The value is not finite.';
  if (data.type !== 'gauge' && data.type !== 'sum' && data.value.count >= maxCount) return 'The count is beyond 64 bits.';
  if (Buffer.byteLength(sample.name) > maxMeasureNameBytes) return `The name is longer than ${maxMeasureNameBytes} bytes.`;
  const dimensions = toDimensions(sample.attributes, new Set(common.map((each) => each.Name ?? '')));
  if (dimensions.length + common.length > maxDimensions) return `There are more than ${maxDimensions} dimensions.`;
  const multi = measures(data);
  if (sizeOf([...common, ...dimensions], multi ?? []) + Buffer.byteLength(sample.name) > maxRecordBytes)
    return `The record is larger than ${maxRecordBytes} bytes.`;
  const single =
    data.type === 'gauge' || data.type === 'sum' ? { MeasureValue: String(data.value), MeasureValueType: 'DOUBLE' as const } : {};
  return {
    MeasureName: sample.name,
    Time: sample.timeUnixNano.toString(),
    Dimensions: dimensions,
    ...(multi === undefined ? single : { MeasureValues: [...multi], MeasureValueType: 'MULTI' as const }),
  };
};
