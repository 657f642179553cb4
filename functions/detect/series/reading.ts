/** One value of one series, on its way to the detector. */
import type { Labels } from '#kernel/fingerprint.ts';

/**
 * What a series measures: a level; events per second; a mean of an interval, mostly of durations; a share between 0 and 1; a high
 * quantile of an interval. In this order for ever: packed states hold the index.
 */
export const aspects = ['gauge', 'rate', 'mean', 'ratio', 'quantile'] as const;

export type Aspect = (typeof aspects)[number];

/** What a detector is given, and what a finding about it needs. */
export interface Reading {
  /** Identifies the series within its resource; begins with the family whose budget it counts in, up to the first NUL. */
  readonly key: string;
  /** The condition's name should it be anomalous: the metric's name, `span.duration`, `span.errors`. */
  readonly name: string;
  readonly aspect: Aspect;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** Where the true value lies, if it is known no better: the bucket a quantile fell into. */
  readonly bounds?: readonly [lower: number, upper: number];
  readonly unit: string;
  /** Only values above what is expected are bad news. */
  readonly upOnly: boolean;
  /** Labels of the series; made only for a finding. */
  readonly labels: () => Labels;
  /** References of signals it rests on, and how many there are in all. */
  readonly signals: readonly string[];
  readonly count: number;
  /** It stands for all series of its metric that found no room in the budget, and is scored whatever the budget. */
  readonly overflow?: true;
}

/** The least its true value may be: what is known only to lie in a bucket, is not above what lies in it as well. */
export const leastOf = ({ bounds, value }: Reading): number => bounds?.[0] ?? value;

/** Why a signal gave no reading; counted in the report. */
export type Unread = 'ignored' | 'no_value' | 'late' | 'future' | 'first_of_counter' | 'overflow';
