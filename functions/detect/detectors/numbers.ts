/** Arithmetic that detectors share. */

/** Values beyond are taken as this: arithmetic stays finite. */
export const maxValue = 1e150;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Within -limit to limit. */
export const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** Whether a detector may learn from a sample: numbers, and later than the last one. */
export const isUsable = (at: number, value: number, samples: number, lastAt: number): boolean =>
  Number.isFinite(value) && Number.isFinite(at) && (samples === 0 || at > lastAt);

/** 0 to 1 for how many times what is bearable something is: 0.5 at once. */
export const surpriseOf = (times: number): number => 1 - 1 / (1 + times * times);

/** Below these, differences are no news: a series that never moved does not alarm at its first small move. */
export interface Floors {
  /** Of the level. */
  readonly relative: number;
  readonly absolute: number;
  /** Instead of `absolute` while every value has been an integer. */
  readonly integer: number;
}
