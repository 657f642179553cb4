/** Alerts that need a response of their own: they leave their incident for a new one. */
import type { Alert } from '#kernel/alert.ts';
import { ConflictError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import { severityRank } from '#kernel/severity.ts';
import { updateIncident } from '#kernel/update-incident.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { changeIncident, type Handled, type Handling, provenance, type Refused } from './change-incident.ts';
import { endIfRecovered } from './end-if-recovered.ts';
import { listOwn } from './list-own.ts';
import type { HandlingPorts } from './merge-incidents.ts';
import { survivorOf } from './survivor.ts';

/** The most severe, of several the one that came first. */
const gravest = (alerts: readonly Alert[]): Alert | undefined =>
  alerts.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity))[0];

/** A new incident around these alerts; who takes care of the old one takes care of it, too. */
const openWith = (id: string, source: Incident, alerts: readonly Alert[], worst: Alert, now: number): Incident => {
  const { links: _, mergedInto: _into, reopenCount: _count, reopenedAt: _again, growth: _growth, ...rest } = source;
  return {
    ...rest,
    id,
    severity: worst.severity,
    category: worst.category,
    title: worst.title,
    escalationLevel: 'new',
    // Its own: findings of the group go on to join the incident that holds it.
    groupId: `${source.groupId}#${id}`,
    alerts: alerts.map(({ fingerprint }) => fingerprint),
    openedAt: now,
    updatedAt: now,
    escalating: worst.severity === 'critical',
    version: 1,
  };
};

const notThere: Refused = { refused: 'Not all of these alerts are in this incident.' };

/** The alerts that leave. One that is not written for this incident yet cannot: it would come back with its next finding. */
const leaving = async (
  { store }: HandlingPorts,
  source: Incident,
  fingerprints: readonly string[],
): Promise<readonly Alert[] | Refused> => {
  const wanted = new Set(fingerprints);
  if (source.status === 'resolved') return { refused: 'It is resolved.' };
  if (source.alerts.every((fingerprint) => wanted.has(fingerprint))) return { refused: 'At least one alert must stay.' };
  const alerts = await Promise.all([...wanted].map((fingerprint) => store.alert(fingerprint)));
  const own = alerts.filter((alert) => alert !== undefined && alert.incidentId === source.id && source.alerts.includes(alert.fingerprint));
  return own.length === wanted.size ? own.filter((alert) => alert !== undefined) : notThere;
};

/** The new incident, written once however often the split is tried. */
const open = (ports: HandlingPorts, id: string, input: Handling, fingerprints: readonly string[]): Promise<Incident | Refused> =>
  untilNoRaceIsLost(async () => {
    const known = await ports.store.incident(id);
    if (known !== undefined) return known;
    const source = await knownIncident(ports.store, input.incidentId);
    const alerts = await leaving(ports, source, fingerprints);
    if ('refused' in alerts) return alerts;
    const worst = gravest(alerts);
    if (worst === undefined) return { refused: 'Which alerts should leave?' };
    const incident = openWith(id, source, alerts, worst, ports.clock.now());
    await ports.store.putIncident(incident);
    return incident;
  });

/** The old incident without them, but for those that came back; what it was named after may have left. */
const release = async (ports: HandlingPorts, incidentId: string, own: Incident): Promise<Incident> => {
  const { incident } = await updateIncident(ports.store, incidentId, async (source) => {
    // Whoever ended it meanwhile ended what was left in it.
    if (source.status === 'resolved') return undefined;
    const stays = (alert: Alert | undefined, fingerprint: string): boolean =>
      !own.alerts.includes(fingerprint) || alert?.incidentId === source.id;
    const listed = await Promise.all(source.alerts.map(async (each) => [each, await ports.store.alert(each)] as const));
    const left = listed.filter(([fingerprint, alert]) => stays(alert, fingerprint));
    if (left.length === listed.length) return undefined;
    const worst = gravest(left.map(([, alert]) => alert).filter((alert) => alert !== undefined));
    const renamed = source.title === own.title && worst !== undefined ? { title: worst.title, category: worst.category } : {};
    return { ...source, ...renamed, alerts: left.map(([fingerprint]) => fingerprint), updatedAt: ports.clock.now() };
  });
  return incident;
};

/** What becomes of an incident that was opened for alerts it did not get. */
const dropped = (now: number) => ({ status: 'resolved', resolvedAt: now, resolvedBy: 'route', updatedAt: now }) as const;

/**
 * The alerts as they arrive. Those that the next finding took elsewhere meanwhile are none of them, and once the new incident has
 * ended none follows: what is in the old one then goes on there, for it may have fired after that end. The alert is read first, so
 * that one which moves even so was already as it is when the end came.
 */
const move = async ({ store }: HandlingPorts, from: string, own: Incident): Promise<readonly Alert[]> => {
  const arrived: Alert[] = [];
  for (const fingerprint of own.alerts)
    await untilNoRaceIsLost(async () => {
      const alert = await store.alert(fingerprint);
      const leaves = alert?.incidentId === from && (await store.incident(own.id))?.status !== 'resolved';
      const moved = leaves ? { ...alert, incidentId: own.id, version: alert.version + 1 } : alert;
      if (moved !== undefined && moved !== alert) await store.putAlert(moved);
      if (moved?.incidentId === own.id) arrived.push(moved);
    });
  return arrived;
};

/** The new incident with what arrived: somebody else may have split the same alerts off, and one may have become worse meanwhile. */
const settle = async (ports: HandlingPorts, own: Incident, arrived: readonly Alert[]): Promise<Incident> => {
  const here = new Set(arrived.map(({ fingerprint }) => fingerprint));
  const worst = gravest(arrived);
  const settled = await changeIncident(ports.store, own.id, (incident) => {
    if (incident.status === 'resolved') return 'unchanged';
    const now = ports.clock.now();
    const alerts = incident.alerts.filter((fingerprint) => here.has(fingerprint) || !own.alerts.includes(fingerprint));
    if (alerts.length === 0) return { ...incident, alerts, ...dropped(now) };
    const raises = worst !== undefined && severityRank(worst.severity) < severityRank(incident.severity);
    if (alerts.length === incident.alerts.length && !raises) return 'unchanged';
    const { severity, category, title } = raises ? worst : incident;
    return { ...incident, alerts, severity, category, title, escalating: severity === 'critical', updatedAt: now };
  });
  return 'refused' in settled ? own : settled;
};

/** The alerts go to the new incident, or to what it was merged into: that has them on its list, and waits for them. */
const bring = (ports: HandlingPorts, input: Handling, id: string, fingerprints: readonly string[]): Promise<Incident> =>
  untilNoRaceIsLost(async () => {
    // One that came to the new incident after its end was not seen by whoever ended it, or merged it.
    await listOwn(ports, fingerprints);
    const home = await survivorOf(ports.store, await knownIncident(ports.store, id));
    // When this is repeated, the incident may have been given others meanwhile: they are not to leave anything.
    const own = { ...home, alerts: fingerprints };
    const whole = await settle(ports, own, await move(ports, input.incidentId, own));
    if (whole.mergedInto !== undefined) throw new ConflictError('It was merged meanwhile.', { reason: 'merged' });
    return whole;
  });

const explain = async ({ store }: HandlingPorts, input: Handling, source: Incident, own: Incident): Promise<void> => {
  const shared = { at: own.openedAt, kind: 'split', causeId: `split-${own.id}`, by: input.by } as const satisfies Partial<TimelineEntry>;
  const detail = { alerts: own.alerts.length, ...provenance(input) };
  const count = `${own.alerts.length} ${own.alerts.length === 1 ? 'alert' : 'alerts'}`;
  await store.record({
    ...shared,
    incidentId: source.id,
    reason: `${count} left for ${own.id} (${own.title}). ${input.reason}`,
    detail: { ...detail, into: own.id },
  });
  await store.record({
    ...shared,
    incidentId: own.id,
    reason: `Opened with ${count} of ${source.id} (${source.title}). ${input.reason}`,
    detail: { ...detail, from: source.id },
  });
};

/**
 * Splits alerts off into a new incident. Refused when the incident has ended, would be empty, or does not have them; NotFoundError
 * for an unknown incident. The same cause makes the same incident, and repeating it finishes what was left undone; what the new one's
 * end found in the old one stays there. The new one escalates if it is critical; severity of the old one stays.
 */
export const splitIncident = async (ports: HandlingPorts, input: Handling, fingerprints: readonly string[]): Promise<Handled> => {
  const id = `inc-${idFrom('split', input.incidentId, input.causeId)}`;
  const opened = await open(ports, id, input, fingerprints);
  if ('refused' in opened) return opened;
  const own = { ...opened, alerts: [...new Set(fingerprints)] };
  // Before they leave the old one's list: an alert that is in neither would open another.
  const whole = await bring(ports, input, id, own.alerts);
  if (whole.alerts.length === 0) return notThere;
  const source = await release(ports, input.incidentId, own);
  // A finding, or a merge, that took them back before they left the list saw no need to add them; whoever ended the new incident
  // meanwhile could not see those that came last.
  await listOwn(ports, own.alerts);
  await explain(ports, input, source, own);
  if (whole.escalating && whole.status !== 'resolved')
    await ports.workflows.start('escalation', escalationName(whole.id, whole.reopenCount), { incidentId: whole.id });
  return { incidents: [await endIfRecovered(ports, source.id, input.causeId), await endIfRecovered(ports, whole.id, input.causeId)] };
};
