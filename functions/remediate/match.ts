/** The first step: is there anything to be done about this alert? */
import { ConflictError } from '#kernel/errors.ts';
import type { InputOf } from './input.ts';
import { matchRule, type RemediatePolicy } from './match-rule.ts';
import { audit, type RemediatePorts } from './ports.ts';

/**
 * Route starts the workflow, for critical conditions only, before it writes the alert (its last write marks the finding as
 * done). An alert that is not there yet, not yet of this incident or not yet critical is a lost race: asked again.
 */
export const match = async (input: InputOf<'match'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const incident = await ports.store.incident(input.incidentId);
  const alert = await ports.store.alert(input.fingerprint);
  const joined = incident !== undefined && alert?.incidentId === incident.id && alert.severity === 'critical';
  if (!joined) {
    throw new ConflictError('The alert has not joined the incident yet.', { reason: 'not_joined' });
  }
  const found = matchRule(alert, incident, policy, ports.clock.now());
  if (found.kind === 'matched') await audit(ports, input, 'remediation_matched', found.plan.summary, { rule: found.plan.rule });
  else await audit(ports, input, 'remediation_skipped', found.reason);
  return found;
};
