/** What acknowledging and resolving mean, whoever answers: a person, a recovered alert or a verified runbook. */
import { tellEscalation } from './escalation-answers.ts';
import type { Incident } from './incident.ts';
import type { Clock, ResponseStore, Workflows } from './ports.ts';
import { settleAlerts } from './settle-alerts.ts';
import { type Answered, updateIncident } from './update-incident.ts';

export { type EscalationAnswer, escalationPendingId, type Wait, waits, wakeEscalations } from './escalation-answers.ts';
export { tellOfGrowth } from './growth.ts';
export { machines, type Reopening, reopen } from './reopen.ts';
export type { Answered } from './update-incident.ts';

/** What answering needs of the outside world. */
export interface AnswerPorts {
  readonly store: Pick<
    ResponseStore,
    'incident' | 'putIncident' | 'record' | 'pending' | 'alert' | 'putAlert' | 'claimGroup' | 'releaseGroup'
  >;
  readonly workflows: Pick<Workflows, 'complete'>;
  readonly clock: Clock;
}

/** Who answers for which incident, and why. */
export interface Acknowledgement {
  readonly incidentId: string;
  /** A person's name, or the part of the pipeline that answers. */
  readonly by: string;
  /** What caused this answer: a request, a finding, a step. Kept in the timeline. */
  readonly causeId: string;
  /** How the answer came: the caller's identity, or `link`. */
  readonly via?: string;
}

/** An answer that ends the incident. */
export interface Resolution extends Acknowledgement {
  /** In a sentence. */
  readonly reason: string;
  /** Asked again on every attempt, so that a lost race is decided anew; false leaves the incident as it is. */
  readonly onlyIf?: (incident: Incident) => Promise<boolean>;
}

const provenance = ({ causeId, via }: Acknowledgement): Record<string, string> => ({
  cause: causeId,
  ...(via === undefined ? {} : { via }),
});

/**
 * Stops the escalation's clock. An acknowledged or resolved incident stays as it is; what an interrupted acknowledgement left
 * undone (timeline, waiting workflow) is done by repeating it. NotFoundError for an unknown incident.
 */
export const acknowledge = async (ports: AnswerPorts, input: Acknowledgement): Promise<Answered> => {
  const now = ports.clock.now();
  const answered = await updateIncident(ports.store, input.incidentId, async (incident) =>
    incident.status === 'open'
      ? { ...incident, status: 'acknowledged', acknowledgedAt: now, acknowledgedBy: input.by, updatedAt: now }
      : undefined,
  );
  const { status, acknowledgedAt: at, acknowledgedBy: by } = answered.incident;
  if (status !== 'acknowledged' || at === undefined || by === undefined) return answered;
  await ports.store.record({
    incidentId: input.incidentId,
    at,
    kind: 'acknowledged',
    causeId: `acknowledgement-${at}`,
    by,
    reason: `${by} takes care of it.`,
    detail: provenance(input),
  });
  await tellEscalation(ports, answered.incident, { outcome: 'acknowledged', by, at });
  return answered;
};

/**
 * Ends the incident for good: its alerts are resolved, its group is free for another, its escalation ends. Repeating it finishes
 * what an interrupted resolution left undone. NotFoundError for an unknown incident.
 */
export const resolve = async (ports: AnswerPorts, input: Resolution): Promise<Answered> => {
  const now = ports.clock.now();
  const answered = await updateIncident(ports.store, input.incidentId, async (incident) =>
    incident.status === 'resolved' || (input.onlyIf !== undefined && !(await input.onlyIf(incident)))
      ? undefined
      : { ...incident, status: 'resolved', resolvedAt: now, resolvedBy: input.by, updatedAt: now },
  );
  const { incident } = answered;
  const { resolvedAt: at, resolvedBy: by } = incident;
  if (incident.status !== 'resolved' || at === undefined || by === undefined) {
    // Opened again while an earlier attempt was letting its group go, and died before it could take it back.
    if (incident.reopenCount !== undefined && incident.status !== 'resolved') await ports.store.claimGroup(incident.groupId, incident.id);
    return answered;
  }
  await ports.store.record({
    incidentId: incident.id,
    at,
    kind: 'resolved',
    causeId: `resolution-${at}`,
    by,
    reason: input.reason,
    detail: provenance(input),
  });
  await settleAlerts(ports.store, incident, at);
  await ports.store.releaseGroup(incident.groupId, incident.id);
  // Opened again meanwhile, it holds its group; whoever opens it claims the group after that, too.
  if ((await ports.store.incident(incident.id))?.status !== 'resolved') await ports.store.claimGroup(incident.groupId, incident.id);
  await tellEscalation(ports, incident, { outcome: 'resolved', by, at });
  return answered;
};
