/** A metric sample as a Timestream record: the metric's name is the measure, attributes are dimensions. */
import type { Dimension, MeasureValue, _Record as TimestreamRecord } from '@aws-sdk/client-timestream-write';
import { idFrom } from '#kernel/fingerprint.ts';
import { areFinite, metricFields } from '#kernel/metric-fields.ts';
import type { VersionedSample } from '#kernel/ports.ts';
import type { Attributes } from '#kernel/resource.ts';
import { labelEntries } from '#kernel/series-labels.ts';
import type { MetricData } from '#kernel/signal.ts';
import { columnName } from './names.ts';

/** Quotas of Timestream for LiveAnalytics [D]. */
const maxDimensions = 128;
const maxRecordBytes = 2048;
const maxMeasureNameBytes = 256;
const maxMeasures = 256;
/** BIGINT is signed. */
const maxCount = 2 ** 63;

/** Several measures of one sample, or undefined where it is a single value. */
const measures = (data: MetricData, fields: ReadonlyMap<string, number>): readonly MeasureValue[] | undefined =>
  data.type === 'gauge' || data.type === 'sum'
    ? undefined
    : [...fields].map(([name, value]) => ({ Name: name, Value: String(value), Type: name === 'count' ? 'BIGINT' : 'DOUBLE' }));

/** The label's column, or what is left of it that no other dimension of the record has. */
const freeName = (label: string, taken: ReadonlySet<string>): string =>
  [columnName(label), columnName(`sample.${label}`)].find((name) => !taken.has(name)) ??
  `${columnName(label).slice(0, 13).toWellFormed()}~${idFrom(label)}`;

/** Attributes as dimensions, by names of their own: one that another set already holds gets the prefix `sample.`, as a record may not repeat a common dimension. */
export const toDimensions = (attributes: Attributes, taken: ReadonlySet<string> = new Set()): Dimension[] => {
  const dimensions: Dimension[] = [];
  const names = new Set(taken);
  for (const [label, value] of labelEntries(attributes)) {
    const name = freeName(label, names);
    names.add(name);
    dimensions.push({ Name: name, Value: value });
  }
  return dimensions;
};

const sizeOf = (dimensions: readonly Dimension[], values: readonly MeasureValue[]): number =>
  dimensions.reduce((size, each) => size + Buffer.byteLength(`${each.Name}${each.Value}`), 0) +
  values.reduce((size, each) => size + Buffer.byteLength(`${each.Name}${each.Value}`), 0);

/** Why a name or value has no place in Timestream, whatever else is in the record. */
const unfitValue = (name: string, fields: ReadonlyMap<string, number>): string | undefined => {
  if (!areFinite(fields)) return 'The value is not finite.';
  if ((fields.get('count') ?? 0) >= maxCount) return 'The count is beyond 64 bits.';
  if (name === '') return 'There is no name.';
  if (Buffer.byteLength(name) > maxMeasureNameBytes) return `The name is longer than ${maxMeasureNameBytes} bytes.`;
  return fields.size > maxMeasures ? `There are more than ${maxMeasures} measures.` : undefined;
};

/** The record; the reason why Timestream would refuse it; or undefined for a sample without a value, which is no record at all. */
export const toRecord = ({ sample, version }: VersionedSample, common: readonly Dimension[]): TimestreamRecord | string | undefined => {
  const { data, name } = sample;
  const fields = metricFields(data);
  if (fields.size === 0) return undefined;
  const unfit = unfitValue(name, fields);
  if (unfit !== undefined) return unfit;
  const dimensions = toDimensions(sample.attributes, new Set(common.map((each) => each.Name ?? '')));
  const count = dimensions.length + common.length;
  if (count === 0) return 'There is no dimension: neither resource nor sample has an attribute.';
  if (count > maxDimensions) return `There are more than ${maxDimensions} dimensions.`;
  const multi = measures(data, fields);
  const time = sample.timeUnixNano.toString();
  if (sizeOf([...common, ...dimensions], multi ?? []) + Buffer.byteLength(name) + time.length > maxRecordBytes)
    return `The record is larger than ${maxRecordBytes} bytes.`;
  return {
    MeasureName: name,
    Time: time,
    Version: version,
    Dimensions: dimensions,
    ...(multi === undefined
      ? { MeasureValue: String(fields.get('value')), MeasureValueType: 'DOUBLE' }
      : { MeasureValues: [...multi], MeasureValueType: 'MULTI' }),
  };
};
