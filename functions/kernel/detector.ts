/** Plug-in contract: a detector scores a series online: no look-ahead, small serialisable state, resumable at any sample. Pure. */

/** What a detector says of one sample. All numbers are finite; values are in the unit of the series. */
export interface Score {
  /** False while the series warms up: the bounds are a first guess, and no value is judged by them. */
  readonly judged: boolean;
  /**
   * 0 (as expected) to 1. From 0.5 on it is *news*, which raises an alarm. A detector that has raised one may stay below for
   * hours, though the samples are abnormal still.
   */
  readonly score: number;
  readonly expected: number;
  /** Bounds of what would have been unsurprising: `lower` ≤ `upper`. */
  readonly lower: number;
  readonly upper: number;
  /** Whether the value lies outside of what is expected now. An alarm lasts while samples are; once the detector has learned a new level they are not. */
  readonly abnormal: boolean;
}

/** One way to score; `State` is plain data that belongs to one series, and is changed in place. */
export interface Detector<State = unknown> {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** A fresh state, shared with no other series. */
  start(): State;
  /**
   * Scores one sample (ms epoch, finite value) and learns it; never throws, never NaN. A timestamp that is not later than the
   * last one, and a value that is no number, leave the state as it was.
   *
   * @example const score = detector.observe(state, Date.parse('2026-11-21T05:00:00Z'), 0.31);
   */
  observe(state: State, at: number, value: number): Score;
  /** JSON-able numbers, versioned by the detector; 4 KB of JSON at most. */
  pack(state: State): readonly number[];
  /** The same state again: what it scores from here on is identical. Undefined when the numbers are of an unknown version: the series warms up again. */
  unpack(numbers: readonly number[]): State | undefined;
}
