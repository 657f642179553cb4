/** It is over: those who were told hear so, with the reason. */
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { audienceUpTo } from './audience.ts';
import type { InputOf, Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

/** The message, or none when nobody was told of the incident before, or it goes on within another. */
export const farewell = async (input: InputOf<'resolved'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  if (incident.mergedInto !== undefined) return { outcome: 'end' };
  const timeline = await ports.store.timeline(input.incidentId);
  if (!timeline.some(({ kind }) => kind === 'notified')) return { outcome: 'end' };
  const reason = timeline.findLast(({ kind }) => kind === 'resolved')?.reason ?? '';
  return {
    outcome: 'farewell',
    notificationReason: 'resolved',
    ...audienceUpTo(input.level, escalationPolicyOf(incident, policy)),
    causeId: `${input.execution}/resolved`,
    text: `Resolved by ${incident.resolvedBy ?? 'somebody'}. ${reason}`.trim(),
  };
};
