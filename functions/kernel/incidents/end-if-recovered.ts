/** An incident that people took alerts from, or gave alerts to, may have nothing left that fires. */
import { type AnswerPorts, resolve } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import { hasRecovered } from './has-recovered.ts';

/** Resolves it if every alert has recovered: the recovery may have come while its alerts were on their way. */
export const endIfRecovered = async (ports: AnswerPorts, incidentId: string, causeId: string): Promise<Incident> => {
  const { incident } = await resolve(ports, {
    incidentId,
    by: 'route',
    reason: 'Every alert that is left in it has recovered.',
    causeId,
    onlyIf: (current) => hasRecovered(ports.store, current),
  });
  return incident;
};
