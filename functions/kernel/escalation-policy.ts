/** Which escalation policy speaks for an incident, as policy stands now. */
import { ConfigError } from './errors.ts';
import type { Incident } from './incident.ts';
import type { EscalationPolicy, Policy } from './policy.ts';

/**
 * The policy of the incident's route. A route or policy that is gone since must not silence anybody: the last route's, then the
 * first policy, speaks for it. ConfigError when there is no policy at all.
 */
export const escalationPolicyOf = (
  incident: Pick<Incident, 'route'>,
  { routes, escalation }: Pick<Policy, 'routes' | 'escalation'>,
): EscalationPolicy => {
  const route = routes.routes.find(({ name }) => name === incident.route) ?? routes.routes.at(-1);
  const policy = escalation.policies[route?.escalation ?? ''] ?? Object.values(escalation.policies)[0];
  if (policy === undefined) throw new ConfigError('escalation.yaml has no policy.', { reason: 'escalation' });
  return policy;
};
