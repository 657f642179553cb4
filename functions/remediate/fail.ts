/** The end nobody wished for: on record, in words for whoever is told, and in the hands of people. */
import { updateIncident } from '#kernel/update-incident.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import { audit, type RemediatePorts } from './ports.ts';
import { settle } from './settle.ts';

/** What was half done is a matter for people, however mild what began it. */
const escalate = async ({ incidentId }: InputOf<'fail'>, { store, workflows, clock }: RemediatePorts): Promise<void> => {
  const { incident } = await updateIncident(store, incidentId, async (current) =>
    current.status === 'resolved' || current.escalating ? undefined : { ...current, escalating: true, updatedAt: clock.now() },
  );
  if (incident.status === 'resolved') return;
  await workflows.start('escalation', escalationName(incident.id, incident.reopenCount), { incidentId: incident.id });
};

const stateOf = ({ acted, undone, unsure }: InputOf<'fail'>): string => {
  if (!acted) return 'Nothing was changed.';
  if (unsure) return 'Perhaps it was taken back: look at what it left.';
  return undone ? 'It was taken back.' : 'It was not taken back: look at what it left.';
};

/** Records the failure; `text` is what people are sent. */
export const fail = async (input: InputOf<'fail'>, ports: RemediatePorts) => {
  const text = [input.problem, ...(input.plan == null ? [] : [stateOf(input), input.plan.summary])].join(' ');
  if (input.unsure)
    await audit(ports, input, 'remediation_undoing', 'Taking it back was begun, and nobody saw how that ended.', {}, { about: 'unseen' });
  await audit(ports, input, 'remediation_failed', text.slice(0, 1000), { acted: input.acted, undone: input.undone });
  if (input.acted) await escalate(input, ports);
  if (input.plan != null) await hold(ports, input.plan, input.execution, input.plan.cooldownSeconds);
  const untold = input.plan == null ? '' : await settle(ports, input.plan, input.jobId, { verified: false, note: text });
  return { text: `${text} ${untold}`.trim() };
};
