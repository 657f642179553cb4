/** Looks before anything is done: what the runbook would change, and a dry run where the target has one. */
import { InputError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { InputOf } from './input.ts';
import type { RemediatePolicy } from './match-rule.ts';
import { hindrance } from './may-act.ts';
import type { Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';
import { startOnce, targetOf, toldLaunch } from './start.ts';

/** The plan with what the target says of it. InputError for what can never be launched. */
export const foresee = async (
  input: InputOf<'foresee'>,
  ports: RemediatePorts,
): Promise<{ readonly plan: Plan; readonly canTry: boolean }> => {
  const target = targetOf(input.plan, ports);
  const { changes, touches } = await target.plan(toldLaunch(input, 'run', target, ports));
  const plan: Plan = {
    ...input.plan,
    changes: readableText(changes, 500),
    touches: touches.slice(0, 20).map((name) => readableText(name, 100)),
  };
  await audit(ports, input, 'remediation_planned', `${plan.changes ?? ''} ${plan.summary}`.trim(), {
    target: plan.target,
    runbook: plan.runbookHash,
    ...(plan.touches.length === 0 ? {} : { touches: plan.touches.join(', ') }),
  });
  return { plan, canTry: target.dryRun !== undefined };
};

/** Starts the dry run, unless nothing may be done any more; a runbook that cannot be tried dry is weighed without. */
export const dryRun = async (input: InputOf<'dry_run'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  try {
    return await startOnce(input, 'dry_run', ports, {
      heldBack: async () => {
        const hindered = await hindrance(input, ports, policy);
        return hindered === undefined ? undefined : { started: false, needed: false, reason: hindered };
      },
      start: (target, launch) => {
        if (target.dryRun === undefined) throw new InputError('The target has no dry run.', { reason: 'no_dry_run' });
        return target.dryRun(launch);
      },
    });
  } catch (error) {
    if (error instanceof InputError && error.reason === 'no_dry_run') return { started: false as const, reason: error.message };
    throw error;
  }
};
