/** Compares two lists of notifications: within one hook and group one to one and in order; between groups order is free. */
import { isDeepStrictEqual } from 'node:util';
import type { SentNotification } from './case.ts';

type Sequences = ReadonlyMap<string, readonly SentNotification[]>;

const sequences = (sent: readonly SentNotification[]): Sequences => {
  const all = new Map<string, SentNotification[]>();
  for (const each of sent) {
    const key = `${each.hook} for ${each.groupKey}`;
    all.set(key, [...(all.get(key) ?? []), each]);
  }
  return all;
};

const said = ['status', 'groupLabels', 'commonLabels', 'commonAnnotations', 'truncatedAlerts', 'notificationReason'] as const;

/** Times that the server filled in differ by as much as its clock does from ours. */
const near = (a: number | null, b: number | null, withinMs: number): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= withinMs;

const differenceOf = (theirs: SentNotification, ours: SentNotification, withinMs: number): string | undefined => {
  for (const key of said)
    if (!isDeepStrictEqual(theirs[key], ours[key])) return `${key} ${JSON.stringify(ours[key])}, theirs ${JSON.stringify(theirs[key])}`;
  if (!near(theirs.atMs, ours.atMs, withinMs)) return `at ${ours.atMs} ms, theirs ${theirs.atMs}`;
  if (theirs.alerts.length !== ours.alerts.length) return `${ours.alerts.length} alerts, theirs ${theirs.alerts.length}`;
  for (const [index, alert] of theirs.alerts.entries()) {
    const mine = ours.alerts[index];
    const isSame =
      mine !== undefined &&
      isDeepStrictEqual(
        [mine.labels, mine.annotations, mine.status, mine.fingerprint],
        [alert.labels, alert.annotations, alert.status, alert.fingerprint],
      ) &&
      near(alert.startsAtMs, mine.startsAtMs, withinMs) &&
      near(alert.endsAtMs, mine.endsAtMs, withinMs);
    if (!isSame) return `alert ${index} ${JSON.stringify(mine)}, theirs ${JSON.stringify(alert)}`;
  }
  return undefined;
};

/** The first difference in words; undefined when there is none. */
export const firstDifference = (
  theirs: readonly SentNotification[],
  ours: readonly SentNotification[],
  withinMs: number,
): string | undefined => {
  const [wanted, got] = [sequences(theirs), sequences(ours)];
  for (const key of got.keys()) if (!wanted.has(key)) return `unexpected: ${key}`;
  for (const [key, sequence] of wanted) {
    const mine = got.get(key) ?? [];
    for (const [index, each] of sequence.entries()) {
      const other = mine[index];
      if (other === undefined) return `missing: #${index} to ${key} at ${each.atMs} ms`;
      const difference = differenceOf(each, other, withinMs);
      if (difference !== undefined) return `#${index} to ${key}: ${difference}`;
    }
    if (mine.length > sequence.length) return `one too many: #${sequence.length} to ${key} at ${mine[sequence.length]?.atMs} ms`;
  }
  return undefined;
};
