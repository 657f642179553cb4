/** What the past of a series says of its future: resets undone or expected, season, trends and deviations. */
import type { Prospect, Run } from './paths.ts';
import { ceilingOf, isSawTooth, resetsOf, undoResets } from './resets.ts';
import { dailyProfile } from './season.ts';
import { type Shape, trendsOf } from './trend.ts';

/** Who speaks: the shape of the trend, or the saw-tooth. */
export type Forecaster = Shape | 'saw-tooth';

/** A prospect, and how it came about. */
export interface Reasoned extends Prospect {
  readonly forecaster: Forecaster;
  /** Where it may fall again as it did. */
  readonly ceiling: number | undefined;
}

/** Runs of deviations without any rhythm: a third of the past, from anywhere. */
const anywhere = (count: number): Run[] => {
  const length = Math.max(1, Math.floor(count / 3));
  return Array.from({ length: count - length }, (_, index) => [index + 1, index + 1 + length] as const);
};

/** Whole teeth, and of those that lasted longer than the present one what came after its age. */
const teethRuns = (resets: readonly number[], count: number): { readonly first: Run[]; readonly later: Run[] } => {
  const later = resets.slice(1).map((to, index) => [resets[index] ?? 0, to] as const);
  const age = count - (resets.at(-1) ?? 0);
  const first = later.filter(([from, to]) => from + age < to).map(([from, to]) => [from + age, to] as const);
  return { first: first.length > 0 ? first : later, later };
};

/** `period`: buckets a day. `horizon`: in buckets. `days`: how much of the series is known in all. Undefined of too few values. */
export const prospectOf = (values: readonly number[], period: number, horizon: number, days: number): Reasoned | undefined => {
  const count = values.length;
  const raw = dailyProfile(values, period) ?? [];
  const resets = resetsOf(raw.length === 0 ? values : values.map((value, index) => value - (raw[index % raw.length] ?? 0)));
  const sawTooth = isSawTooth(values, resets);
  const { values: whole, looseness } = sawTooth ? { values, looseness: 1 } : undoResets(values, resets);
  const season = (sawTooth ? undefined : dailyProfile(whole, period)) ?? [];
  const trends = trendsOf(season.length === 0 ? whole : whole.map((value, index) => value - (season[index % season.length] ?? 0)));
  const [likeliest] = trends;
  if (likeliest === undefined) return undefined;
  const runs = sawTooth ? teethRuns(resets, count) : { first: anywhere(count), later: anywhere(count) };
  const ceiling = sawTooth ? undefined : ceilingOf(values, resets);
  return { trends, count, days, looseness, season, ...runs, horizon, ceiling, forecaster: sawTooth ? 'saw-tooth' : likeliest.shape };
};
