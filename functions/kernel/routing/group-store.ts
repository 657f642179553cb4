/** What grouping keeps between two flushes, and who wakes it: ports of `route`, which announces alerts, and `dispatch`, which tells of them. */
import type { SuppressionReason } from '#kernel/alert.ts';
import type { Labels } from '#kernel/fingerprint.ts';

/** A group of alerts as it stands. Times are milliseconds since the epoch. */
export interface GroupHead {
  readonly groupId: string;
  /** For people and receivers, and for the notification log. */
  readonly groupKey: string;
  /** `Route.id`. */
  readonly routeId: string;
  readonly groupLabels: Labels;
  /** A group ends with its last alert; the next one begins its next life. */
  readonly alive: boolean;
  /** Counts its lives from 1: timers of an earlier one are void. */
  readonly generation: number;
  /** The next tick of its own grid. */
  readonly dueAt: number;
  /** The tick it is woken for, where a timer was set since the last flush. */
  readonly wakeAt?: number;
  /** The flush that is going on, and when whoever does it must be dead. */
  readonly flushing?: { readonly tick: number; readonly until: number };
  /** Fingerprints taken in by the last flush. */
  readonly members: readonly string[];
  /** What was last written down as held back, as a hash: the same is not written twice in a row. */
  readonly held?: string;
  /** For optimistic concurrency; 1 on first write. */
  readonly version: number;
}

/** Alerts announced to a group since its last flush. */
export interface MemberSegment {
  readonly id: string;
  readonly fingerprints: readonly string[];
}

/** What a receiver's channel was last told of a group. */
export interface NotificationLogEntry {
  readonly at: number;
  /** Fingerprints. */
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  /** The channel's own name for its message: the next one updates it or answers in its thread. */
  readonly reference?: string;
  /** After this it counts as never told. */
  readonly expiresAt: number;
}

/** A decision not to tell. */
export interface Suppression {
  readonly groupId: string;
  readonly groupKey: string;
  readonly receiver: string;
  readonly at: number;
  readonly reason: SuppressionReason;
  /** What holds it: silences, the inhibiting alert, time intervals, the notification before. */
  readonly by: readonly string[];
  /** The first of them; `count` are all. */
  readonly fingerprints: readonly string[];
  readonly count: number;
  /** In a sentence. */
  readonly text: string;
}

/** Group state: one head a group, and segments that are only ever added, so that many announcers never contend. */
export interface GroupStore {
  group(groupId: string): Promise<GroupHead | undefined>;
  /** Writes `head.version`; false unless the stored version is one less (absent for 1). */
  putGroup(head: GroupHead): Promise<boolean>;
  /** Adds a segment; again under the same id changes nothing. `at` bounds how long a forgotten one is kept. */
  announceMembers(groupId: string, segment: MemberSegment, at: number): Promise<void>;
  /** In order of id. */
  memberSegments(groupId: string): Promise<readonly MemberSegment[]>;
  dropSegments(groupId: string, ids: readonly string[]): Promise<void>;
  /** By integration. */
  notificationLog(groupKey: string): Promise<ReadonlyMap<string, NotificationLogEntry>>;
  logNotification(groupKey: string, integration: string, entry: NotificationLogEntry): Promise<void>;
  /** Kept for 90 days; the same group, reason and time once. */
  recordSuppression(suppression: Suppression): Promise<void>;
  /** Of one group, newest first. */
  suppressions(groupId: string, limit: number): Promise<readonly Suppression[]>;
}

/** Alerts that may inhibit others, by what they are asked for: the rule's sources, and the labels that must be equal. */
export interface InhibitionSources {
  /** `indexed` is the one that Alertmanager's index would hold. */
  inhibitionSources(cause: string): Promise<{ readonly indexed: string | undefined; readonly fingerprints: readonly string[] }>;
  addInhibitionSource(cause: string, fingerprint: string, at: number): Promise<void>;
  indexInhibitionSource(cause: string, fingerprint: string, at: number): Promise<void>;
}

/** A wake-up call for a group. */
export interface GroupTimer {
  readonly groupId: string;
  readonly generation: number;
  readonly tick: number;
}

/** Wakes groups, at least once each, not before the time asked for. */
export interface Timers {
  wake(timer: GroupTimer, at: number): Promise<void>;
}
