/** One Timestream record, with what CommonAttributes add, checked. */
import { AwsError } from '../service.ts';
import { type Body, objects } from './json-wire.ts';

export interface StoredRecord {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly measureName: string;
  readonly measureValueType: string;
  /** For single-measure records. */
  readonly measureValue?: string;
  /** For MULTI records. */
  readonly measureValues?: readonly { readonly name: string; readonly value: string; readonly type: string }[];
  /** Time in its own unit, and in nanoseconds since the epoch, as text; and in milliseconds, of which a fraction is rounded. */
  readonly time: string;
  readonly timeUnit: string;
  readonly timeNanos: string;
  readonly timeMs: number;
  readonly version: number;
}

const NANOS_PER_UNIT: Readonly<Record<string, bigint>> = {
  SECONDS: 10n ** 9n,
  MILLISECONDS: 10n ** 6n,
  MICROSECONDS: 1_000n,
  NANOSECONDS: 1n,
};
const NANOS_PER_MS = 10n ** 6n;
/** API reference, Record and quotas: 128 dimensions. [D] */
const MAX_DIMENSIONS = 128;

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const invalid = (message: string) => new AwsError('ValidationException', message);

/** Throws ValidationException. Dimensions of both are joined; other attributes of the record win. */
export function merged(record: Body, common: Body): StoredRecord {
  const either = (name: string): unknown => record[name] ?? common[name];
  const measureName = string(either('MeasureName'));
  if (measureName === undefined) throw invalid('MeasureName is required for every record.');
  const time = string(either('Time'));
  if (time === undefined || !/^\d+$/.test(time)) throw invalid('Time is required for every record and must be a number.');
  const timeUnit = string(either('TimeUnit')) ?? 'MILLISECONDS';
  const perUnit = NANOS_PER_UNIT[timeUnit];
  if (perUnit === undefined) throw invalid(`Unknown TimeUnit ${timeUnit}.`);
  const dimensions: Record<string, string> = {};
  for (const { Name: name, Value: value } of [...objects(common, 'Dimensions'), ...objects(record, 'Dimensions')]) {
    if (typeof name !== 'string' || name === '' || typeof value !== 'string' || value === '')
      throw invalid('A dimension needs a Name and a Value.');
    // API reference, WriteRecords, CommonAttributes: dimensions may not overlap. [D]
    if (Object.hasOwn(dimensions, name)) throw invalid(`Duplicate dimension name: ${name}.`);
    dimensions[name] = value;
  }
  const count = Object.keys(dimensions).length;
  if (count === 0 || count > MAX_DIMENSIONS) throw invalid(`A record has 1 to ${MAX_DIMENSIONS} dimensions.`);
  const version = either('Version');
  const nanos = BigInt(time) * perUnit;
  const timeMs = Number(nanos / NANOS_PER_MS) + Number(nanos % NANOS_PER_MS) / 1e6;
  return {
    ...{ dimensions, measureName, time, timeUnit, timeNanos: String(nanos), timeMs },
    ...measure(either('MeasureValueType'), either('MeasureValue'), record, common),
    version: typeof version === 'number' ? version : 1,
  };
}

function measure(
  type: unknown,
  value: unknown,
  record: Body,
  common: Body,
): Pick<StoredRecord, 'measureValueType' | 'measureValue' | 'measureValues'> {
  const measureValueType = string(type) ?? 'DOUBLE';
  if (measureValueType !== 'MULTI') {
    if (typeof value !== 'string') throw invalid('MeasureValue is required for every record.');
    checkValue(measureValueType, value);
    return { measureValueType, measureValue: value };
  }
  const values = objects(record, 'MeasureValues').length > 0 ? objects(record, 'MeasureValues') : objects(common, 'MeasureValues');
  if (values.length === 0) throw invalid('MeasureValues is required for MULTI records.');
  const measureValues = values.map(({ Name: name, Value: own, Type: ownType }) => {
    if (typeof name !== 'string' || typeof own !== 'string' || typeof ownType !== 'string')
      throw invalid('A measure value needs a Name, a Value and a Type.');
    checkValue(ownType, own);
    return { name, value: own, type: ownType };
  });
  return { measureValueType, measureValues };
}

function checkValue(type: string, value: string): void {
  const number = Number(value);
  if (type === 'DOUBLE' && (value.trim() === '' || !Number.isFinite(number))) throw invalid(`'${value}' is not a DOUBLE.`);
  if (type === 'BIGINT' && !/^-?\d+$/.test(value)) throw invalid(`'${value}' is not a BIGINT.`);
  if (type === 'BOOLEAN' && !/^(true|false)$/i.test(value)) throw invalid(`'${value}' is not a BOOLEAN.`);
  if (!['DOUBLE', 'BIGINT', 'VARCHAR', 'BOOLEAN', 'TIMESTAMP'].includes(type)) throw invalid(`Unknown measure value type ${type}.`);
}

/** Records of the same dimensions, measure and time are one record. */
export const recordKey = (record: StoredRecord): string =>
  JSON.stringify([
    Object.entries(record.dimensions).sort(([left], [right]) => (left < right ? -1 : 1)),
    record.measureName,
    String(record.timeNanos),
  ]);

export const measured = (record: StoredRecord): string =>
  JSON.stringify([record.measureValueType, record.measureValue, record.measureValues]);
