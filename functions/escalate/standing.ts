/** Where an escalation stands: which execution speaks for the incident, under which policy, at what time. */
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import type { Incident } from '#kernel/incident.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import type { Standing } from './audience.ts';
import type { EscalateInput } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

/** Whether the incident was opened again since this execution began: it says nothing more, and ends. */
export const isSuperseded = ({ execution }: Pick<EscalateInput, 'execution'>, { id, reopenCount }: Incident): boolean =>
  execution !== escalationName(id, reopenCount);

/** The incident's escalation policy, and what its people follow from now. */
export const standingOf = (incident: Incident, { clock }: Pick<EscalatePorts, 'clock'>, policy: EscalatePolicy): Standing => ({
  escalation: escalationPolicyOf(incident, policy),
  policy,
  now: clock.now(),
});
