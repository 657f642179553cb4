/** When a metric point can be used, whichever encoding it came in. */

import { maxBuckets } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { Temporality } from '#kernel/signal.ts';

/** DataPointFlags: the point says that there is no value. */
export const noRecordedValue = 1;

/** metrics.proto: AGGREGATION_TEMPORALITY_UNSPECIFIED must not be used. Without it a sum cannot be read. */
export const temporalityOf = (code: number): Temporality => {
  if (code === 1) return 'delta';
  if (code === 2) return 'cumulative';
  throw new ItemRefused('metric without an aggregation temporality');
};

export const checkName = (name: string): void => {
  if (name === '') throw new ItemRefused('metric without a name');
};

/** metrics.proto: n bounds and n + 1 counts, or neither. */
export const checkBuckets = (bounds: readonly number[], counts: readonly number[]): void => {
  if (counts.length > maxBuckets || bounds.length > maxBuckets)
    throw new ItemRefused(`histogram point with more than ${maxBuckets} buckets`);
  if (counts.length === 0 && bounds.length === 0) return;
  if (counts.length !== bounds.length + 1) throw new ItemRefused('histogram point whose bucket counts do not fit its bounds');
};

export const valueMissing = (): ItemRefused => new ItemRefused('point without a value');
