/** Ends an incident whose alerts have all recovered. */
import { resolve } from '#kernel/answers.ts';
import type { Finding } from '#kernel/finding.ts';
import { hasRecovered } from '#kernel/incidents/has-recovered.ts';
import type { RoutePorts } from './ports.ts';

/** Called after the alert is written, so that of two alerts that recover at once the later one sees both. */
export const closeIfRecovered = async (ports: RoutePorts, incidentId: string, finding: Finding): Promise<void> => {
  await resolve(ports, {
    incidentId,
    by: 'route',
    reason: `Every alert has recovered, the last of them ${finding.title}: ${finding.reason}`,
    causeId: finding.id,
    onlyIf: (incident) => hasRecovered(ports.store, incident),
  });
};
