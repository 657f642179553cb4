/** One step of the remediation workflow: each action does one thing, is idempotent, and leaves a record. */
import { ConflictError } from '#kernel/errors.ts';
import { awaitApproval, settleApproval } from './approval.ts';
import { follow, stop } from './follow.ts';
import type { InputOf, RemediateInput } from './input.ts';
import { launch, lookUp } from './launch.ts';
import { takeLock } from './lock.ts';
import { matchRule, type RemediatePolicy } from './match.ts';
import { audit, type RemediatePorts } from './ports.ts';
import { close, verify } from './verify.ts';

/**
 * Route starts the workflow, for critical conditions only, before it writes the alert (its last write marks the finding as
 * done). An alert that is not there yet, not yet of this incident or not yet critical is a lost race: asked again.
 */
const match = async (input: InputOf<'match'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const [incident, alert] = await Promise.all([ports.store.incident(input.incidentId), ports.store.alert(input.fingerprint)]);
  const joined = incident !== undefined && alert?.incidentId === incident.id && alert.severity === 'critical';
  if (!joined) {
    throw new ConflictError('The alert has not joined the incident yet.', { reason: 'not_joined' });
  }
  const found = matchRule(alert, incident, policy);
  if (found.kind === 'matched') await audit(ports, input, 'remediation_matched', found.plan.summary, { rule: found.plan.rule });
  else await audit(ports, input, 'remediation_skipped', found.reason);
  return found;
};

const fail = async (input: InputOf<'fail'>, ports: RemediatePorts) => {
  const text = `${input.problem} ${input.plan?.summary ?? ''}`.trim();
  await audit(ports, input, 'remediation_failed', text);
  return { text };
};

/** Does what the step asks. Throws what its ports throw, by the names the workflow's Retry and Catch know. */
export const remediate = async (input: RemediateInput, ports: RemediatePorts, policy: RemediatePolicy): Promise<unknown> => {
  switch (input.action) {
    case 'match':
      return match(input, ports, policy);
    case 'take_lock':
      return takeLock(input, ports);
    case 'await_approval':
      return awaitApproval(input, ports);
    case 'settle_approval':
      return settleApproval(input, ports);
    case 'launch':
      return launch(input, ports);
    case 'look_up':
      return lookUp(input, ports);
    case 'follow':
      return follow(input, ports);
    case 'stop':
      return stop(input, ports);
    case 'verify':
      return verify(input, ports);
    case 'close':
      return close(input, ports);
    case 'fail':
      return fail(input, ports);
  }
};
