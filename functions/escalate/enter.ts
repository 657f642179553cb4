/** A level begins, or is reminded: checks that it still must, writes the level down, and says whom to tell. */
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import { escalationLevels, type Incident } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { inWords, wholeSeconds } from '#kernel/minutes.ts';
import type { EscalationPolicy } from '#kernel/policy.ts';
import { audienceUpTo, names } from './audience.ts';
import { closeIfSilent } from './close-if-silent.ts';
import { causeOf, type InputOf, type Message, type Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

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

const tell = async (ports: EscalatePorts, input: Entry, policy: EscalationPolicy): Promise<Step> => {
  const step = policy[input.level];
  const message = {
    recipients: step.notify,
    channels: step.channels,
    causeId: causeOf(input),
    waitSeconds: wholeSeconds(step.waitMinutes),
  };
  if (input.level === 'new') {
    const text = `A critical incident is open. Unless somebody answers within ${inWords(step.waitMinutes)}, it escalates.`;
    return { outcome: 'raise', notificationReason: 'incident_opened', ...message, text };
  }
  if (input.repetition > 0) {
    const text = `Reminder ${input.repetition} of ${policy.critical.repeats}: still nobody has answered.`;
    return { outcome: 'raise', notificationReason: 'reminder', ...message, text };
  }
  const text = `${waited(input, policy)}: ${names(step.notify)} ${step.notify.length === 1 ? 'hears' : 'hear'} now.`;
  await ports.store.record({
    incidentId: input.incidentId,
    at: ports.clock.now(),
    kind: 'escalated',
    causeId: causeOf(input),
    by: 'escalate',
    reason: text,
    detail: { level: input.level },
  });
  return { outcome: 'raise', notificationReason: input.level, ...message, text };
};

const giveUp = async (ports: EscalatePorts, input: Entry, policy: EscalationPolicy): Promise<Step> => {
  const message: Message = {
    notificationReason: 'unanswered',
    ...audienceUpTo('critical', policy),
    causeId: causeOf(input),
    text: `Nobody answered at any level, after ${policy.critical.repeats} reminders. The escalation ends; the incident stays open.`,
  };
  const entry = { at: ports.clock.now(), causeId: message.causeId, by: 'escalate', reason: message.text } as const;
  await ports.store.record({ incidentId: input.incidentId, kind: 'unanswered', ...entry });
  return { outcome: 'unanswered', ...message };
};

/** What is due at this level, unless somebody has answered or nothing is wrong any more. */
export const enter = async (input: Entry, ports: EscalatePorts, policy: EscalatePolicy): Promise<Step> => {
  // Before the first level the incident has only just opened: silence cannot be told from not yet written.
  if (input.level !== 'new' && (await closeIfSilent(ports, policy, input.incidentId, causeOf(input)))) return { outcome: 'resolved' };
  const incident = await knownIncident(ports.store, input.incidentId);
  if (incident.status !== 'open') return { outcome: incident.status };
  const escalation = escalationPolicyOf(incident, policy);
  if (input.level === 'critical' && input.repetition > escalation.critical.repeats) return giveUp(ports, input, escalation);
  await raise(ports, incident, input);
  return tell(ports, input, escalation);
};
