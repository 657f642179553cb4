/** Incidents that are merged into each other at the same moment: at most one of them ends by it. */
import type { Incident } from '#kernel/incident.ts';
import type { Clock, ResponseStore } from '#kernel/ports.ts';
import { changeIncident, type Handling, type Refused } from './change-incident.ts';
import { farthestMerge } from './survivor.ts';

interface IntentPorts {
  readonly store: Pick<ResponseStore, 'incident' | 'putIncident'>;
  readonly clock: Clock;
}

/** Whoever has not ended its incident within the first lets go; the second, which others wait for, allows for clocks that differ. */
const withinMs = 30_000;
const believedMs = 60_000;

export const hasEnded = ({ mergedInto }: Incident): Refused => ({
  refused: mergedInto === undefined ? 'It is resolved.' : `It was merged into ${mergedInto} before.`,
});

export const crossed = (into: string): Refused => ({
  refused: `${into} is being merged as well at this moment. Look again in a minute, then repeat it.`,
});

/** Comes before anything else changes: of several, whoever says so last sees the others'. */
export const announceMerge = (ports: IntentPorts, { incidentId, causeId }: Handling, into: string): Promise<Incident | Refused> =>
  changeIncident(ports.store, incidentId, (source) => {
    if (source.mergedInto === into) return 'unchanged';
    return source.status === 'resolved' ? hasEnded(source) : { ...source, merging: { into, causeId, at: ports.clock.now() } };
  });

/** Nothing comes of it. */
export const retractMerge = ({ store }: IntentPorts, { incidentId, causeId }: Handling): Promise<Incident | Refused> =>
  changeIncident(store, incidentId, ({ merging, ...source }) => (merging?.causeId === causeId ? source : 'unchanged'));

/** Whether nobody else meant something else since. */
export const stillMeant = (merging: Incident['merging'], causeId: string, now: number): boolean =>
  merging?.causeId === causeId && now - merging.at < withinMs;

/** Whether the survivor is itself about to end in the one that is merged into it, by however many merges. */
export const leadsBack = async ({ store, clock }: IntentPorts, into: string, incidentId: string): Promise<boolean> => {
  let at: string | undefined = into;
  for (let step = 0; step < farthestMerge && at !== undefined; step += 1) {
    const incident: Incident | undefined = await store.incident(at);
    const merging = incident?.merging;
    at = incident?.mergedInto ?? (merging !== undefined && clock.now() - merging.at < believedMs ? merging.into : undefined);
    if (at === incidentId) return true;
  }
  return false;
};
