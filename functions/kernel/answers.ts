/** What acknowledging and resolving mean, whoever answers: a person, a recovered alert or a verified runbook. */
import type { Incident } from './incident.ts';
import { knownIncident } from './known-incident.ts';
import { untilNoRaceIsLost } from './lost-race.ts';
import type { Clock, ResponseStore, Workflows } from './ports.ts';
import { settleAlerts } from './settle-alerts.ts';

/** What answering needs of the outside world. */
export interface AnswerPorts {
  readonly store: Pick<ResponseStore, 'incident' | 'putIncident' | 'record' | 'pending' | 'alert' | 'putAlert' | 'releaseGroup'>;
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

/** The incident after the answer; `changed: false` when somebody had answered before, or `onlyIf` said no. */
export interface Answered {
  readonly incident: Incident;
  readonly changed: boolean;
}

/** What a waiting escalation is told. */
export interface EscalationAnswer {
  readonly outcome: 'acknowledged' | 'resolved';
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Under this id the escalation of an incident waits; `detail.waitingFor` is `answer` (either will do) or `resolution`. */
export const escalationPendingId = (incidentId: string): string => `escalation-${incidentId}`;

/** Reads, changes and writes until no race is lost; `undefined` from `change` means nothing to do. ConflictError when races never end. */
const update = (
  { store }: AnswerPorts,
  incidentId: string,
  change: (incident: Incident) => Promise<Incident | undefined>,
): Promise<Answered> =>
  untilNoRaceIsLost(async () => {
    const incident = await knownIncident(store, incidentId);
    const changed = await change(incident);
    if (changed === undefined) return { incident, changed: false };
    await store.putIncident(changed);
    return { incident: changed, changed: true };
  });

/** Tells the waiting escalation; one that waits no longer, or not for this, is left alone. */
const tellEscalation = async (ports: AnswerPorts, incidentId: string, answer: EscalationAnswer): Promise<void> => {
  const pending = await ports.store.pending(escalationPendingId(incidentId));
  if (pending === undefined) return;
  if (answer.outcome === 'acknowledged' && pending.detail?.['waitingFor'] === 'resolution') return;
  await ports.workflows.complete(pending.taskToken, answer);
};

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
  const answered = await update(ports, input.incidentId, async (incident) =>
    incident.status === 'open'
      ? {
          ...incident,
          status: 'acknowledged',
          acknowledgedAt: now,
          acknowledgedBy: input.by,
          updatedAt: now,
          version: incident.version + 1,
        }
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
  await tellEscalation(ports, input.incidentId, { outcome: 'acknowledged', by, at });
  return answered;
};

/**
 * Ends the incident for good: its alerts are resolved, its group is free for another, its escalation ends. Repeating it finishes
 * what an interrupted resolution left undone. NotFoundError for an unknown incident.
 */
export const resolve = async (ports: AnswerPorts, input: Resolution): Promise<Answered> => {
  const now = ports.clock.now();
  const answered = await update(ports, input.incidentId, async (incident) =>
    incident.status === 'resolved' || (input.onlyIf !== undefined && !(await input.onlyIf(incident)))
      ? undefined
      : { ...incident, status: 'resolved', resolvedAt: now, resolvedBy: input.by, updatedAt: now, version: incident.version + 1 },
  );
  const { incident } = answered;
  const { resolvedAt: at, resolvedBy: by } = incident;
  if (incident.status !== 'resolved' || at === undefined || by === undefined) return answered;
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
  await ports.store.releaseGroup(incident.groupKey, incident.id);
  await tellEscalation(ports, incident.id, { outcome: 'resolved', by, at });
  return answered;
};
