/** The incident somebody speaks of. */
import { NotFoundError } from './errors.ts';
import type { Incident } from './incident.ts';
import type { ResponseStore } from './ports.ts';

/** NotFoundError when there is none with this id. */
export const knownIncident = async (store: Pick<ResponseStore, 'incident'>, id: string): Promise<Incident> => {
  const incident = await store.incident(id);
  if (incident === undefined) throw new NotFoundError('There is no such incident.', { reason: 'incident' });
  return incident;
};
