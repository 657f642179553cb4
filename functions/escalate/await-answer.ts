/** The workflow waits: its token is kept for whoever answers. An answer that came before the wait is handed over at once. */
import { type EscalationAnswer, escalationPendingId } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { InputOf } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';
import { isSuperseded } from './standing.ts';
import { suppressionOf } from './suppression.ts';

type Await = InputOf<'await'>;

/** What people and alerts have said already that this wait is for. */
const answerIn = (incident: Incident, { waitingFor, growth }: Await): EscalationAnswer | undefined => {
  const { status, resolvedAt, resolvedBy, acknowledgedAt, acknowledgedBy, updatedAt } = incident;
  if (status === 'resolved') return { outcome: 'resolved', by: resolvedBy ?? 'unknown', at: resolvedAt ?? updatedAt };
  if (status === 'open') return undefined;
  if (waitingFor !== 'resolution') return { outcome: 'acknowledged', by: acknowledgedBy ?? 'unknown', at: acknowledgedAt ?? updatedAt };
  if (incident.growth === undefined || incident.growth.causeId === growth) return undefined;
  return { outcome: 'grown', by: 'route', at: updatedAt };
};

const answerNow = async (input: Await, ports: EscalatePorts, policy: EscalatePolicy): Promise<EscalationAnswer | undefined> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  const own = { by: 'escalate', at: ports.clock.now() };
  if (isSuperseded(input, incident)) return { outcome: 'end', ...own };
  const answer = answerIn(incident, input);
  if (answer !== undefined || input.waitingFor !== 'suppression') return answer;
  // What held when the step decided may have ended, or given way to something that ends at another time.
  const suppression = await suppressionOf(ports, incident, policy);
  const holds = suppression?.until === input.until && suppression?.silences.join(' ') === input.silences;
  return holds ? undefined : { outcome: 'reconsider', ...own };
};

/** Whoever answers writes first and looks for the token then; we keep the token first and look then: one of both sees the other. */
export const awaitAnswer = async (input: Await, ports: EscalatePorts, policy: EscalatePolicy): Promise<{ readonly waiting: boolean }> => {
  const now = ports.clock.now();
  const { incidentId, execution, waitingFor, level, silences } = input;
  await ports.store.putPending({
    id: escalationPendingId(execution),
    incidentId,
    purpose: 'escalation',
    taskToken: input.taskToken,
    createdAt: now,
    expiresAt: now + input.waitSeconds * 1000,
    detail: { waitingFor, level, silences },
  });
  const answer = await answerNow(input, ports, policy);
  if (answer === undefined) return { waiting: true };
  await ports.workflows.complete(input.taskToken, answer);
  return { waiting: false };
};
