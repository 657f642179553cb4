/** When a series reaches its limit, with a 90 % interval. */
import { fromUnits, type History, toUnits } from './history.ts';
import { quantileOf } from './median.ts';
import { follow, futures, levelOf } from './paths.ts';
import { type Forecaster, prospectOf, type Reasoned } from './prospect.ts';
import type { Ring } from './ring.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Nothing is said of later than this, and of later than so many times what is remembered. */
const maxHorizonMs = 30 * day;
const horizonPerMemory = 2.5;
/** Buckets that are enough to speak: of a series younger than half a day nothing is said. */
const enoughCoarse = 12;
const enoughFine = 9;

/** One future in so many sees the series fall from where it fell before. */
const cleanedAgain = 4;

/** Times are milliseconds since the epoch. */
export interface Outlook {
  /** The limit is reached by this time with a probability of 5 %, 50 % and 95 %; infinite where not within the horizon. */
  readonly earliest: number;
  readonly median: number;
  readonly latest: number;
  /** Of the trend, in the series' unit per day. */
  readonly perDay: number;
  /** Since when it has this trend, as far as is remembered. */
  readonly since: number;
  readonly forecaster: Forecaster | 'last-hours';
}

/** A value to come: 5 %, 50 % and 95 % quantiles. */
export interface Ahead {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

interface View {
  readonly ring: Ring;
  readonly prospect: Reasoned;
}

const turned = (history: History, ring: Ring): readonly number[] =>
  history.envelope === 'peaks' ? ring.closed : ring.closed.map((value) => -value);

const daysOf = ({ closed, width }: Ring): number => (closed.length * width) / day;

/** `days` are remembered in all. */
const viewOf = (history: History, ring: Ring, days: number): View | undefined => {
  const values = turned(history, ring);
  const horizon = Math.floor(Math.min(maxHorizonMs / ring.width, values.length * horizonPerMemory));
  const prospect = prospectOf(values, day / ring.width, horizon, days);
  return prospect === undefined ? undefined : { ring, prospect };
};

/** The step in which a series counts, in units: 1 where it has none, or a larger one where it is rounded. What is rounded up reaches the limit half a step early. */
const stepOf = (values: readonly number[]): number => {
  let step = 0;
  for (let index = 1; index < values.length; index += 1) {
    let rest = Math.abs((values[index] ?? 0) - (values[index - 1] ?? 0));
    while (rest > 0) [step, rest] = [rest, step % rest];
  }
  return step;
};

/** When the limit, in units, is reached: one time a future, in order. */
const crossings = ({ ring, prospect }: View, lastAt: number, wanted: number): readonly number[] => {
  const times: number[] = [];
  const step = stepOf(ring.closed);
  for (let future = 0; future < futures; future += 1) {
    let crossed = Number.POSITIVE_INFINITY;
    let before = Number.NEGATIVE_INFINITY;
    const ceiling = future % cleanedAgain === 0 ? (prospect.ceiling ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const limit = wanted - (step * future) / (2 * futures);
    follow(prospect, future, (bucket, value) => {
      if (value < limit) {
        before = value;
        return value >= ceiling;
      }
      // A bucket's highest value lies at its end where the series rises.
      const share = Number.isFinite(before) ? (limit - before) / (value - before) : 0.5;
      crossed = Math.max(lastAt, (ring.index + bucket - 1 + share) * ring.width);
      return true;
    });
    times.push(crossed);
  }
  return times.sort((a, b) => a - b);
};

const outlookOf = (history: History, view: View, limit: number, forecaster: Outlook['forecaster']): Outlook => {
  const times = crossings(view, history.lastAt, limit);
  const [trend] = view.prospect.trends;
  const levels = [0, 1].map((bucket) => (trend === undefined ? 0 : levelOf(trend.ahead(bucket), trend.fit.coefficients)));
  const perBucket = (levels[1] ?? 0) - (levels[0] ?? 0);
  return {
    earliest: quantileOf(times, 0.05),
    median: quantileOf(times, 0.5),
    latest: quantileOf(times, 0.95),
    perDay: (fromUnits(history, perBucket) * day) / view.ring.width,
    since: (view.ring.index + (trend?.since ?? 0)) * view.ring.width,
    forecaster,
  };
};

const coarseView = (history: History): View | undefined => {
  const ring = history.rings?.coarse;
  return ring === undefined || ring.closed.length < enoughCoarse ? undefined : viewOf(history, ring, daysOf(ring));
};

/** The last hours speak for themselves where they lead higher than anything that is remembered. */
const fineView = (history: History): View | undefined => {
  if (history.rings === undefined) return undefined;
  const { fine, coarse } = history.rings;
  if (fine.closed.length < enoughFine || coarse.closed.length < enoughCoarse) return undefined;
  const older = turned(history, coarse).slice(0, Math.min(-1, -Math.floor((fine.closed.length * fine.width) / coarse.width)));
  return Math.max(...older) >= (turned(history, fine).at(-1) ?? 0)
    ? undefined
    : viewOf(history, fine, Math.max(daysOf(fine), daysOf(coarse)));
};

/** When the limit is reached, by what was seen until the last sample; undefined while too little is known. Deterministic. */
export const outlook = (history: History, limit: number): Outlook | undefined => {
  const units = toUnits(history, limit);
  const coarse = coarseView(history);
  const fine = fineView(history);
  const far = coarse === undefined ? undefined : outlookOf(history, coarse, units, coarse.prospect.forecaster);
  const near = fine === undefined ? undefined : outlookOf(history, fine, units, 'last-hours');
  if (near === undefined || near.latest === Number.POSITIVE_INFINITY) return far ?? near;
  return far === undefined || near.median < far.earliest ? near : far;
};

/** The value of the envelope in each of the buckets that lie so many milliseconds ahead; undefined while too little is known for it. */
export const valuesAhead = (history: History, aheadMs: readonly number[]): readonly (Ahead | undefined)[] => {
  const view = coarseView(history);
  if (view === undefined) return aheadMs.map(() => undefined);
  const { ring, prospect } = view;
  const values: number[][] = Array.from({ length: prospect.horizon + 1 }, () => []);
  for (let future = 0; future < futures; future += 1)
    follow(prospect, future, (bucket, value) => {
      values[bucket]?.push(fromUnits(history, value));
      return false;
    });
  return aheadMs.map((ahead) => {
    const ordered = values[Math.floor((history.lastAt + ahead) / ring.width) - ring.index + 1]?.sort((a, b) => a - b) ?? [];
    const at = (share: number): number => quantileOf(ordered, share);
    return ordered.length === 0 ? undefined : { lower: at(0.05), median: at(0.5), upper: at(0.95) };
  });
};
