/** Plug-in contract: a detector scores a series online: no look-ahead, small serialisable state, resumable at any sample. Pure. */
export interface Score {
  /** False while the series warms up: the bounds are a first guess, and no value is judged by them. */
  readonly judged: boolean;
  /** 0 (as expected) to 1; alarm at 0.5 and above. */
  readonly score: number;
  readonly expected: number;
  /** Bounds of what would have been unsurprising. */
  readonly lower: number;
  readonly upper: number;
}

/** One way to score; `State` is plain data. */
export interface Detector<State = unknown> {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** A fresh state. */
  start(): State;
  /** Scores one sample (ms epoch, finite value) and returns the state after it; never throws, never NaN. Duplicate or earlier timestamps leave the state as it was. */
  observe(state: State, at: number, value: number): { readonly state: State; readonly score: Score };
  /** JSON-able numbers, versioned by the detector. */
  pack(state: State): readonly number[];
  /** Undefined when the numbers are of an unknown version: the series warms up again. */
  unpack(numbers: readonly number[]): State | undefined;
}
