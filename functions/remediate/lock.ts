/** The cooldown lock: one runbook with the same parameters runs once at a time, and not again before its cooldown is over. */
import { canonicalJson } from '#kernel/canonical-json.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { InputOf } from './input.ts';
import { longestSeconds, type Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** Two alerts of one service that ask for the same runbook share a lock. */
const lockName = (plan: Plan): string => `remediation-${idFrom(plan.rule, canonicalJson(plan.parameters))}`;

/** Takes or prolongs the lock for an execution until `seconds` from now. */
export const hold = (ports: Pick<RemediatePorts, 'store' | 'clock'>, plan: Plan, execution: string, seconds: number): Promise<boolean> => {
  const now = ports.clock.now();
  return ports.store.lock(lockName(plan), execution, now, now + seconds * 1000);
};

/** Takes the lock for as long as an approval, the jobs and their effect may take, plus the cooldown; launching, a no, and what is not done after all set it anew. */
export const takeLock = async (input: InputOf<'take_lock'>, ports: RemediatePorts) => {
  const { plan } = input;
  const taken = await hold(ports, plan, input.execution, plan.approvalSeconds + longestSeconds(plan));
  if (!taken) {
    await audit(ports, input, 'remediation_skipped', `Runbook ${plan.rule} is under way or cooling down for the same parameters.`);
  }
  return { taken };
};
