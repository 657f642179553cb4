/** Ends an incident whose alerts have all recovered. */
import { resolve } from '#kernel/answers.ts';
import type { Finding } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import type { RoutePorts } from './ports.ts';

/** An alert not written yet, or written for another incident, counts as firing: it is just about to join. */
const hasRecovered = async (ports: RoutePorts, incident: Incident): Promise<boolean> => {
  for (const fingerprint of incident.alerts) {
    const alert = await ports.store.alert(fingerprint);
    if (alert?.status !== 'resolved' || alert.incidentId !== incident.id) return false;
  }
  return true;
};

/** Called after the alert is written, so that of two alerts that recover at once the later one sees both. */
export const closeIfRecovered = async (ports: RoutePorts, incidentId: string, finding: Finding): Promise<void> => {
  await resolve(ports, {
    incidentId,
    by: 'route',
    reason: `Every alert has recovered, the last of them ${finding.title}: ${finding.reason}`,
    causeId: finding.id,
    onlyIf: (incident) => hasRecovered(ports, incident),
  });
};
