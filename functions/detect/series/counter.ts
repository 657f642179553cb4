/** Counters: what was added to them between two samples, whatever their temporality, and through resets. */
import type { MetricData } from '#kernel/signal.ts';

/** What is remembered of a counter: its start and time in ms, and its total; for distributions the count and the sum. */
export type Previous = readonly [startAt: number, at: number, total: number, sum: number];

/** Counters by series key. */
export type PreviousByKey = Map<string, Previous>;

/** What a counter says of itself. */
export interface Totals {
  readonly total: number;
  /** Of the values of a distribution; NaN where there is none. */
  readonly sum: number;
  readonly delta: boolean;
}

/** What was added, and when. */
export interface Increase {
  /** Milliseconds since the epoch, before the sample's time. */
  readonly from: number;
  readonly total: number;
  readonly sum: number;
  /** It began anew at `from`. */
  readonly restarted: boolean;
}

/**
 * The counter in a sample, or undefined for what is a level already. Changes without a direction (StatsD counts down as well as
 * up) are changes all the same, and no level: nobody knows where they began.
 */
export const totalsOf = (data: MetricData): Totals | undefined => {
  if (data.type === 'sum' && (data.monotonic || data.temporality === 'delta'))
    return { total: data.value, sum: Number.NaN, delta: data.temporality === 'delta' };
  if (data.type === 'histogram' || data.type === 'exponential_histogram')
    return { total: data.value.count, sum: data.value.sum ?? Number.NaN, delta: data.temporality === 'delta' };
  if (data.type === 'summary') return { total: data.value.count, sum: data.value.sum, delta: false };
  return undefined;
};

/**
 * What was added since the sample before: of a cumulative counter the difference, after a reset the whole. Undefined where the
 * interval is not known. A counter was reset if it fell, or if it says to have begun after the sample before; senders that only
 * change their mind about a start that lies further back did not reset theirs.
 */
export const increaseOf = (totals: Totals, startAt: number, at: number, previous: Previous | undefined): Increase | undefined => {
  const { total, sum } = totals;
  const started = startAt > 0 && startAt < at ? startAt : 0;
  if (totals.delta) {
    const from = started > 0 ? started : (previous?.[1] ?? 0);
    return from > 0 ? { from, total, sum, restarted: false } : undefined;
  }
  if (previous === undefined) return undefined;
  const [previousStart, previousAt, previousTotal, previousSum] = previous;
  const restarted = total < previousTotal || (startAt > previousStart && startAt >= previousAt);
  if (restarted) return { from: Math.max(started, previousAt), total, sum, restarted };
  return { from: previousAt, total: total - previousTotal, sum: sum - previousSum, restarted };
};
