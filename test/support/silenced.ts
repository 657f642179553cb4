/** Notes each alert that ends with an incident although nobody meant it: told of after that incident's end, or not by a person. */
import type { Alert } from '#kernel/alert.ts';
import type { CorrelationStore, ResponseStore } from '#kernel/ports.ts';
import { machines } from '#kernel/reopen.ts';
import type { MemoryResponseStore } from './memory-response-store.ts';

export interface SilenceWatch {
  readonly store: ResponseStore & CorrelationStore;
  /** Sentences. */
  readonly breaches: readonly string[];
  /** To be called before a finding of this alert is tried for the first time. */
  told(fingerprint: string): void;
}

/** The order of events is that of the store's writes; how often a finding is tried again does not matter. */
export const watchSilence = (store: MemoryResponseStore): SilenceWatch => {
  const { alerts, incidents } = store.contents;
  const breaches: string[] = [];
  const telling = new Map<string, number>();
  /** When the finding began that last changed the alert. */
  const changed = new Map<string, number>();
  const ended = new Map<string, number>();
  let moment = 0;
  const isFolded = (before: Alert | undefined, after: Alert): boolean => after.folded > (before?.folded ?? 0);
  const note = (before: Alert | undefined, after: Alert): void => {
    const { fingerprint, incidentId = '' } = after;
    if (isFolded(before, after)) changed.set(fingerprint, telling.get(fingerprint) ?? 0);
    else if (before?.status === 'firing' && after.status === 'resolved') {
      if ((ended.get(incidentId) ?? 0) < (changed.get(fingerprint) ?? 0))
        breaches.push(`${after.title} ends with ${incidentId}, which had ended before`);
      // One that is only said to return is written once more.
      if (before.returning !== true && machines.includes(incidents.get(incidentId)?.resolvedBy ?? ''))
        breaches.push(`${after.title} ends with ${incidentId}, which had ended as recovered`);
    }
  };
  return {
    breaches,
    told: (fingerprint) => {
      moment += 1;
      telling.set(fingerprint, moment);
    },
    store: {
      ...store,
      putAlert: async (alert) => {
        const before = alerts.get(alert.fingerprint);
        await store.putAlert(alert);
        note(before, alert);
      },
      putIncident: async (incident) => {
        const before = incidents.get(incident.id);
        await store.putIncident(incident);
        if (incident.status !== 'resolved' || before?.status === 'resolved') return;
        moment += 1;
        ended.set(incident.id, moment);
      },
    },
  };
};
