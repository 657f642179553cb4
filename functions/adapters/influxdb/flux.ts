/** The one query that is asked of InfluxDB. Flux takes no parameters outside InfluxDB Cloud [D], and names and values are senders' text. */
import type { Aggregate, MetricQuery } from '#kernel/metric-history.ts';
import { storedText } from './names.ts';

/** A text in Flux: every byte that is not a plain letter or digit as `\xNN`, so that nothing in it can end it or be interpolated. */
export const fluxText = (text: string): string => {
  const bytes = [...Buffer.from(text.toWellFormed())];
  const written = bytes.map((byte) =>
    /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return `"${written.join('')}"`;
};

const functionOf: Readonly<Record<Aggregate, string>> = { avg: 'mean', min: 'min', max: 'max', sum: 'sum', count: 'count', last: 'last' };

/** Points of all series in one table: its tags, `_time` where the step begins or the range, `_value`. One more than the bound, to see whether there are. */
export const fluxQuery = (
  bucket: string,
  { name, field = 'value', labels, from, to, stepMs, aggregate, maxPoints }: MetricQuery,
): string => {
  const equals = (column: string, text: string): string => `r[${fluxText(column)}] == ${fluxText(text)}`;
  const conditions = [
    equals('_measurement', storedText(name)),
    equals('_field', field),
    ...Object.entries(labels).map(([label, text]) => equals(storedText(label), storedText(text))),
  ];
  return [
    `from(bucket: ${fluxText(bucket)})`,
    `range(start: ${new Date(from).toISOString()}, stop: ${new Date(to).toISOString()})`,
    `filter(fn: (r) => ${conditions.join(' and ')})`,
    `aggregateWindow(every: ${stepMs}ms, fn: ${functionOf[aggregate]}, createEmpty: false, timeSrc: "_start")`,
    'drop(columns: ["_start", "_stop", "_measurement", "_field"])',
    'group()',
    `limit(n: ${maxPoints + 1})`,
  ].join(' |> ');
};
