/** Futures of a series: a trend it may have, as uncertain as its values leave it, its season, and past deviations from the trend, in runs as they came. */
import type { Trend } from './trend.ts';

/** Buckets `[from, to)` of the past whose deviations follow each other. */
export type Run = readonly [from: number, to: number];

/** What futures are made of. Buckets count from the oldest value at 0; the future begins at `count`. */
export interface Prospect {
  /** The likeliest first; never empty. */
  readonly trends: readonly Trend[];
  readonly count: number;
  /** How much of the series is known in all. */
  readonly days: number;
  /** Ratio of standard errors of trends to those of a series without resets. */
  readonly looseness: number;
  /** Distance from the trend by phase of the day, phase 0 being the oldest value's; empty where there is no season. */
  readonly season: readonly number[];
  /** Where the next run may begin, and where those after it. Never empty. */
  readonly first: readonly Run[];
  readonly later: readonly Run[];
  /** Buckets ahead that may be asked for. */
  readonly horizon: number;
}

/** How many futures. */
export const futures = 160;
/** Errors of trends are taken this much wider than the fit says: the future brings what the past did not. Chosen on generated series (test/eval/forecasts.ts). */
const trendWidening = 1.3;
/** And this much more, divided by the days that are remembered: of less than a day nobody knows what is usual in one. */
const youngWidening = 2;

/** Quantile of the normal distribution, to a thousandth (Tukey's lambda). */
const normalQuantile = (share: number): number => 4.91 * (share ** 0.14 - (1 - share) ** 0.14);

/** Evenly spread over the cube: Roberts' additive recurrence, in four dimensions. */
const steps = [0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101];
const spread: readonly (readonly number[])[] = Array.from({ length: futures }, (_, index) =>
  steps.map((step) => 0.001 + 0.998 * ((0.5 + (index + 1) * step) % 1)),
);
const normals = spread.map((shares) => shares.slice(1).map(normalQuantile));

/** A whole number below `count`, another for each future and turn. */
const choose = (future: number, turn: number, count: number): number => {
  let mixed = Math.imul(future + 1, 0x9e3779b1) ^ Math.imul(turn + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % count;
};

/** A normal quantile as Student's t with so many degrees of freedom has it (Cornish and Fisher's first term, doubled below four). */
const heavier = (normal: number, freedom: number): number => normal * (1 + ((normal * normal + 1) * (freedom < 4 ? 2 : 1)) / (4 * freedom));

/** The trend of one future: each as often as it is likely. */
const trendFor = (trends: readonly Trend[], future: number): Trend | undefined => {
  let left = spread[future]?.[0] ?? 0;
  for (const trend of trends) {
    left -= trend.weight;
    if (left <= 0) return trend;
  }
  return trends[0];
};

/** Coefficients of one future. */
const coefficientsOf = ({ fit, worth }: Trend, { count, days, looseness }: Prospect, future: number): readonly number[] => {
  const size = fit.coefficients.length;
  const error = Math.sqrt((fit.squares / Math.max(1, count - size)) * (count / worth)) * looseness * (trendWidening + youngWidening / days);
  const freedom = Math.max(1.5, worth - size);
  const draws = (normals[future] ?? []).map((normal) => heavier(normal, freedom));
  return fit.coefficients.map((coefficient, row) => {
    let off = 0;
    for (let column = 0; column <= row; column += 1) off += (fit.factor[row]?.[column] ?? 0) * (draws[column] ?? 0);
    return coefficient + error * off;
  });
};

/** The value of columns under coefficients. */
export const levelOf = (basis: readonly number[], coefficients: readonly number[]): number => {
  let level = 0;
  for (let column = 0; column < basis.length; column += 1) level += (basis[column] ?? 0) * (coefficients[column] ?? 0);
  return level;
};

/** Calls `visit` with the values of a future's next buckets in turn, until it says stop (`true`) or the horizon is reached. */
export const follow = (prospect: Prospect, future: number, visit: (bucket: number, value: number) => boolean): void => {
  const { trends, count, season, first, later, horizon } = prospect;
  const trend = trendFor(trends, future);
  if (trend === undefined) return;
  const { fit, ahead, persistence } = trend;
  const coefficients = coefficientsOf(trend, prospect, future);
  let turn = 0;
  let [from, to] = first[choose(future, turn, first.length)] ?? [0, count];
  // The last value is known: what a future's trend says of it otherwise is a deviation that dies away.
  const known = (fit.residuals[count - 1] ?? 0) + levelOf(ahead(0), fit.coefficients) - levelOf(ahead(0), coefficients);
  let lasting = known - (fit.residuals[from - 1] ?? 0);
  for (let bucket = 1; bucket <= horizon; bucket += 1) {
    if (from >= to) {
      turn += 1;
      [from, to] = later[choose(future, turn, later.length)] ?? [0, count];
    }
    lasting *= persistence;
    const seasonal = season.length === 0 ? 0 : (season[(count + bucket - 1) % season.length] ?? 0);
    const value = levelOf(ahead(bucket), coefficients) + (fit.residuals[from] ?? 0) + lasting + seasonal;
    if (visit(bucket, value)) return;
    from += 1;
  }
};
