/** Two incidents that an alert has to do with are one: the younger goes into the older, unless somebody takes care of either. */
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import type { Bridge } from './place.ts';
import type { RoutePorts } from './ports.ts';

/** After the alert is written. An incident that somebody has acknowledged is theirs to merge. */
export const mergeBridged = async (ports: RoutePorts, { firing, one, other }: Bridge): Promise<void> => {
  const both = await Promise.all([ports.store.incident(one.id), ports.store.incident(other.id)]);
  const [older, younger] = both
    .filter((incident) => incident !== undefined)
    .sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
  if (older?.status !== 'open' || younger?.status !== 'open') return;
  const ties = [...one.links.slice(0, 1), ...other.links.slice(0, 1)].map(({ reason }) => reason).join('; ');
  const reason = `${firing.lead.title} has to do with both: ${ties}.`;
  const merged = await mergeIncidents(ports, { incidentId: younger.id, by: 'route', reason, causeId: firing.lead.id }, older.id);
  if ('refused' in merged) return;
  const { incidents } = await ports.store.recent(firing.environment);
  const services = Object.values(incidents.find(({ incidentId }) => incidentId === younger.id)?.services ?? {});
  if (services.length > 0) await ports.store.growRecent(firing.environment, older.id, services);
};
