/** A level begins, or is reminded: checks that it still must, writes the level down, and says whom to tell. */

import { names } from '#calendar/targets.ts';
import { escalationLevels, type Incident } from '#kernel/incident.ts';
import { closeIfSilent } from '#kernel/incidents/close-if-silent.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { inWords, wholeSeconds } from '#kernel/minutes.ts';
import type { EscalationPolicy } from '#kernel/policy.ts';
import { audienceAt, audienceUpTo, type Standing } from './audience.ts';
import { causeOf, type InputOf, type Message, type Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';
import { isSuperseded, standingOf } from './standing.ts';
import { waitOut } from './wait-out.ts';

type Entry = InputOf<'enter'>;

/** The incident at this level; a level never falls. Lost races end in ConflictError, which the workflow retries. */
const raise = async (ports: EscalatePorts, incident: Incident, { level }: Entry): Promise<void> => {
  if (escalationLevels.indexOf(incident.escalationLevel) >= escalationLevels.indexOf(level)) return;
  await ports.store.putIncident({ ...incident, escalationLevel: level, updatedAt: ports.clock.now(), version: incident.version + 1 });
};

const waited = (input: Entry, policy: EscalationPolicy): string => {
  if (input.level === 'escalated') return `No answer within ${inWords(policy.new.waitMinutes)}`;
  return `No answer within ${inWords(policy.escalated.waitMinutes)} of the escalation`;
};

/** What the level's message says, and under which reason. */
const messageOf = (input: Entry, incident: Incident, policy: EscalationPolicy, recipients: readonly string[]) => {
  if (input.level === 'new') {
    const unless = `Unless somebody answers within ${inWords(policy.new.waitMinutes)}, it escalates.`;
    return incident.reopenedAt === undefined
      ? ({ notificationReason: 'incident_opened', text: `A critical incident is open. ${unless}` } as const)
      : ({ notificationReason: 'reopened', text: `The incident is open again: its trouble is back. ${unless}` } as const);
  }
  if (input.repetition > 0) {
    const text = `Reminder ${input.repetition} of ${policy.critical.repeats}: still nobody has answered.`;
    return { notificationReason: 'reminder', text } as const;
  }
  const hear =
    recipients.length === 0 ? 'nobody stands at this level' : `${names(recipients)} ${recipients.length === 1 ? 'hears' : 'hear'} now`;
  return { notificationReason: input.level, text: `${waited(input, policy)}: ${hear}.` } as const;
};

const tell = async (ports: EscalatePorts, input: Entry, incident: Incident, standing: Standing): Promise<Step> => {
  const { because, ...audience } = audienceAt(input.level, standing);
  const { notificationReason, text: says } = messageOf(input, incident, standing.escalation, audience.recipients);
  const text = [says, ...because].join(' ');
  const causeId = causeOf(input);
  if (notificationReason === 'escalated' || notificationReason === 'critical')
    await ports.store.record({
      incidentId: input.incidentId,
      at: standing.now,
      kind: 'escalated',
      causeId,
      by: 'escalate',
      reason: text,
      detail: { level: input.level },
    });
  const waitSeconds = wholeSeconds(standing.escalation[input.level].waitMinutes);
  return { outcome: 'raise', notificationReason, ...audience, causeId, waitSeconds, text };
};

const giveUp = async (ports: EscalatePorts, input: Entry, standing: Standing): Promise<Step> => {
  const message: Message = {
    notificationReason: 'unanswered',
    ...audienceUpTo('critical', standing, input.told),
    causeId: causeOf(input),
    text: `Nobody answered at any level, after ${standing.escalation.critical.repeats} reminders. The escalation ends; the incident stays open.`,
  };
  const entry = { at: standing.now, causeId: message.causeId, by: 'escalate', reason: message.text } as const;
  await ports.store.record({ incidentId: input.incidentId, kind: 'unanswered', ...entry });
  return { outcome: 'unanswered', ...message };
};

/** What is due at this level, unless somebody has answered, nothing is wrong any more, or people are to be left in peace. */
export const enter = async (input: Entry, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  if (isSuperseded(input, await knownIncident(ports.store, input.incidentId))) return { outcome: 'end' };
  // Before the first level the incident has only just opened: silence cannot be told from not yet written.
  if (
    input.level !== 'new' &&
    (await closeIfSilent(ports, policy, { incidentId: input.incidentId, causeId: causeOf(input), by: 'escalate' }))
  )
    return { outcome: 'resolved' };
  const incident = await knownIncident(ports.store, input.incidentId);
  if (incident.status !== 'open') return { outcome: incident.status };
  const inPeace = await waitOut(ports, policy, incident, input, causeOf(input));
  if (inPeace !== undefined) return inPeace;
  const standing = standingOf(incident, ports, policy);
  if (input.level === 'critical' && input.repetition > standing.escalation.critical.repeats) return giveUp(ports, input, standing);
  await raise(ports, incident, input);
  return tell(ports, input, incident, standing);
};
