/** Whether nothing fires in an incident any more. */
import type { Incident } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';

/** An alert not written yet, or written for another incident, counts as firing: it is just about to join. */
export const hasRecovered = async (store: Pick<ResponseStore, 'alert'>, incident: Incident): Promise<boolean> => {
  for (const fingerprint of incident.alerts) {
    const alert = await store.alert(fingerprint);
    if (alert?.status !== 'resolved' || alert.incidentId !== incident.id) return false;
  }
  return true;
};
