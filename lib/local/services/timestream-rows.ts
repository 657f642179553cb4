/** Answers queries from a table's records, in Timestream's rows and columns. */
import { AwsError } from '../service.ts';
import type { StoredRecord } from './timestream-record.ts';
import type { SelectPoints, ShowMeasures, ValueColumn } from './timestream-statement.ts';

/** One cell, as the API's Datum. */
type Datum =
  | { readonly ScalarValue: string }
  | { readonly NullValue: true }
  | { readonly ArrayValue: readonly Datum[] }
  | { readonly RowValue: { readonly Data: readonly Datum[] } };

interface Column {
  readonly Name: string;
  readonly Type: Readonly<Record<string, unknown>>;
}

/** The whole answer, and which records were looked at. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Datum[])[];
  readonly scanned: readonly StoredRecord[];
}

const varchar = { ScalarType: 'VARCHAR' };
const scalar = (text: string): Datum => ({ ScalarValue: text });
const nothing: Datum = { NullValue: true };

/** The type of a measure as `SHOW MEASURES` has it. */
const typeOf = ({ measureValueType }: StoredRecord): string => measureValueType.toLowerCase();

const likePattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}$`,
    's',
  );

/** A row a measure and type: its name, its type, and the dimensions it was ever written with. Metadata: nothing is scanned. */
export const measureRows = ({ pattern }: ShowMeasures, records: readonly StoredRecord[]): Answer => {
  const like = likePattern(pattern);
  const groups = Map.groupBy(
    records.filter(({ measureName }) => like.test(measureName)),
    (record) => JSON.stringify([record.measureName, typeOf(record)]),
  );
  const rows = [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, [first, ...rest]]) => {
      const all = first === undefined ? rest : [first, ...rest];
      const names = [...new Set(all.flatMap(({ dimensions }) => Object.keys(dimensions)))].sort();
      const dimensions = names.map((name) => ({ RowValue: { Data: [scalar(name), scalar('varchar')] } }));
      return [scalar(first?.measureName ?? ''), scalar(first === undefined ? '' : typeOf(first)), { ArrayValue: dimensions }];
    });
  const dimension = {
    Type: {
      RowColumnInfo: [
        { Name: 'dimension_name', Type: varchar },
        { Name: 'data_type', Type: varchar },
      ],
    },
  };
  return {
    columns: [
      { Name: 'measure_name', Type: varchar },
      { Name: 'data_type', Type: varchar },
      { Name: 'dimensions', Type: { ArrayColumnInfo: dimension } },
    ],
    rows,
    scanned: [],
  };
};

/** The number in a value column of a record. */
const numberOf = (record: StoredRecord, value: ValueColumn): number | undefined => {
  if (value.kind === 'double') return record.measureValueType === 'DOUBLE' ? Number(record.measureValue) : undefined;
  const measure = record.measureValues?.find(({ name }) => name === value.name);
  return measure === undefined ? undefined : Number(measure.value);
};

/** A table has the columns that some record has; others are an error. Its words [U]. */
const checkColumns = ({ dimensions, equal, value }: SelectPoints, records: readonly StoredRecord[]): void => {
  const known = new Set(
    records.flatMap((record) => [...Object.keys(record.dimensions), ...(record.measureValues ?? []).map(({ name }) => name)]),
  );
  const asked = [...dimensions, ...equal.map(([name]) => name), ...(value.kind === 'column' ? [value.name] : [])];
  const missing = asked.find((name) => !known.has(name));
  if (missing !== undefined) throw new AwsError('ValidationException', `line 1:8: Column '${missing}' does not exist`);
  if (value.kind === 'double' && !records.some(({ measureValueType }) => measureValueType === 'DOUBLE'))
    throw new AwsError('ValidationException', "line 1:8: Column 'measure_value::double' does not exist");
};

interface Sample {
  readonly at: number;
  readonly value: number;
}

const sum = (samples: readonly Sample[]): number => samples.reduce((total, { value }) => total + value, 0);

const aggregated: Readonly<Record<SelectPoints['aggregate'], (samples: readonly Sample[]) => number>> = {
  avg: (samples) => sum(samples) / samples.length,
  min: (samples) => samples.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY),
  max: (samples) => samples.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  sum,
  count: (samples) => samples.length,
  max_by: (samples) => samples.reduce((last, each) => (each.at > last.at ? each : last)).value,
};

/** `2026-11-21 05:00:00.000000000`. */
const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}000000`;

/** Null sorts last. */
const compareCells = (left: string | undefined, right: string | undefined): number => {
  if (left === right) return 0;
  if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
  return left < right ? -1 : 1;
};

interface Group {
  readonly dimensions: readonly (string | undefined)[];
  readonly step: number;
  readonly samples: readonly Sample[];
}

const compareGroups = (left: Group, right: Group): number => {
  const differences = left.dimensions.map((cell, at) => compareCells(cell, right.dimensions[at]));
  return differences.find((difference) => difference !== 0) ?? left.step - right.step;
};

/** A row a group of dimensions and step, in their order. */
export const pointRows = (asked: SelectPoints, records: readonly StoredRecord[]): Answer => {
  checkColumns(asked, records);
  const scanned = records.filter(
    ({ measureName, timeMs }) => measureName === asked.measureName && timeMs >= asked.from && timeMs < asked.to,
  );
  const found = scanned.flatMap((record) => {
    const value = numberOf(record, asked.value);
    const fits = asked.equal.every(([name, text]) => record.dimensions[name] === text);
    if (value === undefined || !fits) return [];
    const step = Math.floor(record.timeMs / asked.stepMs) * asked.stepMs;
    return [{ dimensions: asked.dimensions.map((name) => record.dimensions[name]), step, at: record.timeMs, value }];
  });
  const groups = [...Map.groupBy(found, ({ dimensions, step }) => JSON.stringify([dimensions.map((cell) => cell ?? null), step])).values()];
  const rows = groups
    .flatMap(([first, ...rest]): readonly Group[] => (first === undefined ? [] : [{ ...first, samples: [first, ...rest] }]))
    .sort(compareGroups)
    .slice(0, asked.limit)
    .map(({ dimensions, step, samples }) => [
      ...dimensions.map((cell) => (cell === undefined ? nothing : scalar(cell))),
      scalar(timestamp(step)),
      scalar(String(aggregated[asked.aggregate](samples))),
    ]);
  const columns = asked.dimensions.map((name) => ({ Name: name, Type: varchar }));
  const number = { ScalarType: asked.aggregate === 'count' ? 'BIGINT' : 'DOUBLE' };
  return { columns: [...columns, { Name: '_col0', Type: { ScalarType: 'TIMESTAMP' } }, { Name: '_col1', Type: number }], rows, scanned };
};
