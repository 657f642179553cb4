/** It is over: those who were told hear so, with the reason. */
import { knownIncident } from '#kernel/known-incident.ts';
import { audienceTold } from './audience.ts';
import type { InputOf, Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';
import { isSuperseded, standingOf } from './standing.ts';

/** The message, or none when nobody was told of the incident before, or it is not over: it goes on within another, or was opened again. */
export const farewell = async (input: InputOf<'resolved'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  if (incident.mergedInto !== undefined || isSuperseded(input, incident)) return { outcome: 'end' };
  const timeline = await ports.store.timeline(input.incidentId);
  const since = incident.reopenedAt ?? 0;
  if (!timeline.some(({ kind, at }) => kind === 'notified' && at >= since)) return { outcome: 'end' };
  const reason = timeline.findLast(({ kind }) => kind === 'resolved')?.reason ?? '';
  return {
    outcome: 'farewell',
    notificationReason: 'resolved',
    ...audienceTold(input.level, standingOf(incident, ports, policy), input.told),
    causeId: `${input.execution}/resolved`,
    text: `Resolved by ${incident.resolvedBy ?? 'somebody'}. ${reason}`.trim(),
  };
};
