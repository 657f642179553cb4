/** An acknowledgement stops the clock for a while; without a resolution it goes stale and the clock starts again. */
import type { Incident } from '#kernel/incident.ts';
import { closeIfSilent } from '#kernel/incidents/close-if-silent.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { inWords, wholeSeconds } from '#kernel/minutes.ts';
import { audienceTold, audienceUpTo } from './audience.ts';
import { causeOf, type InputOf, type Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';
import { isSuperseded, standingOf } from './standing.ts';
import { suppressionOf } from './suppression.ts';
import { recordSuppressed, waitOut } from './wait-out.ts';

type InHand = InputOf<'acknowledged' | 'grown'>;

/** What there is to do when nobody takes care any more; undefined while somebody does. */
const notInHand = (input: InHand, incident: Incident, ports: EscalatePorts, policy: EscalatePolicy): Step | undefined => {
  if (isSuperseded(input, incident)) return { outcome: 'end' };
  if (incident.status === 'resolved') return { outcome: 'resolved' };
  if (incident.status === 'acknowledged' && incident.acknowledgedAt !== undefined) return undefined;
  const { escalation } = standingOf(incident, ports, policy);
  return { outcome: 'resume', waitSeconds: wholeSeconds(escalation[input.level].waitMinutes) };
};

/** How long it holds yet, counted from the acknowledgement. */
const holdOf = ({ acknowledgedAt = 0 }: Incident, minutes: number, now: number, growth: string) => ({
  acknowledgedAt,
  waitSeconds: Math.max(1, Math.ceil((acknowledgedAt + minutes * 60_000 - now) / 1000)),
  growth,
});

const nobodyHeard = async ({ store }: EscalatePorts, { incidentId, told }: InHand): Promise<boolean> =>
  told.length === 0 && !(await store.timeline(incidentId)).some(({ kind }) => kind === 'notified');

/** Somebody takes care: tells those who were told, and says how long that holds. */
export const hold = async (input: InputOf<'acknowledged'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  const otherwise = notInHand(input, incident, ports, policy);
  if (otherwise !== undefined) return otherwise;
  const standing = standingOf(incident, ports, policy);
  const minutes = standing.escalation.acknowledgementMinutes;
  const holds = holdOf(incident, minutes, standing.now, '');
  // Who was left in peace need not hear that it is in hand.
  if ((await nobodyHeard(ports, input)) && (await suppressionOf(ports, incident, policy)) !== undefined)
    return { outcome: 'hold_quietly', ...holds };
  return {
    outcome: 'hold',
    ...holds,
    notificationReason: 'acknowledged',
    ...audienceTold(input.level, standing, input.told),
    causeId: `${input.execution}/acknowledged/${holds.acknowledgedAt}`,
    text: `${incident.acknowledgedBy ?? 'Somebody'} takes care of it. Unless it is resolved within ${inWords(minutes)}, the escalation goes on.`,
  };
};

/** It grew while somebody takes care: those who were told hear what joined. The acknowledgement's clock goes on. */
export const grow = async (input: InputOf<'grown'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  const otherwise = notInHand(input, incident, ports, policy);
  if (otherwise !== undefined) return otherwise;
  const standing = standingOf(incident, ports, policy);
  const { growth, acknowledgedBy = 'Somebody' } = incident;
  const holds = holdOf(incident, standing.escalation.acknowledgementMinutes, standing.now, growth?.causeId ?? '');
  if (growth === undefined) return { outcome: 'hold_quietly', ...holds };
  const causeId = `${input.execution}/grown/${growth.causeId}`;
  const suppression = await suppressionOf(ports, incident, policy);
  if (suppression !== undefined) {
    await recordSuppressed(ports, input, causeId, suppression);
    return { outcome: 'hold_quietly', ...holds };
  }
  return {
    outcome: 'hold',
    ...holds,
    notificationReason: 'alert_joined',
    ...audienceTold(input.level, standing, input.told),
    causeId,
    text: `Another critical alert joined while ${acknowledgedBy} takes care of it: ${growth.title}.`,
  };
};

const openAgain = async (ports: EscalatePorts, incident: Incident): Promise<void> => {
  const { acknowledgedAt: _at, acknowledgedBy: _by, growth: _growth, ...rest } = incident;
  await ports.store.putIncident({ ...rest, status: 'open', updatedAt: ports.clock.now(), version: incident.version + 1 });
};

/** What happened to the acknowledgement of this time, unless nothing came of it. */
const overtaken = (input: InputOf<'stale'>, { status, acknowledgedAt }: Incident): Step | undefined => {
  if (status === 'resolved') return { outcome: 'resolved' };
  return status === 'acknowledged' && acknowledgedAt !== input.acknowledgedAt ? { outcome: 'acknowledged' } : undefined;
};

/** Nothing came of the acknowledgement of this time: the incident is open again, unless it ended or a newer acknowledgement holds. */
export const goStale = async (input: InputOf<'stale'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  if (isSuperseded(input, await knownIncident(ports.store, input.incidentId))) return { outcome: 'end' };
  if (await closeIfSilent(ports, policy, { incidentId: input.incidentId, causeId: causeOf(input), by: 'escalate' }))
    return { outcome: 'resolved' };
  const incident = await knownIncident(ports.store, input.incidentId);
  const otherwise = overtaken(input, incident);
  if (otherwise !== undefined) return otherwise;
  if (incident.status === 'acknowledged') await openAgain(ports, incident);
  const standing = standingOf(incident, ports, policy);
  const { waitMinutes } = standing.escalation[input.level];
  const causeId = `${input.execution}/stale/${input.acknowledgedAt}`;
  const text = `It was acknowledged and not resolved within ${inWords(standing.escalation.acknowledgementMinutes)}. It is open again; somebody must answer within ${inWords(waitMinutes)}.`;
  await ports.store.record({
    incidentId: input.incidentId,
    at: standing.now,
    kind: 'acknowledgement_stale',
    causeId,
    by: 'escalate',
    reason: text,
    detail: { level: input.level },
  });
  const inPeace = await waitOut(ports, policy, incident, input, causeId);
  if (inPeace !== undefined) return { ...inPeace, stale: true };
  return {
    outcome: 'stale',
    notificationReason: 'acknowledgement_stale',
    ...audienceUpTo(input.level, standing, input.told),
    causeId,
    text,
    waitSeconds: wholeSeconds(waitMinutes),
  };
};
