/** It is over: those who were told hear so, with the reason. */
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { audienceTold } from './audience.ts';
import type { InputOf, Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';
import { isSuperseded, standingOf } from './standing.ts';

const said = (timeline: readonly TimelineEntry[], cause: string): boolean =>
  timeline.some(({ kind, causeId }) => kind === 'notified' && causeId.includes(cause));

/** Whether somebody heard of the incident who has not heard that it is over. Of executions before a reopening the last that told anybody counts. */
const isOwed = (incident: Incident, { told }: InputOf<'resolved'>, timeline: readonly TimelineEntry[]): boolean => {
  const { id, reopenCount = 0 } = incident;
  if (told.length > 0 || reopenCount === 0) return said(timeline, '');
  for (let count = reopenCount; count >= 0; count -= 1) {
    const execution = escalationName(id, count);
    if (said(timeline, `${execution}/resolved`)) return false;
    if (said(timeline, `/${execution}/`)) return true;
  }
  return false;
};

/** The message, or none when nobody was told of the incident before, or it is not over: it goes on within another, or was opened again. */
export const farewell = async (input: InputOf<'resolved'>, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  if (incident.mergedInto !== undefined || isSuperseded(input, incident)) return { outcome: 'end' };
  const timeline = await ports.store.timeline(input.incidentId);
  if (!isOwed(incident, input, timeline)) return { outcome: 'end' };
  const reason = timeline.findLast(({ kind }) => kind === 'resolved')?.reason ?? '';
  return {
    outcome: 'farewell',
    notificationReason: 'resolved',
    ...audienceTold(input.level, standingOf(incident, ports, policy), input.told),
    causeId: `${input.execution}/resolved`,
    text: `Resolved by ${incident.resolvedBy ?? 'somebody'}. ${reason}`.trim(),
  };
};
