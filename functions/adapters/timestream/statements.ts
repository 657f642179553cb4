/**
 * The statements that are asked of Timestream. It takes no parameters [D: API Reference, PrepareQuery], and names and values are senders' text: they
 * stand in quotes with every quote doubled, which is all that ends a quoted text in its SQL; all else is numbers and words of ours.
 */
import type { Aggregate, MetricQuery } from '#kernel/metric-history.ts';
import { columnName } from './names.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const column = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Where the samples lie. */
export interface Place {
  readonly database: string;
  readonly table: string;
}

const tableOf = ({ database, table }: Place): string => `${column(database)}.${column(table)}`;

/** Asks for the columns of measures of (about) a name: `%` and `_` match more than themselves, so that the answer holds others, too. */
export const measuresStatement = (place: Place, name: string): string => `SHOW MEASURES FROM ${tableOf(place)} LIKE ${quoted(name)}`;

const call: Readonly<Record<Aggregate, (value: string) => string>> = {
  avg: (value) => `avg(${value})`,
  min: (value) => `min(${value})`,
  max: (value) => `max(${value})`,
  sum: (value) => `sum(${value})`,
  count: (value) => `count(${value})`,
  last: (value) => `max_by(${value}, time)`,
};

/** Asks for points, a row each: the dimensions in the order given, the step's beginning, the value. One more than the bound, to see whether there are. */
export const pointsStatement = (place: Place, dimensions: readonly string[], query: MetricQuery): string => {
  const { name, field = 'value', labels, from, to, stepMs, aggregate, maxPoints } = query;
  const value = field === 'value' ? 'measure_value::double' : column(field);
  const keys = [...dimensions.map(column), `bin(time, ${stepMs}ms)`].join(', ');
  const conditions = [
    `measure_name = ${quoted(name)}`,
    `time >= from_milliseconds(${from})`,
    `time < from_milliseconds(${to})`,
    `${value} IS NOT NULL`,
    ...Object.entries(labels).map(([label, text]) => `${column(columnName(label))} = ${quoted(text)}`),
  ];
  return `SELECT ${keys}, ${call[aggregate](value)} FROM ${tableOf(place)} WHERE ${conditions.join(' AND ')} GROUP BY ${keys} ORDER BY ${keys} LIMIT ${maxPoints + 1}`;
};
