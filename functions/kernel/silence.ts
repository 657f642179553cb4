/** A silence: nobody is told of what its matchers agree on, until it ends. */
import type { Labels } from './fingerprint.ts';
import { type Matcher, matchesAll } from './routing/matchers.ts';

export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  /** Milliseconds since the epoch. An expired silence ends when it was expired. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdBy: string;
  readonly comment: string;
  readonly updatedAt: number;
  /** For optimistic concurrency; 1 on first write. */
  readonly version: number;
}

/** Whether the silence holds at a time. */
export const isActive = ({ startsAt, endsAt }: Silence, now: number): boolean => startsAt <= now && now < endsAt;

/** The silences that hold these labels at a time. */
export const silencesOf = (silences: readonly Silence[], labels: Labels, now: number): readonly Silence[] =>
  silences.filter((silence) => isActive(silence, now) && matchesAll(silence.matchers, labels));
