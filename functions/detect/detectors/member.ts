/** A detector that can say in a sentence what it found: one voice of the ensemble. */
import type { Detector, Score } from '#kernel/detector.ts';

/** Writes values of the series with their unit: `865 ms`, `16.2 to 146 ms`. */
export interface Writing {
  amount(value: number): string;
  range(lower: number, upper: number): string;
}

/** What a finding tells of what a detector found. */
export interface Account {
  /** First evidence; ms epoch. Undefined where it is the alarm's own beginning. */
  readonly since: number | undefined;
  /** What was expected and what was seen, without a full stop: `Seen 865 ms where 16.2 to 146 ms was expected`. */
  readonly sentence: string;
}

export interface Member<State = unknown> extends Detector<State> {
  /** Of the sample just observed, while it is news or abnormal. */
  account(state: State, value: number, score: Score, writing: Writing): Account;
}

/** The sentence of a detector that knows bounds and nothing more. */
export const accountOfBounds = (value: number, { lower, upper }: Score, writing: Writing): Account => ({
  since: undefined,
  sentence: `Seen ${writing.amount(value)} where ${writing.range(lower, upper)} was expected`,
});
