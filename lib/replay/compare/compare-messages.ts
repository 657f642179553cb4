/** Who hears what and when, under one policy and under the other. */
import type { NotificationReason } from '#kernel/incident.ts';
import type { IncidentReport } from '../report.ts';
import type { Pairing } from './incident-pairs.ts';

/** What asks for an answer pages; the rest is told. */
const pages: ReadonlySet<string> = new Set<NotificationReason>([
  'incident_opened',
  'escalated',
  'critical',
  'reminder',
  'acknowledgement_stale',
  'approval_requested',
]);

/** Of one person under one policy. */
export interface Burden {
  readonly pages: number;
  /** Milliseconds since the epoch; absent when never paged. */
  readonly firstPageAt?: number;
  readonly messages: number;
}

export interface PersonDifference {
  readonly person: string;
  readonly a: Burden;
  readonly b: Burden;
}

/** The same message under both policies; a time is absent where it is not sent. */
export interface MessageDifference {
  readonly notificationReason: string;
  readonly people: readonly string[];
  readonly isPage: boolean;
  readonly a?: number;
  readonly b?: number;
}

interface Heard {
  readonly person: string;
  readonly notificationReason: string;
  readonly at: number;
}

const heardIn = (incidents: readonly IncidentReport[]): readonly Heard[] =>
  incidents
    .flatMap(({ sent }) =>
      sent.flatMap(({ recipients, notificationReason, at }) =>
        recipients
          .split(', ')
          .filter((person) => person !== '')
          .map((person) => ({ person, notificationReason, at })),
      ),
    )
    .toSorted((a, b) => a.at - b.at);

const burdenOf = (person: string, heard: readonly Heard[]): Burden => {
  const own = heard.filter((each) => each.person === person);
  const asking = own.filter(({ notificationReason }) => pages.has(notificationReason));
  const [first] = asking;
  return { pages: asking.length, ...(first === undefined ? {} : { firstPageAt: first.at }), messages: own.length };
};

/** Everybody who hears anything under either policy, by name. */
export const comparePeople = (a: readonly IncidentReport[], b: readonly IncidentReport[]): readonly PersonDifference[] => {
  const [heardA, heardB] = [heardIn(a), heardIn(b)];
  const people = [...new Set([...heardA, ...heardB].map(({ person }) => person))].sort();
  return people.map((person) => ({ person, a: burdenOf(person, heardA), b: burdenOf(person, heardB) }));
};

/** One person's messages of one reason: the first with the first, the second with the second. */
const pairInOrder = (a: readonly number[], b: readonly number[]): readonly { readonly a?: number; readonly b?: number }[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, index) => ({
    ...(a[index] === undefined ? {} : { a: a[index] }),
    ...(b[index] === undefined ? {} : { b: b[index] }),
  }));

const whenOf = ({ a, b }: MessageDifference): number => Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY);

/** Every message about incidents that belong together, in order of time; people who hear the same at the same times are one line. */
export const compareMessages = ({ a, b }: Pairing): readonly MessageDifference[] => {
  const keyOf = ({ person, notificationReason }: Heard): string => JSON.stringify([notificationReason, person]);
  const [heardA, heardB] = [Map.groupBy(heardIn(a), keyOf), Map.groupBy(heardIn(b), keyOf)];
  const lines = new Map<string, MessageDifference>();
  for (const key of new Set([...heardA.keys(), ...heardB.keys()])) {
    const [notificationReason, person] = JSON.parse(key) as [string, string];
    const times = (heard: ReadonlyMap<string, readonly Heard[]>) => (heard.get(key) ?? []).map(({ at }) => at);
    for (const pair of pairInOrder(times(heardA), times(heardB))) {
      const same = JSON.stringify([notificationReason, pair.a, pair.b]);
      const people = [...(lines.get(same)?.people ?? []), person];
      lines.set(same, { notificationReason, people, isPage: pages.has(notificationReason), ...pair });
    }
  }
  return [...lines.values()].sort((one, other) => whenOf(one) - whenOf(other));
};
