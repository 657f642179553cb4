/** Resolves what still fires in a resolved incident. */
import type { Alert } from './alert.ts';
import type { Incident } from './incident.ts';
import { untilNoRaceIsLost } from './lost-race.ts';
import type { ResponseStore } from './ports.ts';

type AlertStore = Pick<ResponseStore, 'alert' | 'putAlert' | 'incident'>;

const belongs = (alert: Alert, incident: Incident): boolean => alert.status === 'firing' && alert.incidentId === incident.id;

const settle = async (store: AlertStore, fingerprint: string, incident: Incident, at: number): Promise<void> => {
  const alert = await store.alert(fingerprint);
  if (alert === undefined || !belongs(alert, incident)) return;
  // Read after the alert: one that fires because the incident was opened again is not of the past.
  const current = await store.incident(incident.id);
  if (current?.status !== 'resolved') return;
  await store.putAlert({ ...alert, status: 'resolved', resolvedAt: at, version: alert.version + 1 });
};

/** Marks the incident's firing alerts as resolved at this time; those that belong to another incident by now, or to this one opened again, are left alone. */
export const settleAlerts = async (store: AlertStore, incident: Incident, at: number): Promise<void> => {
  for (const fingerprint of incident.alerts) await untilNoRaceIsLost(() => settle(store, fingerprint, incident, at));
};
