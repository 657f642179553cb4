/** How much may be done at once: places that are held for an hour, or for a cooldown, each by one execution. */
import type { RemediationRule } from '#kernel/policy.ts';
import { type RemediatePolicy, ruleOf } from './match-rule.ts';
import type { Plan } from './plan.ts';
import type { RemediatePorts } from './ports.ts';

const hourSeconds = 3600;

interface Bound {
  readonly name: string;
  readonly places: number;
  readonly seconds: number;
  /** In a sentence, when no place is free. */
  readonly full: string;
}

const fleetBound = (plan: Plan, { limits: { fleet } }: RemediationRule): readonly Bound[] => {
  if (fleet === undefined) return [];
  const places = Math.max(1, Math.floor(fleet.size * fleet.share));
  const full = `${places} of ${fleet.size} by ${fleet.parameter} were already acted on.`;
  return [{ name: `fleet/${plan.rule}`, places, seconds: plan.timeoutSeconds + plan.cooldownSeconds, full }];
};

const boundsOf = (plan: Plan, rule: RemediationRule, maxPerHour: number): readonly Bound[] => {
  const { perHour, perServicePerHour } = rule.limits;
  const hourly = (name: string, places: number, of: string): Bound => ({
    ...{ name, places, seconds: hourSeconds },
    full: `${of} ran ${places} times within an hour, which is the limit.`,
  });
  return [
    hourly('all', maxPerHour, 'Runbooks'),
    hourly(`rule/${plan.rule}`, perHour, `Runbook ${plan.rule}`),
    hourly(`service/${plan.rule}/${plan.service}`, perServicePerHour, `Runbook ${plan.rule} for ${plan.service}`),
    ...fleetBound(plan, rule),
  ];
};

/** Takes a place of every bound for an execution, or none; says what is full. A place that is held is free for its holder. */
export const takePlaces = async (
  plan: Plan,
  execution: string,
  { store, clock }: Pick<RemediatePorts, 'store' | 'clock'>,
  policy: RemediatePolicy,
): Promise<string | undefined> => {
  const rule = ruleOf(plan, policy);
  if (rule === undefined) return `Rule ${plan.rule} is not in the policy any more.`;
  const now = clock.now();
  const taken: string[] = [];
  const take = async ({ name, places, seconds }: Bound): Promise<boolean> => {
    for (let place = 0; place < places; place += 1) {
      const lock = `places/${name}/${place}`;
      if (!(await store.lock(lock, execution, now, now + seconds * 1000))) continue;
      taken.push(lock);
      return true;
    }
    return false;
  };
  for (const bound of boundsOf(plan, rule, policy.remediations.maxPerHour)) {
    if (await take(bound)) continue;
    for (const lock of taken) await store.lock(lock, execution, now, now);
    return bound.full;
  }
  return undefined;
};
