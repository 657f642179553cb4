/** Reading metric samples back: what is asked of a store that keeps them, and what it answers. */
import { InputError } from './errors.ts';

/** What becomes of the samples of a step. `last` is the one with the latest time. */
export const aggregates = ['avg', 'min', 'max', 'sum', 'count', 'last'] as const;
export type Aggregate = (typeof aggregates)[number];

/** Which points are wanted, as `{ name: 'system.cpu.utilization', labels: { 'host.name': 'h1' }, from, to, stepMs: 60_000, aggregate: 'avg', maxPoints: 1_000 }`. */
export interface MetricQuery {
  /** The metric's whole name. */
  readonly name: string;
  /** `value` (the default) of gauges and sums; of distributions `count`, `sum`, `min`, `max`, or a summary's quantile, such as `p99`. */
  readonly field?: string;
  /** A series must have all of them (`seriesLabels`); none matches every series of the name. */
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch; `from` is in the range, `to` is not. */
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly aggregate: Aggregate;
  /** Of all series together. */
  readonly maxPoints: number;
}

/** The samples of one step. */
interface MetricPoint {
  /** Where the step begins: milliseconds since the epoch, a multiple of the step, and so perhaps before `from`. */
  readonly time: number;
  readonly value: number;
}

/** One series. */
interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** In order of time; a step without samples has none. */
  readonly points: readonly MetricPoint[];
}

/** What a store answers. */
export interface MetricRange {
  /** In order of their labels. */
  readonly series: readonly MetricSeries[];
  /** There were more points than asked for; which of them are missing is the store's choice. */
  readonly truncated: boolean;
}

/** Metric history that can be read: a port of its own, since a store that only takes samples, or keeps none, has nothing to answer. */
export interface MetricHistory {
  /** InputError for a query that makes no sense, before the store is asked; a metric nobody wrote has no series. */
  query(query: MetricQuery): Promise<MetricRange>;
}

/** Points of one query at most: what a page can draw, and a function hold. */
const mostPoints = 100_000;
/** Fields there can be: what is written of a sample. */
export const fieldPattern = /^(?:value|count|sum|min|max|p\d{1,3}(?:\.\d{1,12})?)$/;

const faultOf = ({ name, field = 'value', from, to, stepMs, aggregate, maxPoints }: MetricQuery): string | undefined => {
  if (name === '') return 'The metric has no name.';
  if (!fieldPattern.test(field)) return 'There is no such field.';
  if (!aggregates.includes(aggregate)) return 'There is no such aggregate.';
  if (![from, to, stepMs, maxPoints].every(Number.isSafeInteger)) return 'Times, step and bound are whole numbers.';
  if (from < 0 || to <= from) return 'The range is empty.';
  if (stepMs < 1) return 'The step is at least a millisecond.';
  if (maxPoints < 1 || maxPoints > mostPoints) return `The bound is 1 to ${mostPoints} points.`;
  return (to - from) / stepMs > maxPoints ? 'One series would have more points than the bound: take a longer step.' : undefined;
};

/** Throws InputError for what no store can answer. */
export const checkMetricQuery = (query: MetricQuery): void => {
  const fault = faultOf(query);
  if (fault !== undefined) throw new InputError(fault, { reason: 'metric_query' });
};

/** One point, and whose. */
export interface LabelledPoint extends MetricPoint {
  readonly labels: Readonly<Record<string, string>>;
}

/** Points in whatever order as series in order; those beyond the bound are left out. */
export const toRange = (points: readonly LabelledPoint[], maxPoints: number): MetricRange => {
  const byLabels = Map.groupBy(points.slice(0, maxPoints), ({ labels }) => JSON.stringify(Object.entries(labels).sort()));
  const series = [...byLabels].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, [first, ...rest]]) => ({ first, rest }));
  return {
    series: series.flatMap(({ first, rest }) => {
      if (first === undefined) return [];
      const ordered = [first, ...rest].sort((left, right) => left.time - right.time);
      return [{ labels: first.labels, points: ordered.map(({ time, value }) => ({ time, value })) }];
    }),
    truncated: points.length > maxPoints,
  };
};
