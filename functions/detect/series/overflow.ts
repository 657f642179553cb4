/** What found no room in the budget: which metrics, and what of them can be added up, in one series a metric. */
import { type OverflowRounds, startRounds } from './overflow-rounds.ts';
import type { Reading } from './reading.ts';
import { overflowAttribute } from './series-key.ts';

/** Windows in which deltas are added up, milliseconds of event time. */
const windowMs = 60_000;
/** How often a metric is told to overflow, milliseconds. */
const tellEveryMs = 24 * 3600_000;
/** Metrics that are told and added up; the samples of more are counted only. */
const mostMetrics = 50;

/** One metric that overflowed; changed in place. Times are ms epoch. */
export interface OverflowingMetric {
  lastAt: number;
  /** When it was told last; 0 before. */
  toldAt: number;
  /** The open window: its start (0 before the first), what was added in it, of distributions the sum of values too, and of how many samples. */
  start: number;
  total: number;
  sum: number;
  samples: number;
  distribution: boolean;
  /** Every distribution in the window told its sum. */
  isMeanKnown: boolean;
  readonly rounds: OverflowRounds;
}

/** By the metric's family. */
export type Overflows = Map<string, OverflowingMetric>;

/** A sample's own increase, whatever came before it. */
interface Added {
  readonly at: number;
  readonly name: string;
  readonly total: number;
  /** Of a distribution's values; NaN where it is not told. */
  readonly sum: number;
  readonly distribution: boolean;
  readonly unit: string;
  readonly ref: string;
}

/** Notes that a series of a metric found no room. */
export const noteOverflow = (overflows: Overflows, family: string, at: number): OverflowingMetric | undefined => {
  const known = overflows.get(family);
  if (known !== undefined) {
    known.lastAt = Math.max(known.lastAt, at);
    return known;
  }
  if (overflows.size >= mostMetrics) return undefined;
  const metric = {
    lastAt: at,
    toldAt: 0,
    start: 0,
    total: 0,
    sum: 0,
    samples: 0,
    distribution: false,
    isMeanKnown: true,
    rounds: startRounds(),
  };
  overflows.set(family, metric);
  return metric;
};

/** Metrics to be told of now (ms epoch): those are told of then. */
export const overflowsToTell = (overflows: Overflows): readonly (readonly [family: string, at: number])[] => {
  const due = [...overflows].filter(([, { toldAt, lastAt }]) => toldAt === 0 || lastAt - toldAt >= tellEveryMs);
  for (const [, metric] of due) metric.toldAt = metric.lastAt;
  return due.map(([family, { lastAt }]) => [family, lastAt]);
};

const readWindow = (
  { start, total, sum, samples, distribution, isMeanKnown }: OverflowingMetric,
  { name, unit, ref }: Added,
): readonly Reading[] => {
  const base = {
    at: start + windowMs,
    upOnly: false,
    labels: () => ({ [overflowAttribute]: 'true' }),
    signals: [ref],
    count: Math.max(1, samples),
    overflow: true,
  } as const;
  const key = `${name.slice(0, 100)}\0${overflowAttribute}`;
  const rate: Reading = {
    ...base,
    key: `${key}\0rate`,
    name: distribution ? `${name}.rate` : name,
    aspect: 'rate',
    value: total / (windowMs / 1000),
    unit: `${distribution ? '' : unit}/s`,
  };
  return !distribution || !isMeanKnown || total <= 0 ? [rate] : [rate, { ...base, key, name, aspect: 'mean', value: sum / total, unit }];
};

/** Adds a delta to its metric's window; the readings of the window it closes, if it closes one. */
export const addOverflow = (metric: OverflowingMetric, added: Added): readonly Reading[] => {
  const start = Math.floor(added.at / windowMs) * windowMs;
  if (start < metric.start) return [];
  const readings = metric.start > 0 && start > metric.start ? readWindow(metric, added) : [];
  if (start > metric.start) Object.assign(metric, { start, total: 0, sum: 0, samples: 0, isMeanKnown: true });
  metric.total += added.total;
  metric.distribution = added.distribution;
  if (Number.isFinite(added.sum)) metric.sum += added.sum;
  else metric.isMeanKnown = false;
  metric.samples += 1;
  return readings;
};
