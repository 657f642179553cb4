/** Asks for a second opinion on anomalies that are bad enough. An opinion that cannot be asked for costs nothing. */
import type { Incident } from '#kernel/incident.ts';
import { severityRank } from '#kernel/severity.ts';
import type { Placed } from './firing.ts';
import type { RoutePorts } from './ports.ts';

/** Before the alerts are written: what is interrupted is asked for again, and whoever is asked knows what was asked before. */
export const askOpinions = async (
  { opinions, log }: Pick<RoutePorts, 'opinions' | 'log'>,
  incidentId: Incident['id'],
  placed: readonly Placed[],
): Promise<void> => {
  if (opinions === undefined) return;
  for (const { lead } of placed) {
    const isWorthIt = lead.kind === 'anomaly' && severityRank(lead.severity) <= severityRank(opinions.from);
    if (!isWorthIt || lead.evidence.keptFromModels === true) continue;
    try {
      await opinions.ask(incidentId, lead.fingerprint);
    } catch (error) {
      log.warn('an opinion could not be asked for', { incidentId, error: error instanceof Error ? error.name : 'unknown' });
    }
  }
};
