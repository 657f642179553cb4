/** Changes an incident without losing anybody's writing. */
import type { Incident } from './incident.ts';
import { knownIncident } from './known-incident.ts';
import { untilNoRaceIsLost } from './lost-race.ts';
import type { ResponseStore } from './ports.ts';

/** The incident afterwards; `changed: false` when somebody had done it before, or it was not to be done. */
export interface Answered {
  readonly incident: Incident;
  readonly changed: boolean;
}

/** Reads, changes and writes until no race is lost; `undefined` from `change` means nothing to do. The version is counted here. ConflictError when races never end. */
export const updateIncident = (
  store: Pick<ResponseStore, 'incident' | 'putIncident'>,
  incidentId: string,
  change: (incident: Incident) => Promise<Incident | undefined>,
): Promise<Answered> =>
  untilNoRaceIsLost(async () => {
    const incident = await knownIncident(store, incidentId);
    const changed = await change(incident);
    if (changed === undefined) return { incident, changed: false };
    const next = { ...changed, version: incident.version + 1 };
    await store.putIncident(next);
    return { incident: next, changed: true };
  });
