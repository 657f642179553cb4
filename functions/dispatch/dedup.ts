/** The deduplication stage: whether a receiver's channel needs to hear of a group again, and why. Alertmanager's reasons, in its words. */
import type { NotificationLogEntry } from '#kernel/routing/group-store.ts';

export type TellingReason =
  | 'first notification'
  | 'new alerts added'
  | 'some alerts resolved'
  | 'all alerts resolved'
  | 'repeat interval elapsed';

/** A group now, by fingerprint. */
export interface GroupNow {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
}

const within = (some: readonly string[], others: readonly string[]): boolean => {
  const known = new Set(others);
  return some.every((each) => known.has(each));
};

/** Why to tell; undefined when nothing has changed that the channel wants to hear of. `tick` is when the flush was due. */
export const tellingReason = (
  before: NotificationLogEntry | undefined,
  now: GroupNow,
  options: { readonly sendResolved: boolean; readonly repeatIntervalMs: number; readonly tick: number },
): TellingReason | undefined => {
  const { firing, resolved } = now;
  if (before === undefined) return firing.length > 0 ? 'first notification' : undefined;
  if (!within(firing, before.firing)) return before.firing.length === 0 ? 'first notification' : 'new alerts added';
  // Also where resolutions are not sent: the log must forget what fired, or its return would be no news.
  if (firing.length === 0) return before.firing.length > 0 ? 'all alerts resolved' : undefined;
  if (options.sendResolved && !within(resolved, before.resolved)) return 'some alerts resolved';
  return before.at < options.tick - options.repeatIntervalMs ? 'repeat interval elapsed' : undefined;
};

/** An entry is kept for two repeats, as Alertmanager's is until its next cleaning; 5 days at most. */
export const entryExpiresAt = (at: number, repeatIntervalMs: number): number =>
  at + Math.min(Math.max(2 * repeatIntervalMs, cleaningMs), retentionMs);

const cleaningMs = 15 * 60 * 1000;
const retentionMs = 120 * 60 * 60 * 1000;
