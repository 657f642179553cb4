/** Adds up a request's metrics by series, as a StatsD server does between two flushes. */

import type { Draft } from '#kernel/reading/values.ts';
import type { MetricData, MetricSignal, Signal } from '#kernel/signal.ts';
import type { MetricLine, MetricType } from './metric-line.ts';
import type { Placed, PlaceTags } from './place-tags.ts';
import { numberOf } from './sections.ts';

/** What the lines of one name, type, tags and time come to. */
interface Series {
  readonly line: MetricLine;
  readonly placed: Placed;
  count: number;
  sum: number;
  min: number;
  max: number;
  /** A gauge's value; undefined while only changes to it were sent. */
  level: number | undefined;
  readonly members: Set<string>;
}

/** Numbers of one line, read before any of them is added: a line counts as a whole. */
const readValues = ({ type, values }: MetricLine): readonly number[] =>
  type === 's' ? [] : values.map((value) => numberOf(value, 'a value'));

const add = (series: Series, { type, values, rate }: MetricLine, numbers: readonly number[]): void => {
  if (type === 's') series.members.add(values[0] as string);
  for (const [at, value] of numbers.entries()) {
    if (type === 'g') {
      const relative = /^[-+]/.test(values[at] as string);
      if (!relative) series.level = value;
      else if (series.level === undefined) series.sum += value;
      else series.level += value;
      continue;
    }
    series.count += 1 / rate;
    series.sum += value / rate;
    series.min = Math.min(series.min, value);
    series.max = Math.max(series.max, value);
  }
};

/** A gauge that was only changed has no value known here: the change itself is what there is. */
const gaugeData = ({ level, sum }: Series): MetricData =>
  level === undefined ? { type: 'sum', value: sum, temporality: 'delta', monotonic: false } : { type: 'gauge', value: level };

const dataOf: Readonly<Record<MetricType, (series: Series) => MetricData>> = {
  // Counters may be counted down.
  c: ({ sum }) => ({ type: 'sum', value: sum, temporality: 'delta', monotonic: false }),
  g: gaugeData,
  s: ({ members }) => ({ type: 'gauge', value: members.size }),
  ms: (series) => histogram(series),
  h: (series) => histogram(series),
  d: (series) => histogram(series),
};

const histogram = ({ count, sum, min, max }: Series): MetricData => ({
  type: 'histogram',
  value: { count: Math.max(1, Math.round(count)), sum, min, max, explicitBounds: [], bucketCounts: [] },
  temporality: 'delta',
});

export interface SeriesBook {
  /** ItemRefused, with nothing added, where a value is no number. */
  readonly add: (line: MetricLine) => void;
  readonly signals: () => Signal[];
}

export const createSeriesBook = (place: PlaceTags, part: () => void): SeriesBook => {
  const all = new Map<string, Series>();
  return {
    add: (line) => {
      const numbers = readValues(line);
      for (const _ of line.values) part();
      const { name, type, tags, container, time } = line;
      // None of these can hold a bar, and no tag a comma.
      const key = [name, type, tags.join(','), container, time].join('|');
      let series = all.get(key);
      if (series === undefined) {
        series = {
          line,
          placed: place(tags, container),
          count: 0,
          sum: 0,
          min: Number.POSITIVE_INFINITY,
          max: Number.NEGATIVE_INFINITY,
          level: undefined,
          members: new Set(),
        };
        all.set(key, series);
      }
      add(series, line, numbers);
    },
    signals: () => [...all.values()].map(signalOf),
  };
};

const signalOf = (series: Series): MetricSignal => {
  const { line, placed } = series;
  const metric: Draft<MetricSignal> = {
    kind: 'metric',
    timeUnixNano: line.time,
    resource: placed.resource,
    attributes: placed.attributes,
    name: line.name,
    data: dataOf[line.type](series),
  };
  if (line.type === 'ms') metric.unit = 'ms';
  return metric;
};
