/** The record of what was held back in a flush, bounded. */
import type { GroupHead, Suppression } from '#kernel/routing/group-store.ts';
import type { Held } from './holds.ts';

/** Fingerprints named in one record, and records of one flush; the counts are of all. */
const named = 50;
const records = 20;

export const suppressionsOf = (head: GroupHead, receiver: string, held: readonly Held[], at: number): readonly Suppression[] =>
  held.slice(0, records).map(({ reason, by, alerts, text }) => ({
    groupId: head.groupId,
    groupKey: head.groupKey,
    receiver,
    at,
    reason,
    by: by.slice(0, named),
    fingerprints: alerts.slice(0, named).map(({ fingerprint }) => fingerprint),
    count: alerts.length,
    text,
  }));
