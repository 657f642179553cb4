/** An acknowledgement stops the clock for a while; without a resolution it goes stale and the clock starts again. */
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import type { Incident } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { inWords, wholeSeconds } from '#kernel/minutes.ts';
import { audienceUpTo } from './audience.ts';
import { closeIfSilent } from './close-if-silent.ts';
import { causeOf, type InputOf, type Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

/** Somebody takes care: tells those who were told, and says how long that holds, counted from the acknowledgement. */
export const hold = async (input: InputOf<'acknowledged'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  const escalation = escalationPolicyOf(incident, policy);
  if (incident.status === 'resolved') return { outcome: 'resolved' };
  const { acknowledgedAt, acknowledgedBy } = incident;
  if (incident.status === 'open' || acknowledgedAt === undefined)
    return { outcome: 'resume', waitSeconds: wholeSeconds(escalation[input.level].waitMinutes) };
  const minutes = escalation.acknowledgementMinutes;
  const left = Math.ceil((acknowledgedAt + minutes * 60_000 - ports.clock.now()) / 1000);
  return {
    outcome: 'hold',
    notificationReason: 'acknowledged',
    ...audienceUpTo(input.level, escalation),
    causeId: `${input.execution}/acknowledged/${acknowledgedAt}`,
    text: `${acknowledgedBy ?? 'Somebody'} takes care of it. Unless it is resolved within ${inWords(minutes)}, the escalation goes on.`,
    acknowledgedAt,
    waitSeconds: Math.max(1, left),
  };
};

const reopen = async (ports: EscalatePorts, incident: Incident): Promise<void> => {
  const { acknowledgedAt: _at, acknowledgedBy: _by, ...rest } = incident;
  await ports.store.putIncident({ ...rest, status: 'open', updatedAt: ports.clock.now(), version: incident.version + 1 });
};

/** Nothing came of the acknowledgement of this time: the incident is open again, unless it ended or a newer acknowledgement holds. */
export const goStale = async (input: InputOf<'stale'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  if (await closeIfSilent(ports, policy, input.incidentId, causeOf(input))) return { outcome: 'resolved' };
  const incident = await knownIncident(ports.store, input.incidentId);
  if (incident.status === 'resolved') return { outcome: 'resolved' };
  if (incident.status === 'acknowledged') {
    if (incident.acknowledgedAt !== input.acknowledgedAt) return { outcome: 'acknowledged' };
    await reopen(ports, incident);
  }
  const escalation = escalationPolicyOf(incident, policy);
  const { waitMinutes } = escalation[input.level];
  const causeId = `${input.execution}/stale/${input.acknowledgedAt}`;
  const text = `It was acknowledged and not resolved within ${inWords(escalation.acknowledgementMinutes)}. It is open again; somebody must answer within ${inWords(waitMinutes)}.`;
  await ports.store.record({
    incidentId: input.incidentId,
    at: ports.clock.now(),
    kind: 'acknowledgement_stale',
    causeId,
    by: 'escalate',
    reason: text,
    detail: { level: input.level },
  });
  return {
    outcome: 'stale',
    notificationReason: 'acknowledgement_stale',
    ...audienceUpTo(input.level, escalation),
    causeId,
    text,
    waitSeconds: wholeSeconds(waitMinutes),
  };
};
