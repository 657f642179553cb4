/** Whether people are to be left in peace although something is wrong: it is silenced, somebody works on it, or another alert speaks for it. */
import { maintenanceOf } from '#calendar/maintenance.ts';
import { untilWords } from '#calendar/targets.ts';
import type { Alert } from '#kernel/alert.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { Incident } from '#kernel/incident.ts';
import type { Clock, ResponseStore } from '#kernel/ports.ts';
import { readableText } from '#kernel/readable-text.ts';
import { type Silence, silencesOf } from '#kernel/silence.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

/** Why nobody is told, and until when that holds at the longest: milliseconds since the epoch. */
export interface Suppression {
  readonly reason: 'maintenance' | 'silence' | 'inhibited';
  readonly until: number;
  /** In a sentence. */
  readonly text: string;
  /** Ids of the silences it rests on: when one of them ends early, it is looked at again. */
  readonly silences: readonly string[];
}

/** Nobody says when the source of an inhibition will end: it is looked at again after this. */
const inhibitionLookMs = 5 * 60_000;

interface SuppressionPorts extends Pick<EscalatePorts, 'inhibitedBy'> {
  readonly store: Pick<ResponseStore, 'alert' | 'silences'>;
  readonly clock: Clock;
}

/** The labels that are matched: an alert's own, with what it was judged. One not written yet is known by what its incident says of it. */
const labelsOf = (alert: Alert | undefined, incident: Incident): Labels | undefined => {
  if (alert === undefined) return { ...incident.groupLabels, severity: incident.severity, category: incident.category };
  if (alert.status !== 'firing' || alert.incidentId !== incident.id) return undefined;
  return { ...alert.labels, severity: alert.severity, category: alert.category };
};

const longest = (silences: readonly Silence[]): Silence | undefined => silences.toSorted((a, b) => b.endsAt - a.endsAt)[0];

type Holding = Omit<Suppression, 'text'> & { readonly says: string };

const ofInhibition = async (labels: Labels, inhibitedBy: SuppressionPorts['inhibitedBy'], now: number): Promise<Holding | undefined> => {
  const says = await inhibitedBy?.(labels);
  return says === undefined ? undefined : { reason: 'inhibited', until: now + inhibitionLookMs, says, silences: [] };
};

const ofLabels = (
  labels: Labels,
  silences: readonly Silence[],
  policy: Pick<EscalatePolicy, 'maintenance'>,
  now: number,
): Holding | undefined => {
  const window = maintenanceOf(policy.maintenance, labels, now);
  const silence = longest(silencesOf(silences, labels, now));
  if (window !== undefined && (silence === undefined || window.until >= silence.endsAt))
    return { reason: 'maintenance', until: window.until, says: window.reason, silences: [] };
  if (silence === undefined) return undefined;
  const says = `silence ${silence.id} of ${silence.createdBy}: ${readableText(silence.comment, 200)}`;
  return { reason: 'silence', until: silence.endsAt, says, silences: [silence.id] };
};

/** What keeps people from being told now: something for every alert that fires, until the first of it ends. Undefined when at least one alert is to be told of. */
export const suppressionOf = async (
  { store, clock, inhibitedBy }: SuppressionPorts,
  incident: Incident,
  policy: Pick<EscalatePolicy, 'maintenance'>,
): Promise<Suppression | undefined> => {
  const now = clock.now();
  const silences = await store.silences();
  if (policy.maintenance.windows.length === 0 && silences.length === 0 && inhibitedBy === undefined) return undefined;
  const found: Holding[] = [];
  for (const fingerprint of incident.alerts) {
    const labels = labelsOf(await store.alert(fingerprint), incident);
    if (labels === undefined) continue;
    const one = ofLabels(labels, silences, policy, now) ?? (await ofInhibition(labels, inhibitedBy, now));
    if (one === undefined) return undefined;
    found.push(one);
  }
  const first = found.toSorted((a, b) => a.until - b.until)[0];
  if (first === undefined) return undefined;
  return {
    reason: first.reason,
    until: first.until,
    text: `Nobody is told ${untilWords(first.until, now)}: ${first.says.replace(/\.$/, '')}.`,
    silences: [...new Set(found.flatMap((each) => each.silences))].slice(0, 50),
  };
};
