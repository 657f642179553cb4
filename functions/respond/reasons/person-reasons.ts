/** Why one person was told of an incident, or was not. Pure. */
import { onCallAt } from '#calendar/on-call.ts';
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import { type EscalationLevel, escalationLevels, type Incident, type TimelineEntry } from '#kernel/incident.ts';
import type { EscalationPolicy, Policy } from '#kernel/policy.ts';
import { reasonOf } from './incident-reasons.ts';
import { joinChannels, listed, type Reason, recipientsOf, sentence, timeWords } from './reason.ts';

/** What it follows from. */
export type PersonPolicy = Pick<Policy, 'routes' | 'escalation' | 'people' | 'schedules'>;

/** The incident's record, as far as the window goes. */
export interface PersonsWindow {
  readonly person: string;
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  /** When it is asked: the end of the window. */
  readonly at: number;
}

/** The levels by the reason their first message is sent under. */
const levelOf: Readonly<Record<string, EscalationLevel>> = {
  incident_opened: 'new',
  reopened: 'new',
  escalated: 'escalated',
  critical: 'critical',
};

const levelOfEntry = ({ detail }: TimelineEntry): EscalationLevel | undefined => levelOf[String(detail?.['notificationReason'] ?? '')];

/** Whether a target of the policy means the person at a time, in words; undefined when it has nothing to do with them. */
const meant = (
  target: string,
  person: string,
  at: number,
  policy: PersonPolicy,
): { readonly means: boolean; readonly why: string } | undefined => {
  if (target === person) return { means: true, why: `${person} is named` };
  if (target.startsWith('schedule:')) {
    const schedule = target.slice('schedule:'.length);
    const { people, because } = onCallAt(policy.schedules, schedule, at);
    const who = people.length === 0 ? 'nobody was' : `${listed(people)} ${people.length === 1 ? 'was' : 'were'}`;
    return { means: people.includes(person), why: `${who} on call for ${schedule} at ${timeWords(at)}: ${because}` };
  }
  if (!target.startsWith('team:')) return undefined;
  const team = target.slice('team:'.length);
  const role = policy.people.teams[team]?.members[person];
  if (role === undefined) return { means: false, why: `${person} is not in the team ${team}` };
  return { means: role !== 'viewer', why: `${person} is a ${role} of the team ${team}` };
};

const targetsAt = (level: EscalationLevel, escalation: EscalationPolicy, person: string, at: number, policy: PersonPolicy) => {
  const found = escalation[level].notify.map((target) => meant(target, person, at, policy)).filter((each) => each !== undefined);
  return { means: found.some(({ means }) => means), whys: found.filter(({ means }) => !means).map(({ why }) => why) };
};

/** A level that was told to others. */
const passedBy = (
  entry: TimelineEntry,
  level: EscalationLevel,
  escalation: EscalationPolicy,
  { person }: PersonsWindow,
  policy: PersonPolicy,
): Reason => {
  const others = recipientsOf(entry);
  const { means, whys } = targetsAt(level, escalation, person, entry.at, policy);
  const told = others.length === 0 ? 'a channel as a whole was told' : `${listed(others)} ${others.length === 1 ? 'was' : 'were'} told`;
  const why = means ? 'the policy was another then' : whys.length === 0 ? `the level ${level} is not for ${person}` : whys.join('; and ');
  return { about: 'not_told', at: entry.at, says: sentence(`At the level ${level} ${told}, not ${person}: ${why}`) };
};

const stops = new Set<TimelineEntry['kind']>(['acknowledged', 'resolved', 'merged', 'unanswered']);

/** Levels at which the person would have been told, had it come so far. */
const neverReached = (
  reached: ReadonlySet<EscalationLevel>,
  escalation: EscalationPolicy,
  window: PersonsWindow,
  policy: PersonPolicy,
): readonly Reason[] => {
  const { incident, person, timeline, at } = window;
  const stop = timeline.findLast(({ kind }) => stops.has(kind));
  if (!incident.escalating) {
    const says = `It was never critical (${incident.severity}): nobody is paged for it; it is on the list of incidents.`;
    return [{ about: 'not_told', at: incident.openedAt, says }];
  }
  return escalationLevels
    .filter((level) => !reached.has(level) && targetsAt(level, escalation, person, stop?.at ?? at, policy).means)
    .slice(0, 1)
    .map((level) => {
      const because =
        stop === undefined ? `it had not come to that by ${timeWords(at)}` : `${stop.by} had ${stop.kind} it by ${timeWords(stop.at)}`;
      return {
        about: 'not_told',
        at: stop?.at ?? at,
        says: sentence(`${person} would have been told at the level ${level}, but ${because}`),
      };
    });
};

/** What the person was told and what not, each with its reason, in order of time. */
export const personReasons = (window: PersonsWindow, policy: PersonPolicy): readonly Reason[] => {
  const { person, incident } = window;
  const timeline = joinChannels(window.timeline);
  const escalation = escalationPolicyOf(incident, policy);
  const concerns = (entry: TimelineEntry): boolean => recipientsOf(entry).length === 0 || recipientsOf(entry).includes(person);
  const notified = timeline.filter(({ kind }) => kind === 'notified');
  const own = notified.filter((entry) => recipientsOf(entry).includes(person)).map(reasonOf);
  const held = timeline
    .filter((entry) => (entry.kind === 'suppressed' || entry.kind === 'notification_failed') && concerns(entry))
    .map(reasonOf);
  const others = notified.filter((entry) => !recipientsOf(entry).includes(person));
  const passed = others.flatMap((entry) => {
    const level = levelOfEntry(entry);
    return level === undefined ? [] : [passedBy(entry, level, escalation, window, policy)];
  });
  const reached = new Set(
    [...notified, ...timeline.filter(({ kind }) => kind === 'suppressed')].flatMap((entry) => {
      const level = levelOfEntry(entry) ?? escalationLevels.find((each) => each === entry.detail?.['level']);
      return level === undefined ? [] : [level];
    }),
  );
  const missed = own.length > 0 ? [] : neverReached(reached, escalation, window, policy);
  return [...own, ...held, ...passed, ...missed].toSorted((a, b) => a.at - b.at);
};
