/** The statements that Timestream's queries are emulated for, read strictly: of its SQL only what a reader of metric history asks. */
import { AwsError } from '../service.ts';

/** Where records lie. */
interface Source {
  readonly database: string;
  readonly table: string;
}

/** `SHOW MEASURES FROM "d"."t" LIKE 'cpu%'`. */
export interface ShowMeasures extends Source {
  readonly kind: 'measures';
  readonly pattern: string;
}

/** One value: that of single-measure records, or a column of a name. */
export type ValueColumn = { readonly kind: 'double' } | { readonly kind: 'column'; readonly name: string };

/** Points: an aggregate of a value by dimensions and step. */
export interface SelectPoints extends Source {
  readonly kind: 'points';
  readonly dimensions: readonly string[];
  readonly stepMs: number;
  readonly aggregate: 'avg' | 'min' | 'max' | 'sum' | 'count' | 'max_by';
  readonly value: ValueColumn;
  readonly measureName: string;
  /** Milliseconds since the epoch; `to` is outside. */
  readonly from: number;
  readonly to: number;
  readonly equal: readonly (readonly [column: string, text: string])[];
  readonly limit: number;
}

export type Statement = ShowMeasures | SelectPoints;

const column = '"(?:[^"]|"")*"';
const text = "'(?:[^']|'')*'";
const source = `(?<database>${column})\\.(?<table>${column})`;
const value = `(?<value>measure_value::double|${column})`;

const measures = new RegExp(`^SHOW MEASURES FROM ${source} LIKE (?<pattern>${text})$`, 's');
const points = new RegExp(
  [
    `^SELECT (?<keys>(?<dimensions>(?:${column}, )*)bin\\(time, (?<step>[1-9]\\d*)ms\\)), `,
    // A value and its time; all other aggregates take the value alone.
    `(?:(?<aggregate>avg|min|max|sum|count)\\(${value}\\)|max_by\\(${value.replace('<value>', '<last>')}, time\\)) FROM ${source} `,
    `WHERE measure_name = (?<name>${text}) AND time >= from_milliseconds\\((?<from>\\d+)\\) AND time < from_milliseconds\\((?<to>\\d+)\\) `,
    `AND (?<present>measure_value::double|${column}) IS NOT NULL(?<equal>(?: AND ${column} = ${text})*) `,
    'GROUP BY \\k<keys> ORDER BY \\k<keys> LIMIT (?<limit>\\d+)$',
  ].join(''),
  's',
);

const nameOf = (quoted = ''): string => quoted.slice(1, -1).replaceAll('""', '"');
const textOf = (quoted = ''): string => quoted.slice(1, -1).replaceAll("''", "'");
const columnOf = (written: string): ValueColumn =>
  written.startsWith('"') ? { kind: 'column', name: nameOf(written) } : { kind: 'double' };

const readPoints = (parts: Readonly<Record<string, string | undefined>>): SelectPoints | undefined => {
  const written = parts['value'] ?? parts['last'] ?? '';
  if (parts['present'] !== written) return undefined;
  const conditions = (parts['equal'] ?? '').matchAll(new RegExp(` AND (${column}) = (${text})`, 'gs'));
  return {
    kind: 'points',
    ...{ database: nameOf(parts['database']), table: nameOf(parts['table']) },
    dimensions: (parts['dimensions'] ?? '').match(new RegExp(column, 'gs'))?.map(nameOf) ?? [],
    stepMs: Number(parts['step']),
    aggregate: (parts['aggregate'] ?? 'max_by') as SelectPoints['aggregate'],
    value: columnOf(written),
    measureName: textOf(parts['name']),
    ...{ from: Number(parts['from']), to: Number(parts['to']) },
    equal: [...conditions].map(([, name, equal]) => [nameOf(name), textOf(equal)] as const),
    limit: Number(parts['limit']),
  };
};

/** The statement, or undefined when it is none of those. */
export const readStatement = (statement: string): Statement | undefined => {
  const shown = measures.exec(statement)?.groups;
  if (shown !== undefined)
    return { kind: 'measures', database: nameOf(shown['database']), table: nameOf(shown['table']), pattern: textOf(shown['pattern']) };
  const selected = points.exec(statement)?.groups;
  return selected === undefined ? undefined : readPoints(selected);
};

/** As `readStatement`; AwsError naming what is not emulated. */
export const mustRead = (statement: string): Statement => {
  const read = readStatement(statement);
  if (read === undefined) throw new AwsError('ValidationException', `The query is not emulated locally: ${statement.slice(0, 500)}`);
  return read;
};
