/** Turns metric samples into readings: levels as they are, counters into rates, distributions into mean and rate of their interval. */
import { type MetricSignal, toMillis } from '#kernel/signal.ts';
import type { Reading, Unread } from './reading.ts';
import { seriesKey, seriesLabels } from './series-key.ts';

/** What is remembered of a counter: its start and time in ms, and its total; for distributions the count and the sum. */
export type Previous = readonly [startAt: number, at: number, total: number, sum: number];

/** Counters by series key. */
export type PreviousByKey = Map<string, Previous>;

interface Totals {
  readonly total: number;
  readonly sum: number;
  readonly delta: boolean;
}

/** The counter in a sample, or undefined for what is a level already. */
const totalsOf = (signal: MetricSignal): Totals | undefined => {
  const { data } = signal;
  if (data.type === 'sum' && data.monotonic) return { total: data.value, sum: Number.NaN, delta: data.temporality === 'delta' };
  if (data.type === 'histogram' || data.type === 'exponential_histogram')
    return { total: data.value.count, sum: data.value.sum ?? Number.NaN, delta: data.temporality === 'delta' };
  if (data.type === 'summary') return { total: data.value.count, sum: data.value.sum, delta: false };
  return undefined;
};

interface Increase {
  readonly seconds: number;
  readonly total: number;
  readonly sum: number;
}

/** What was added since the sample before: for cumulative counters the difference, after a reset the whole. Undefined where the interval is not known. */
const increaseOf = (totals: Totals, startAt: number, at: number, previous: Previous | undefined): Increase | undefined => {
  const [previousStart, previousAt, previousTotal, previousSum] = previous ?? [0, 0, 0, 0];
  if (totals.delta) {
    const from = startAt > 0 && startAt < at ? startAt : previousAt;
    return from > 0 ? { seconds: (at - from) / 1000, total: totals.total, sum: totals.sum } : undefined;
  }
  if (previous === undefined) return undefined;
  const reset = totals.total < previousTotal || startAt > previousStart;
  if (!reset) return { seconds: (at - previousAt) / 1000, total: totals.total - previousTotal, sum: totals.sum - previousSum };
  const from = startAt > previousAt && startAt < at ? startAt : previousAt;
  return { seconds: (at - from) / 1000, total: totals.total, sum: totals.sum };
};

/** Distributions of time are worse when higher; of anything else we cannot know. */
const isDuration = (name: string, unit: string): boolean =>
  ['s', 'ms', 'us', 'ns'].includes(unit) || name.includes('duration') || name.includes('latency');

/** The readings of one sample (a distribution has two), or why there is none. Updates `previous`, which never holds more than `maxSeries` counters. */
export const metricReadings = (
  signal: MetricSignal,
  signalRef: string,
  previous: PreviousByKey,
  maxSeries: number,
): readonly Reading[] | Unread => {
  const { data, name } = signal;
  if (data.type === 'none') return 'no_value';
  const at = toMillis(signal.timeUnixNano);
  const key = seriesKey(name, signal.attributes);
  const unit = signal.unit === '1' ? '' : (signal.unit ?? '');
  const base = { at, upOnly: false, labels: () => seriesLabels(signal.attributes), signals: [signalRef], count: 1 };
  const totals = totalsOf(signal);
  if (totals === undefined) {
    if (data.type !== 'gauge' && data.type !== 'sum') return 'no_value';
    return Number.isFinite(data.value) ? [{ ...base, key, name, aspect: 'gauge', value: data.value, unit }] : 'no_value';
  }
  if (!Number.isFinite(totals.total)) return 'no_value';
  const before = previous.get(key);
  if (before !== undefined && at <= before[1]) return 'late';
  if (before === undefined && previous.size >= maxSeries) return 'overflow';
  const startAt = signal.startTimeUnixNano === undefined ? 0 : toMillis(signal.startTimeUnixNano);
  const increase = increaseOf(totals, startAt, at, before);
  previous.set(key, [startAt, at, totals.total, Number.isFinite(totals.sum) ? totals.sum : 0]);
  if (increase === undefined || increase.seconds <= 0) return 'first_of_counter';
  const isSum = data.type === 'sum';
  const rate: Reading = {
    ...base,
    key: `${key}\0rate`,
    name: isSum ? name : `${name}.rate`,
    aspect: 'rate',
    value: increase.total / increase.seconds,
    unit: `${isSum ? unit : ''}/s`,
  };
  if (isSum || increase.total <= 0 || !Number.isFinite(increase.sum)) return [rate];
  const mean: Reading = { ...base, key, name, aspect: 'mean', value: increase.sum / increase.total, unit, upOnly: isDuration(name, unit) };
  return [rate, mean];
};
