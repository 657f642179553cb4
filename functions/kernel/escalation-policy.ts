/** Which escalation policy speaks for an incident, as policy stands now. */
import { ConfigError } from './errors.ts';
import type { Incident } from './incident.ts';
import type { EscalationPolicy, Policy } from './policy.ts';

/**
 * The policy the incident was opened under. One that is gone since must not silence anybody: the root route's, then the first
 * policy, speaks for it. ConfigError when there is no policy at all.
 */
export const escalationPolicyOf = (
  incident: Pick<Incident, 'escalation'>,
  { routes, escalation }: Pick<Policy, 'routes' | 'escalation'>,
): EscalationPolicy => {
  const policy =
    escalation.policies[incident.escalation ?? ''] ?? escalation.policies[routes.route.escalation] ?? Object.values(escalation.policies)[0];
  if (policy === undefined) throw new ConfigError('escalation.yaml has no policy.', { reason: 'escalation' });
  return policy;
};
