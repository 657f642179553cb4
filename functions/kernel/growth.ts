/** Another critical alert fires in an incident: whoever takes care of it hears so, and nothing that held before silences it. */
import { type EscalationAnswer, type TellPorts, tellEscalation } from './escalation-answers.ts';
import type { Incident } from './incident.ts';
import type { Clock, ResponseStore } from './ports.ts';
import { updateIncident } from './update-incident.ts';

/** What telling of growth needs of the outside world. */
export interface GrowthPorts extends TellPorts {
  readonly store: Pick<ResponseStore, 'incident' | 'putIncident' | 'pending'>;
  readonly clock: Clock;
}

/** Which alert, by what finding. */
export interface Growth {
  readonly incidentId: string;
  /** The finding: telling of the same one again has no second effect. */
  readonly causeId: string;
  /** The alert's title. */
  readonly title: string;
}

const grows = ({ status, alerts, growth }: Incident, causeId: string): boolean =>
  status === 'acknowledged' && alerts.length > 1 && growth?.causeId !== causeId;

/**
 * To be called after the write of an alert that begins to fire in an incident, or becomes critical there. Acknowledged: those who
 * were told hear of it, and the acknowledgement's clock goes on. Open: an escalation that waits out a silence or a maintenance
 * looks whether they hold this alert too. Resolved: nothing.
 */
export const tellOfGrowth = async (ports: GrowthPorts, { incidentId, causeId, title }: Growth): Promise<void> => {
  const { incident } = await updateIncident(ports.store, incidentId, async (current) =>
    grows(current, causeId) ? { ...current, growth: { causeId, title }, updatedAt: ports.clock.now() } : undefined,
  );
  const answer = { by: 'route', at: ports.clock.now() } satisfies Partial<EscalationAnswer>;
  if (incident.status === 'acknowledged' && incident.growth !== undefined)
    await tellEscalation(ports, incident, { outcome: 'grown', ...answer });
  else if (incident.status === 'open') await tellEscalation(ports, incident, { outcome: 'reconsider', ...answer });
};
