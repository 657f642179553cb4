/** An alert's record and its incident's list are two writes: whoever makes one of them looks afterwards whether the other still agrees. */
import type { Clock, ResponseStore } from '#kernel/ports.ts';
import { settleAlerts } from '#kernel/settle-alerts.ts';
import { changeIncident } from './change-incident.ts';
import { maxListedAlerts } from './max-listed-alerts.ts';
import { survivorOf } from './survivor.ts';

interface ListingPorts {
  readonly store: Pick<ResponseStore, 'alert' | 'putAlert' | 'incident' | 'putIncident'>;
  readonly clock: Clock;
}

/** The alert is read after the incident: one that leaves it meanwhile is not listed again. */
const list = async ({ store, clock }: ListingPorts, incidentId: string, fingerprint: string): Promise<void> => {
  await changeIncident(store, incidentId, async (incident) => {
    const { status, alerts } = incident;
    if (status === 'resolved' || alerts.includes(fingerprint) || alerts.length >= maxListedAlerts) return 'unchanged';
    if ((await store.alert(fingerprint))?.incidentId !== incidentId) return 'unchanged';
    return { ...incident, alerts: [...alerts, fingerprint], updatedAt: clock.now() };
  });
};

/**
 * Puts each alert back on the list of the incident its record names, if it is missing there, as far as lists go. One whose incident
 * has ended ends with it, or goes on in the incident it was merged into. To be called after a list lost alerts, and after an
 * alert was written whose incident does not list it: of two who do so at once, the later one sees both.
 */
export const listOwn = async (ports: ListingPorts, fingerprints: readonly string[]): Promise<void> => {
  for (const fingerprint of fingerprints) {
    const { incidentId } = (await ports.store.alert(fingerprint)) ?? {};
    const home = incidentId === undefined ? undefined : await ports.store.incident(incidentId);
    if (home === undefined) continue;
    if (home.resolvedAt !== undefined) await settleAlerts(ports.store, { ...home, alerts: [fingerprint] }, home.resolvedAt);
    await list(ports, (await survivorOf(ports.store, home)).id, fingerprint);
  }
};
