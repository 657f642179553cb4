/** Whom a message of the escalation addresses. */
import { type EscalationLevel, escalationLevels } from '#kernel/incident.ts';
import type { EscalationPolicy } from '#kernel/policy.ts';

/** Recipients and channels by the names policy has for them. */
export interface Audience {
  readonly recipients: readonly string[];
  readonly channels: readonly string[];
}

/** Everyone who hears at this level or before it, each once. */
export const audienceUpTo = (level: EscalationLevel, policy: EscalationPolicy): Audience => {
  const steps = escalationLevels.slice(0, escalationLevels.indexOf(level) + 1).map((each) => policy[each]);
  return {
    recipients: [...new Set(steps.flatMap((step) => step.notify))],
    channels: [...new Set(steps.flatMap((step) => step.channels))],
  };
};

/** `alex`, `alex and sam`, `alex, sam and robin`. */
export const names = (people: readonly string[]): string =>
  people.length < 2 ? people.join('') : `${people.slice(0, -1).join(', ')} and ${people.at(-1)}`;
