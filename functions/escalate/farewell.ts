/** It is over: those who were told hear so, with the reason. */
import { incidentOf } from './enter.ts';
import type { InputOf, Step } from './input.ts';
import { audienceUpTo, policyOf } from './plan.ts';
import type { EscalatePorts, EscalateSettings } from './ports.ts';

/** The message, or none when nobody was told of the incident before. */
export const farewell = async (input: InputOf<'resolved'>, ports: EscalatePorts, settings: EscalateSettings): Promise<Step> => {
  const incident = await incidentOf(ports, input.incidentId);
  const timeline = await ports.store.timeline(input.incidentId);
  if (!timeline.some(({ kind }) => kind === 'notified')) return { outcome: 'end' };
  const reason = timeline.findLast(({ kind }) => kind === 'resolved')?.reason ?? '';
  return {
    outcome: 'farewell',
    notificationReason: 'resolved',
    ...audienceUpTo(input.level, policyOf(incident, settings)),
    causeId: `${input.execution}/resolved`,
    text: `Resolved by ${incident.resolvedBy ?? 'somebody'}. ${reason}`.trim(),
  };
};
