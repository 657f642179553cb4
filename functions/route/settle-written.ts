/** What is looked at once alerts are written: an alert's record and its incident are two writes, and others come in between. */
import type { Alert } from '#kernel/alert.ts';
import type { Incident } from '#kernel/incident.ts';
import { silentAfterMs } from '#kernel/incidents/close-if-silent.ts';
import { listOwn } from '#kernel/incidents/list-own.ts';
import { maxListedAlerts } from '#kernel/incidents/max-listed-alerts.ts';
import { reopen } from '#kernel/reopen.ts';
import { settleAlerts } from '#kernel/settle-alerts.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';

const unlisted = ({ alerts }: Incident, fingerprints: readonly string[]): readonly string[] =>
  alerts.length >= maxListedAlerts ? [] : fingerprints.filter((fingerprint) => !alerts.includes(fingerprint));

/** One that fires in an incident which has ended without having it on its list. */
const overlooked = async ({ store }: RoutePorts, incident: Incident, missing: readonly string[]): Promise<Alert | undefined> => {
  if (incident.status !== 'resolved') return undefined;
  for (const fingerprint of missing) {
    const alert = await store.alert(fingerprint);
    if (alert?.status === 'firing' && alert.incidentId === incident.id) return alert;
  }
  return undefined;
};

/** Whoever closed it as recovered, or silent, did so without an alert that was off its list just then; what a person ended stays so. */
const openAgain = async (ports: RoutePorts, policy: RoutePolicy, ended: Incident, alert: Alert): Promise<Incident> => {
  const { incident } = await reopen(ports, {
    incidentId: ended.id,
    by: 'route',
    reason: `${alert.title} fires in it, and was not on its list when it ended.`,
    causeId: alert.recentFindings.at(-1) ?? alert.fingerprint,
  });
  const isOpen = incident.status !== 'resolved';
  if (isOpen && !incident.escalating) await ports.watch(incident.id, ports.clock.now() + silentAfterMs(alert, policy.routes));
  return incident;
};

/**
 * To be called with the alerts that were written for an incident. A person who ended it between joining it and writing the alert
 * could not see the alert, and meant it too. Whoever took the alert off its list in between thought that it was elsewhere. Looks
 * once more after listing: the incident may have ended just before that.
 */
export const settleWritten = async (
  ports: RoutePorts,
  policy: RoutePolicy,
  incidentId: string,
  fingerprints: readonly string[],
): Promise<void> => {
  for (let look = 0; look < 2; look += 1) {
    const known = await ports.store.incident(incidentId);
    if (known === undefined) return;
    const missing = unlisted(known, fingerprints);
    const alert = await overlooked(ports, known, missing);
    const incident = alert === undefined ? known : await openAgain(ports, policy, known, alert);
    if (incident.resolvedAt !== undefined) await settleAlerts(ports.store, incident, incident.resolvedAt);
    if (missing.length === 0) return;
    await listOwn(ports, missing);
  }
};
