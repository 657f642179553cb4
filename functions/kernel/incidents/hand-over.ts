/** Somebody else takes care from now on. */
import { changeIncident, type Handled, type Handling, provenance } from './change-incident.ts';
import type { LinkingPorts } from './link-incidents.ts';

/**
 * The incident, acknowledged by another person. The acknowledgement is a new one: it goes stale so long after the hand-over. Refused
 * when nobody takes care of it. The same hand-over again changes nothing. NotFoundError for an unknown incident.
 */
export const handOver = async (ports: LinkingPorts, input: Handling, to: string): Promise<Handled> => {
  let from = '';
  const incident = await changeIncident(ports.store, input.incidentId, (current) => {
    if (current.status === 'resolved') return { refused: 'It is resolved.' };
    if (current.status !== 'acknowledged') return { refused: 'Nobody has acknowledged it; there is nothing to hand over.' };
    from = current.acknowledgedBy ?? 'somebody';
    if (from === to) return 'unchanged';
    const now = ports.clock.now();
    return { ...current, acknowledgedBy: to, acknowledgedAt: now, updatedAt: now };
  });
  if ('refused' in incident) return incident;
  if (from !== to)
    await ports.store.record({
      incidentId: incident.id,
      at: incident.acknowledgedAt ?? incident.updatedAt,
      kind: 'handed_over',
      causeId: `hand-over-${incident.acknowledgedAt ?? incident.updatedAt}`,
      by: input.by,
      reason: `${from} hands it over to ${to}. ${input.reason}`,
      detail: { from, to, ...provenance(input) },
    });
  return { incidents: [incident] };
};
