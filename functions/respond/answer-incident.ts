/** Acknowledging and resolving by a person: the same answer again is fine, another's is refused with its name. */
import { acknowledge, resolve } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import type { PersonsAnswer } from './persons-answer.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';

/** The incident, acknowledged by this person. 409 when it is resolved or somebody else was first. */
export const acknowledgeIncident = async (
  ports: RespondPorts,
  incidentId: string,
  { by, causeId, via }: PersonsAnswer,
): Promise<Incident> => {
  const { incident } = await acknowledge(ports, { incidentId, by, causeId, via });
  if (incident.status === 'resolved') throw new Problem(409, `${incident.resolvedBy ?? 'Somebody'} has resolved it before.`);
  if (incident.acknowledgedBy !== by) throw new Problem(409, `${incident.acknowledgedBy ?? 'Somebody'} has acknowledged it before.`);
  return incident;
};

/** The incident, resolved by this person. 409 when somebody else was first. */
export const resolveIncident = async (ports: RespondPorts, incidentId: string, answer: PersonsAnswer): Promise<Incident> => {
  const { by, causeId, via } = answer;
  const { incident } = await resolve(ports, { incidentId, by, causeId, via, reason: answer.reason ?? `${by} says it is resolved.` });
  if (incident.resolvedBy !== by) throw new Problem(409, `${incident.resolvedBy ?? 'Somebody'} has resolved it before.`);
  return incident;
};
