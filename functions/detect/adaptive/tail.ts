/**
 * How surprising a distance is, told from the distances before: a tracked quantile, and how far those beyond it usually go. What
 * lies further out is judged by the smaller of an exponential and a power-law tail in part, by the exponential alone in the other:
 * natural logarithms of "one in so many". Robust: an outlier moves a quantile by one step, however far out it is.
 */
import { beyond, earlyHaste, fewSamplesDoubt, heavyShare, leastExcess, leastLogExcess, tailClip } from './settings.ts';

/** A quantile moves by so many scales, were every distance on one side. */
const stride = 2.5;
const mostLogExcess = 1.5;
/** So many samples only raise the quantile, to begin with. */
const firstSamples = 8;

/** Natural logarithm of how rare it is; 0 within the usual. `samples` were seen before it, no distance below `floor` is news. */
export const surprise = (numbers: Float32Array, from: number, distance: number, floor: number, samples: number): number => {
  const doubt = 1 + fewSamplesDoubt / samples;
  const quantile = Math.max(numbers[from] ?? 0, floor) * doubt;
  if (distance <= quantile) return 0;
  const excess = Math.max(numbers[from + 1] ?? 0, floor / 2, quantile * leastExcess) * doubt;
  const light = (distance - quantile) / excess;
  const heavy = Math.log(distance / quantile) / Math.max(leastLogExcess, numbers[from + 2] ?? 0);
  return heavyShare * Math.min(light, heavy) + (1 - heavyShare) * light;
};

/** Learns a distance, 0 for one on the other side. `weight`: the share of the memory that a sample is. */
export const learnTail = (numbers: Float32Array, from: number, distance: number, weight: number, floor: number, samples: number): void => {
  const excess = numbers[from + 1] ?? 0;
  let quantile = numbers[from] ?? 0;
  const scale = Math.max(quantile, excess, floor);
  if (samples < firstSamples) quantile = Math.max(quantile, distance * 0.8);
  else quantile += Math.max(weight, earlyHaste / (samples + earlyHaste)) * scale * stride * (distance > quantile ? 1 - beyond : -beyond);
  if (quantile < 0) quantile = 0;
  numbers[from] = quantile;
  if (distance <= quantile) return;
  const seen = (numbers[from + 3] ?? 0) + 1;
  numbers[from + 3] = seen;
  const step = Math.max(Math.min(1, weight / beyond), earlyHaste / (seen + earlyHaste));
  const base = Math.max(quantile, floor);
  const clipped = Math.min(distance - quantile, tailClip * Math.max(excess, floor, base * 0.3));
  numbers[from + 1] = excess + step * (clipped - excess);
  const logExcess = numbers[from + 2] ?? 0;
  numbers[from + 2] = logExcess + step * (Math.min(Math.log(Math.max(distance, base) / base), mostLogExcess) - logExcess);
};
