/** What becomes of the alerts of a resolved incident: they are resolved, or belong to the incident it was merged into. */
import type { Alert } from './alert.ts';
import type { Incident } from './incident.ts';
import { survivorOf } from './incidents/survivor.ts';
import { untilNoRaceIsLost } from './lost-race.ts';
import type { ResponseStore } from './ports.ts';

type AlertStore = Pick<ResponseStore, 'alert' | 'putAlert' | 'incident'>;

/** The alert as the end of its incident leaves it; undefined when it stays as it is. */
const settled = (alert: Alert, incident: Incident, survivor: Incident, at: number | undefined): Alert | undefined => {
  if (alert.incidentId !== incident.id) return undefined;
  const ends = alert.status === 'firing' && at !== undefined;
  if (!ends && survivor.id === incident.id) return undefined;
  return { ...alert, incidentId: survivor.id, ...(ends ? { status: 'resolved', resolvedAt: at } : {}), version: alert.version + 1 };
};

/**
 * Marks the incident's firing alerts as resolved at this time; those of a merged incident move, firing or not, and end only if the
 * survivor has ended. Those that belong to another incident by now, or to this one opened again, are left alone.
 */
export const settleAlerts = async (store: AlertStore, incident: Incident, at: number): Promise<void> => {
  const survivor = await survivorOf(store, incident);
  const end = survivor.id === incident.id ? at : survivor.resolvedAt;
  for (const fingerprint of incident.alerts)
    await untilNoRaceIsLost(async () => {
      const alert = await store.alert(fingerprint);
      const after = alert && settled(alert, incident, survivor, end);
      if (after === undefined) return;
      // Read after the alert: one that fires because the incident was opened again is not of the past.
      if ((await store.incident(incident.id))?.status === 'resolved') await store.putAlert(after);
    });
};
