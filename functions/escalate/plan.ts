/** Who is addressed at a level, as the policy stands now. Pure. */
import { ConfigError } from '#kernel/errors.ts';
import { type EscalationLevel, escalationLevels, type Incident } from '#kernel/incident.ts';
import type { EscalationPolicy } from '#kernel/policy.ts';
import type { EscalateSettings } from './ports.ts';

export interface Audience {
  readonly recipients: readonly string[];
  readonly channels: readonly string[];
}

/** The policy of the incident's route. A route or policy that is gone since must not silence anybody: the last route's, then the first policy, speaks for it. */
export const policyOf = (incident: Pick<Incident, 'route'>, { routes, escalation }: EscalateSettings): EscalationPolicy => {
  const route = routes.routes.find(({ name }) => name === incident.route) ?? routes.routes.at(-1);
  const policy = escalation.policies[route?.escalation ?? ''] ?? Object.values(escalation.policies)[0];
  if (policy === undefined) throw new ConfigError('escalation.yaml has no policy.', { reason: 'escalation' });
  return policy;
};

/** Everyone who hears at this level or before it, each once. */
export const audienceUpTo = (level: EscalationLevel, policy: EscalationPolicy): Audience => {
  const steps = escalationLevels.slice(0, escalationLevels.indexOf(level) + 1).map((each) => policy[each]);
  return {
    recipients: [...new Set(steps.flatMap((step) => step.notify))],
    channels: [...new Set(steps.flatMap((step) => step.channels))],
  };
};

/** Whole seconds, at least one: a workflow's timeout takes no less. */
export const seconds = (minutes: number): number => Math.max(1, Math.round(minutes * 60));

/** `15 minutes`, `1 minute`, `90 seconds`. */
export const inWords = (minutes: number): string => {
  const [amount, unit] = Number.isInteger(minutes) ? [minutes, 'minute'] : [seconds(minutes), 'second'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
};

/** `alex`, `alex and sam`, `alex, sam and robin`. */
export const names = (people: readonly string[]): string =>
  people.length < 2 ? people.join('') : `${people.slice(0, -1).join(', ')} and ${people.at(-1)}`;
