/** The workflow waits: its token is kept for whoever answers. An answer that came before the wait is handed over at once. */
import { type EscalationAnswer, escalationPendingId } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { InputOf } from './input.ts';
import type { EscalatePorts } from './ports.ts';

const answerIn = (incident: Incident, waitingFor: 'answer' | 'resolution'): EscalationAnswer | undefined => {
  const { status, resolvedAt, resolvedBy, acknowledgedAt, acknowledgedBy } = incident;
  if (status === 'resolved') return { outcome: 'resolved', by: resolvedBy ?? 'unknown', at: resolvedAt ?? incident.updatedAt };
  if (status === 'acknowledged' && waitingFor === 'answer')
    return { outcome: 'acknowledged', by: acknowledgedBy ?? 'unknown', at: acknowledgedAt ?? incident.updatedAt };
  return undefined;
};

/** Whoever answers writes the incident first and looks for the token then; we keep the token first and look at the incident then: one of both sees the other. */
export const awaitAnswer = async (input: InputOf<'await'>, ports: EscalatePorts): Promise<{ readonly waiting: boolean }> => {
  const now = ports.clock.now();
  await ports.store.putPending({
    id: escalationPendingId(input.incidentId),
    incidentId: input.incidentId,
    purpose: 'escalation',
    taskToken: input.taskToken,
    createdAt: now,
    expiresAt: now + input.waitSeconds * 1000,
    detail: { waitingFor: input.waitingFor, level: input.level },
  });
  const answer = answerIn(await knownIncident(ports.store, input.incidentId), input.waitingFor);
  if (answer === undefined) return { waiting: true };
  await ports.workflows.complete(input.taskToken, answer);
  return { waiting: false };
};
