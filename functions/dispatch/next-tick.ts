/** When a group must be looked at again: at the next tick of its grid at which anything could have become due. */
import { tickFrom } from '#kernel/routing/grid.ts';
import type { FlushedAlert } from './flushed-alert.ts';
import type { Told } from './tell.ts';

/** What a flush left behind. */
export interface Aftermath {
  /** The next tick of the grid. */
  readonly dueAt: number;
  readonly intervalMs: number;
  readonly repeatIntervalMs: number;
  /** The group's alerts that remain. */
  readonly remaining: readonly FlushedAlert[];
  /** Alerts were held back: whatever holds them may end at any time. */
  readonly isHolding: boolean;
  readonly told: readonly Told[];
}

/**
 * Between two flushes nothing changes but by an announcement, which rouses the group itself; by a repeat; by the end of an alert that
 * nobody repeats; by the end of what holds alerts back; or by trying again what failed.
 */
export const nextTick = ({ dueAt, intervalMs, repeatIntervalMs, remaining, isHolding, told }: Aftermath): number => {
  if (isHolding) return dueAt;
  const times = told.map((each) => {
    // A repeat is due once more than the interval has passed.
    return each.kind === 'failed' || each.entry === undefined ? dueAt : each.entry.at + repeatIntervalMs + 1;
  });
  const ends = remaining.map(({ resolved, endsAt }) => (resolved ? dueAt : endsAt));
  const soonest = [...times, ...ends].reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  return Number.isFinite(soonest) ? tickFrom(dueAt, intervalMs, soonest) : dueAt;
};
