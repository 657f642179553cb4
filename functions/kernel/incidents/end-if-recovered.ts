/** An incident that people took alerts from, or gave alerts to, may have nothing left that fires. */
import { type AnswerPorts, resolve } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';

/** An alert not written yet, or written for another incident, counts as firing: it is just about to join. */
const hasRecovered = async ({ store }: AnswerPorts, incident: Incident): Promise<boolean> => {
  for (const fingerprint of incident.alerts) {
    const alert = await store.alert(fingerprint);
    if (alert?.status !== 'resolved' || alert.incidentId !== incident.id) return false;
  }
  return true;
};

/** Resolves it if every alert has recovered: the recovery may have come while its alerts were on their way. */
export const endIfRecovered = async (ports: AnswerPorts, incidentId: string, causeId: string): Promise<Incident> => {
  const { incident } = await resolve(ports, {
    incidentId,
    by: 'route',
    reason: 'Every alert that is left in it has recovered.',
    causeId,
    onlyIf: (current) => hasRecovered(ports, current),
  });
  return incident;
};
