/** The usual day of a series, and what is left without it. */
import { median } from './median.ts';

/** Residuals must shrink to less than this share for a day to be believed in. */
const worthwhile = 0.6;

const variance = (values: readonly number[]): number => {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / Math.max(1, values.length);
};

/** Mean of the day around each bucket; an even number of buckets has half of one at both ends. */
const withoutDay = (values: readonly number[], period: number): readonly { readonly index: number; readonly rest: number }[] => {
  const half = period / 2;
  const rests: { readonly index: number; readonly rest: number }[] = [];
  for (let index = half; index < values.length - half; index += 1) {
    let sum = ((values[index - half] ?? 0) + (values[index + half] ?? 0)) / 2;
    for (let offset = 1 - half; offset < half; offset += 1) sum += values[index + offset] ?? 0;
    rests.push({ index, rest: (values[index] ?? 0) - sum / period });
  }
  return rests;
};

/**
 * Distance of each phase from the day's mean (classical decomposition with medians), phase 0 being that of the first value.
 * Undefined for less than two days, and where there is no such pattern. `period`: buckets a day, even.
 */
export const dailyProfile = (values: readonly number[], period: number): readonly number[] | undefined => {
  const rests = withoutDay(values, period);
  if (rests.length < period) return undefined;
  const byPhase: number[][] = Array.from({ length: period }, () => []);
  for (const { index, rest } of rests) byPhase[index % period]?.push(rest);
  const medians = byPhase.map((phase) => median(phase));
  const mean = medians.reduce((sum, each) => sum + each, 0) / period;
  const profile = medians.map((each) => each - mean);
  const cycles = rests.length / period;
  // Of as many values as there are phases nothing is left over by construction: few cycles count for less.
  const left = variance(rests.map(({ index, rest }) => rest - (profile[index % period] ?? 0))) * (cycles / Math.max(0.5, cycles - 1));
  return left < worthwhile * variance(rests.map(({ rest }) => rest)) || cycles < 1.5 ? profile : undefined;
};
