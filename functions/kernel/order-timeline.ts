/** The order in which a timeline is read. */
import { compareText } from './compare-text.ts';
import { type TimelineEntry, timelineKinds } from './incident.ts';

const rank = new Map<string, number>(timelineKinds.map((kind, index) => [kind, index]));

/** By time; what happened in the same millisecond, in the order in which such things follow each other. Any store gives the same order. */
export const orderTimeline = (entries: readonly TimelineEntry[]): readonly TimelineEntry[] =>
  entries.toSorted((a, b) => a.at - b.at || (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) || compareText(a.causeId, b.causeId));
