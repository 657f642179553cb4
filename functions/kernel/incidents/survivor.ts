/** Where the alerts of a merged incident belong. */
import type { Incident } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';

/** Merges of merges are followed this far; nobody merges more often. */
export const farthestMerge = 20;

/** The incident that this one was merged into, and that one in turn; itself when it was not. */
export const survivorOf = async (store: Pick<ResponseStore, 'incident'>, incident: Incident): Promise<Incident> => {
  let survivor = incident;
  for (let step = 0; step < farthestMerge && survivor.mergedInto !== undefined; step += 1) {
    const next = await store.incident(survivor.mergedInto);
    if (next === undefined) break;
    survivor = next;
  }
  return survivor;
};
