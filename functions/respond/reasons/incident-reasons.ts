/** Why an incident is as it is, from its written record. Pure. */
import type { Alert } from '#kernel/alert.ts';
import { compareText } from '#kernel/compare-text.ts';
import type { Incident, TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import {
  type Aspect,
  aspects,
  channelOf,
  joinChannels,
  listed,
  notificationReasonOf,
  type Reason,
  recipientsOf,
  sentence,
} from './reason.ts';

const aspectOf: Readonly<Partial<Record<TimelineKind, Aspect>>> = {
  opened: 'began',
  reopened: 'began',
  split: 'began',
  alert_joined: 'alerts',
  severity_raised: 'alerts',
  alert_resolved: 'alerts',
  linked: 'alerts',
  merged: 'alerts',
  escalated: 'policy',
  notified: 'told',
  suppressed: 'not_told',
  notification_failed: 'not_told',
  acknowledged: 'stopped',
  handed_over: 'stopped',
  acknowledgement_stale: 'stopped',
  unanswered: 'stopped',
  resolved: 'stopped',
};

const isAboutRunbooks = (kind: TimelineKind): boolean => kind.startsWith('remediation_') || kind.startsWith('approval_');

const toldWords = (entry: TimelineEntry): string => {
  const people = recipientsOf(entry);
  const who =
    people.length === 0
      ? `The channel ${channelOf(entry)} was told`
      : `${listed(people)} ${people.length === 1 ? 'was' : 'were'} told through ${channelOf(entry)}`;
  return `${who} (${notificationReasonOf(entry)}): ${sentence(entry.reason)}`;
};

const failedWords = (entry: TimelineEntry): string => {
  const people = recipientsOf(entry);
  const whom = people.length === 0 ? '' : ` to ${listed(people)}`;
  return `A message${whom} through ${channelOf(entry)} (${notificationReasonOf(entry)}) was not delivered: ${sentence(entry.reason)}`;
};

const heldWords = (entry: TimelineEntry): string => {
  const people = recipientsOf(entry);
  const whom = people.length === 0 ? '' : `${listed(people)} ${people.length === 1 ? 'was' : 'were'} not told. `;
  const why = String(entry.detail?.['control'] ?? entry.detail?.['reason'] ?? '').replaceAll('_', ' ');
  return `${whom}${sentence(entry.reason)}${why === '' ? '' : ` (${why})`}`;
};

const answeredWords = (entry: TimelineEntry): string =>
  entry.kind === 'resolved' ? `${entry.by} resolved it: ${sentence(entry.reason)}` : sentence(entry.reason);

/** One entry in words. */
export const reasonOf = (entry: TimelineEntry): Reason => {
  const about = aspectOf[entry.kind] ?? (isAboutRunbooks(entry.kind) ? 'runbook' : 'other');
  const words = { told: toldWords, not_told: entry.kind === 'notification_failed' ? failedWords : heldWords, stopped: answeredWords };
  const say =
    about === 'told' || about === 'not_told' || about === 'stopped' ? words[about] : (given: TimelineEntry) => sentence(given.reason);
  return { about, at: entry.at, says: say(entry) };
};

/** What is told of one alert; more are counted. */
const shownAlerts = 20;

type LinkedAlert = Alert & { readonly links?: readonly { readonly by: string; readonly strength: number; readonly reason: string }[] };

const alertWords = ({ title, links = [] }: LinkedAlert): string | undefined => {
  if (links.length === 0) return undefined;
  const why = links.slice(0, 3).map(({ by, strength, reason }) => `${reason} (${by}, ${Math.round(strength * 100)} %)`);
  return sentence(`${title} is in it because ${why.join('; and ')}`);
};

const alertReasons = (incident: Incident, alerts: readonly LinkedAlert[]): readonly Reason[] => {
  const linked = alerts.flatMap((alert) => {
    const says = alertWords(alert);
    return says === undefined ? [] : [{ about: 'alerts', at: alert.firstSeenAt, says } as const];
  });
  if (linked.length <= shownAlerts) return linked;
  const more = `${linked.length - shownAlerts} more alerts are in it for reasons like these.`;
  return [...linked.slice(0, shownAlerts), { about: 'alerts', at: incident.updatedAt, says: more }];
};

const policyReason = ({ route, groupKey, escalation, severity, openedAt }: Incident): Reason => {
  const way = `It came by ${route === '{}' ? 'the root of the routes' : `the route ${route}`}, in the group ${groupKey}`;
  const who =
    severity === 'critical'
      ? `it follows the escalation policy ${escalation ?? '(the first)'}`
      : `nobody is paged for what is only ${severity}`;
  return { about: 'policy', at: openedAt, says: sentence(`${way}; ${who}`) };
};

/** In order of what they are about, and of time. */
export const incidentReasons = (
  incident: Incident,
  alerts: readonly LinkedAlert[],
  timeline: readonly TimelineEntry[],
): readonly Reason[] => {
  const all = [...joinChannels(timeline).map(reasonOf), policyReason(incident), ...alertReasons(incident, alerts)];
  if (!timeline.some(({ kind }) => kind === 'notified'))
    all.push({ about: 'not_told', at: incident.updatedAt, says: 'Nobody has been told of it so far.' });
  return all.toSorted((a, b) => aspects.indexOf(a.about) - aspects.indexOf(b.about) || a.at - b.at || compareText(a.says, b.says));
};
