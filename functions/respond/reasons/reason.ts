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

/** The channel of an entry. */
export const channelOf = (entry: TimelineEntry): string => detailText(entry, 'channel');
