/** An incident is opened again: its trouble came back, or a person says that it is not over. */
import { type EscalationAnswer, tellEscalation } from './escalation-answers.ts';
import type { Incident } from './incident.ts';
import { knownIncident } from './known-incident.ts';
import type { Clock, ResponseStore, Workflows } from './ports.ts';
import { type Answered, updateIncident } from './update-incident.ts';
import { escalationName } from './workflow-names.ts';

/** What reopening needs of the outside world. */
export interface ReopenPorts {
  readonly store: Pick<ResponseStore, 'incident' | 'putIncident' | 'record' | 'claimGroup' | 'pending'>;
  readonly workflows: Workflows;
  readonly clock: Clock;
}

/** Who opens which incident again, and why. */
export interface Reopening {
  readonly incidentId: string;
  /** A person's name, or the part of the pipeline that saw the trouble again. */
  readonly by: string;
  /** In a sentence. */
  readonly reason: string;
  readonly causeId: string;
  /** Only within this after the resolution, milliseconds; at any time without it. */
  readonly withinMs?: number;
}

/** The parts of the pipeline that resolve incidents: what they resolved may come back by itself. */
export const machines: readonly string[] = ['route', 'dispatch', 'escalate', 'remediate'];

const mayReopen = ({ status, resolvedAt = 0, resolvedBy = '', mergedInto }: Incident, { by, withinMs }: Reopening, now: number): boolean =>
  status === 'resolved' &&
  // It goes on within another.
  mergedInto === undefined &&
  (withinMs === undefined || now - resolvedAt <= withinMs) &&
  // A person's word that it is over is taken back by a person only.
  (machines.includes(resolvedBy) || !machines.includes(by));

const reopened = (incident: Incident, now: number): Incident => {
  const { acknowledgedAt: _at, acknowledgedBy: _by, resolvedAt: _end, resolvedBy: _who, growth: _growth, ...rest } = incident;
  const reopenCount = (incident.reopenCount ?? 0) + 1;
  return { ...rest, status: 'open', escalationLevel: 'new', reopenCount, reopenedAt: now, updatedAt: now };
};

/** Done again when a reopening is repeated: it finishes what an interrupted one left undone. */
const announce = async (ports: ReopenPorts, incident: Incident, { by, reason, causeId }: Reopening): Promise<void> => {
  const { id, reopenCount = 0, reopenedAt } = incident;
  if (incident.status === 'resolved' || reopenedAt === undefined) return;
  // A resolution that was still at it may have let the group go.
  await ports.store.claimGroup(incident.groupId, id);
  const entry = { incidentId: id, at: reopenedAt, kind: 'reopened', causeId: `reopening-${reopenCount}`, by, reason } as const;
  await ports.store.record({ ...entry, detail: { cause: causeId, count: reopenCount } });
  if (incident.escalating) await ports.workflows.start('escalation', escalationName(id, reopenCount), { incidentId: id });
  // The escalation before it may not have heard yet that it is over; it has nothing to say any more.
  const answer: EscalationAnswer = { outcome: 'end', by, at: reopenedAt };
  await tellEscalation(ports, { ...incident, reopenCount: reopenCount - 1 }, answer);
};

/**
 * Opens a resolved incident again, at the first level and with an escalation of its own: a person may always, the pipeline only
 * what the pipeline resolved. `changed: false` when it is not resolved, may not be reopened, or another incident has taken its
 * group meanwhile. NotFoundError for an unknown incident.
 */
export const reopen = async (ports: ReopenPorts, input: Reopening): Promise<Answered> => {
  const now = ports.clock.now();
  const known = await knownIncident(ports.store, input.incidentId);
  if (known.status === 'resolved') {
    if (!mayReopen(known, input, now)) return { incident: known, changed: false };
    if ((await ports.store.claimGroup(known.groupId, known.id)) !== known.id) return { incident: known, changed: false };
  }
  const answered = await updateIncident(ports.store, input.incidentId, async (incident) =>
    mayReopen(incident, input, now) ? reopened(incident, now) : undefined,
  );
  await announce(ports, answered.incident, input);
  return answered;
};
