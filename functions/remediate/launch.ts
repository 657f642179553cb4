/** The acts: the runbook itself, what is remembered of the time before it, and how it is taken back. */
import { InputError } from '#kernel/errors.ts';
import { takePlaces } from './blast-radius.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import type { RemediatePolicy } from './match-rule.ts';
import { hindrance } from './may-act.ts';
import { longestSeconds } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';
import { launchOf, type NotStarted, startOnce, targetOf } from './start.ts';

/** What the target knows of the time before, where taking it back needs that. */
export const snapshot = async (input: InputOf<'snapshot'>, ports: RemediatePorts): Promise<{ readonly snapshot?: string }> => {
  const seen = await targetOf(input.plan, ports).snapshot?.(launchOf(input, 'run'));
  if (seen === undefined) return {};
  await audit(ports, input, 'remediation_snapshot', `Seen before: ${seen}`.slice(0, 500));
  return { snapshot: seen };
};

/** Why it is not launched now; undefined when it may be. */
const heldBack = async (
  input: InputOf<'launch'>,
  ports: RemediatePorts,
  policy: RemediatePolicy,
): Promise<Omit<NotStarted, 'started'> | undefined> => {
  const { plan, execution } = input;
  const hindered = await hindrance(input, ports, policy);
  if (hindered !== undefined) {
    await hold(ports, plan, execution, plan.cooldownSeconds);
    return { needed: false, reason: hindered };
  }
  if (!(await hold(ports, plan, execution, longestSeconds(plan))))
    return { needed: false, reason: 'Another execution of the same runbook holds the lock.' };
  const full = await takePlaces(plan, execution, ports, policy);
  return full === undefined ? undefined : { needed: true, reason: full };
};

/** Looks once more whether it is needed and allowed, sets the cooldown running, and launches. */
export const launch = (input: InputOf<'launch'>, ports: RemediatePorts, policy: RemediatePolicy) =>
  startOnce(input, 'run', ports, {
    heldBack: async () => {
      const held = await heldBack(input, ports, policy);
      if (held === undefined) return undefined;
      await audit(ports, input, 'remediation_skipped', `${held.reason} Not launched: ${input.plan.summary}`);
      return { started: false, ...held };
    },
    start: (target, what) => target.launch(what),
  });

/** Takes it back, unless a person has stopped it or has ended the incident. */
export const undo = (input: InputOf<'undo'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const { plan, jobId } = input;
  const past = { jobId, ...(input.snapshot == null ? {} : { snapshot: input.snapshot }) };
  return startOnce(input, 'undo', ports, {
    heldBack: async () => {
      const hindered = await hindrance(input, ports, policy, { evenIfRecovered: true });
      if (hindered === undefined) return undefined;
      await audit(ports, input, 'remediation_skipped', `${hindered} Not taken back: ${plan.summary}`, {}, { about: 'undo' });
      return { started: false, needed: true, reason: hindered };
    },
    start: (target, what) => {
      if (plan.undo?.by === 'runbook') return target.launch(what);
      if (target.undo === undefined) throw new InputError('The target cannot take it back.', { reason: 'no_undo' });
      return target.undo(what, past);
    },
  });
};
