/** Resolves what still fires in a resolved incident. */
import type { Alert } from './alert.ts';
import { ConflictError } from './errors.ts';
import type { Incident } from './incident.ts';
import type { ResponseStore } from './ports.ts';

/** Lost races are decided again this often before the caller is told. */
const attempts = 5;

const belongs = (alert: Alert, incident: Incident): boolean => alert.status === 'firing' && alert.incidentId === incident.id;

const settle = async (
  store: Pick<ResponseStore, 'alert' | 'putAlert'>,
  fingerprint: string,
  incident: Incident,
  at: number,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const alert = await store.alert(fingerprint);
    if (alert === undefined || !belongs(alert, incident)) return;
    try {
      await store.putAlert({ ...alert, status: 'resolved', resolvedAt: at, version: alert.version + 1 });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === attempts) throw error;
    }
  }
};

/** Marks the incident's firing alerts as resolved at this time; those that belong to another incident by now are left alone. */
export const settleAlerts = async (store: Pick<ResponseStore, 'alert' | 'putAlert'>, incident: Incident, at: number): Promise<void> => {
  for (const fingerprint of incident.alerts) await settle(store, fingerprint, incident, at);
};
