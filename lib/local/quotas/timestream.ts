/** What Timestream for LiveAnalytics refuses of records and tables, beside the number of records and their time (`services/timestream.ts`). */
import { AwsError } from '../service.ts';
import type { StoredRecord } from '../services/timestream-record.ts';
import type { Properties } from '../template/properties.ts';
import { checkLength, checkPattern, checkRange } from './constraint.ts';

/** Service limits [D: "Quotas"]; all in bytes. */
const maxDimensionNameBytes = 60;
const maxMeasureNameBytes = 256;
const maxSeriesBytes = 2_048;
const maxRecordBytes = 2_048;
/** Measures of a MULTI record [D: API reference, Record]. */
const maxMeasures = 256;
/** Naming constraints [D: "Quotas"]; retention [D: API reference, RetentionProperties]. */
const nameCharacters = { least: 3, most: 256 };
const nameOfTable = /^[a-zA-Z0-9_.-]+$/;
const memoryHours = { least: 1, most: 8_766 };
const magneticDays = { least: 1, most: 73_000 };

const bytesOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

const tooLong = (value: string, member: string, most: number): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
  );

/** Throws AwsError for names that the API's shape does not allow. */
export const checkNames = ({ dimensions, measureName, measureValues }: StoredRecord, index: number): void => {
  const member = `records.${index + 1}.member`;
  for (const [at, name] of Object.keys(dimensions).entries())
    if (Buffer.byteLength(name) > maxDimensionNameBytes)
      throw tooLong(name, `${member}.dimensions.${at + 1}.member.name`, maxDimensionNameBytes);
  for (const name of [measureName, ...(measureValues ?? []).map((measure) => measure.name)])
    if (Buffer.byteLength(name) > maxMeasureNameBytes) throw tooLong(name, `${member}.measureName`, maxMeasureNameBytes);
};

/** Why a record of proper names is rejected all the same [D: API reference, RejectedRecord: "exceed the Timestream defined limits"]; the sentences [U]. */
export const excessOf = ({ dimensions, measureName, measureValue, measureValues, time }: StoredRecord): string | undefined => {
  const series = bytesOf(Object.entries(dimensions).flat());
  if (series > maxSeriesBytes) return `The size of the dimension names and values, ${series} bytes, exceeds ${maxSeriesBytes} bytes.`;
  if ((measureValues?.length ?? 0) > maxMeasures) return `A multi-measure record has at most ${maxMeasures} measures.`;
  const measures = (measureValues ?? []).flatMap(({ name, value }) => [name, value]);
  const record = series + bytesOf([measureName, measureValue ?? '', time, ...measures]);
  return record > maxRecordBytes ? `The size of the record, ${record} bytes, exceeds ${maxRecordBytes} bytes.` : undefined;
};

/** TemplateError for a database's or table's name. */
export const checkTimestreamName = (where: string, member: string, name: string): void => {
  checkLength(where, member, name, nameCharacters);
  checkPattern(where, member, name, nameOfTable);
};

/** TemplateError for how long a table would keep records. */
export const checkRetention = (retention: Properties): void => {
  const { where } = retention;
  checkRange(where, 'memoryStoreRetentionPeriodInHours', retention.optionalNumber('MemoryStoreRetentionPeriodInHours'), memoryHours);
  checkRange(where, 'magneticStoreRetentionPeriodInDays', retention.optionalNumber('MagneticStoreRetentionPeriodInDays'), magneticDays);
};
