/** One decision as a sentence, and the words that such sentences share. */
import type { TimelineEntry } from '#kernel/incident.ts';
import { readableText } from '#kernel/readable-text.ts';

/** What a sentence answers: how it began, why these alerts, by which policy, who was told, who was not, what stopped it, what runbooks did. */
export const aspects = ['began', 'alerts', 'policy', 'told', 'not_told', 'stopped', 'runbook', 'other'] as const;
export type Aspect = (typeof aspects)[number];

/** A decision in words. */
export interface Reason {
  readonly about: Aspect;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Plain text; parts of it may come from telemetry. */
  readonly says: string;
}

/** `2026-11-20 10:05:07 UTC`. */
export const timeWords = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

/** `alex, sam and robin`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** A text with a full stop at its end, on one line. */
export const sentence = (text: string): string => {
  const clean = readableText(text, 600);
  return /[.!?…]$/.test(clean) ? clean : `${clean}.`;
};

const detailText = ({ detail }: TimelineEntry, name: string): string => String(detail?.[name] ?? '');

/** Whom the message of an entry addressed, or would have; nobody for one that concerned everybody. */
export const recipientsOf = (entry: TimelineEntry): readonly string[] =>
  [detailText(entry, 'recipients'), detailText(entry, 'person')].flatMap((text) => text.split(/,\s*/)).filter((name) => name !== '');

/** Why the message of an entry was sent, or would have been: `escalated`, `reminder`. */
export const notificationReasonOf = (entry: TimelineEntry): string => detailText(entry, 'notificationReason').replaceAll('_', ' ');

/** The channels of an entry, in words. */
export const channelOf = (entry: TimelineEntry): string => detailText(entry, 'channel');

/** A message that went over several channels is one entry with all of them; others stay as they are. */
export const joinChannels = (timeline: readonly TimelineEntry[]): readonly TimelineEntry[] => {
  const messages = new Map<string, TimelineEntry[]>();
  for (const entry of timeline) {
    const ending = `/${detailText(entry, 'channel')}`;
    const message = entry.causeId.endsWith(ending) ? entry.causeId.slice(0, -ending.length) : entry.causeId;
    const key = [entry.kind, message, entry.reason].join('\n');
    messages.set(key, [...(messages.get(key) ?? []), entry]);
  }
  return [...messages.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    return [entries.length === 1 ? first : { ...first, detail: { ...first.detail, channel: listed(entries.map(channelOf)) } }];
  });
};
