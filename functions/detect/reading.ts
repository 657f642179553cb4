/** One value of one series, on its way to the detector. */
import type { Labels } from '#kernel/fingerprint.ts';
import type { Aspect } from './registry.ts';

/** What a detector is given, and what a finding about it needs. */
export interface Reading {
  /** Identifies the series within its resource. */
  readonly key: string;
  /** The condition's name should it be anomalous: the metric's name, `span.duration`, `span.errors`. */
  readonly name: string;
  readonly aspect: Aspect;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly unit: string;
  /** Only values above what is expected are bad news. */
  readonly upOnly: boolean;
  /** Labels of the series; made only for a finding. */
  readonly labels: () => Labels;
  /** References of signals it rests on, and how many there are in all. */
  readonly signals: readonly string[];
  readonly count: number;
}

/** Why a signal gave no reading; counted in the report. */
export type Unread = 'ignored' | 'no_value' | 'late' | 'future' | 'first_of_counter' | 'overflow';
