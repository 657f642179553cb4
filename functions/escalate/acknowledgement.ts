/** An acknowledgement stops the clock for a while; without a resolution it goes stale and the clock starts again. */
import type { Incident } from '#kernel/incident.ts';
import { causeOf, incidentOf } from './enter.ts';
import type { InputOf, Step } from './input.ts';
import { audienceUpTo, inWords, policyOf, seconds } from './plan.ts';
import type { EscalatePorts, EscalateSettings } from './ports.ts';
import { closeIfSilent } from './silence.ts';

/** Somebody takes care: tells those who were told, and says how long that holds, counted from the acknowledgement. */
export const hold = async (input: InputOf<'acknowledged'>, ports: EscalatePorts, settings: EscalateSettings): Promise<Step> => {
  const incident = await incidentOf(ports, input.incidentId);
  const policy = policyOf(incident, settings);
  if (incident.status === 'resolved') return { outcome: 'resolved' };
  const { acknowledgedAt, acknowledgedBy } = incident;
  if (incident.status === 'open' || acknowledgedAt === undefined)
    return { outcome: 'resume', waitSeconds: seconds(policy[input.level].waitMinutes) };
  const minutes = policy.acknowledgementMinutes;
  const left = Math.ceil((acknowledgedAt + minutes * 60_000 - ports.clock.now()) / 1000);
  return {
    outcome: 'hold',
    notificationReason: 'acknowledged',
    ...audienceUpTo(input.level, policy),
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
export const goStale = async (input: InputOf<'stale'>, ports: EscalatePorts, settings: EscalateSettings): Promise<Step> => {
  if (await closeIfSilent(ports, settings, input.incidentId, causeOf(input))) return { outcome: 'resolved' };
  const incident = await incidentOf(ports, input.incidentId);
  if (incident.status === 'resolved') return { outcome: 'resolved' };
  if (incident.status === 'acknowledged') {
    if (incident.acknowledgedAt !== input.acknowledgedAt) return { outcome: 'acknowledged' };
    await reopen(ports, incident);
  }
  const policy = policyOf(incident, settings);
  const { waitMinutes } = policy[input.level];
  const causeId = `${input.execution}/stale/${input.acknowledgedAt}`;
  const text = `It was acknowledged and not resolved within ${inWords(policy.acknowledgementMinutes)}. It is open again; somebody must answer within ${inWords(waitMinutes)}.`;
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
    ...audienceUpTo(input.level, policy),
    causeId,
    text,
    waitSeconds: seconds(waitMinutes),
  };
};
