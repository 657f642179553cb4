/** One step of the remediation workflow: each action does one thing, is idempotent, and leaves a record. */
import { awaitApproval, settleApproval } from './approval.ts';
import { fail } from './fail.ts';
import { follow, stop } from './follow.ts';
import { dryRun, foresee } from './foresee.ts';
import type { InputOf, RemediateInput } from './input.ts';
import { launch, snapshot, undo } from './launch.ts';
import { takeLock } from './lock.ts';
import { match } from './match.ts';
import type { RemediatePolicy } from './match-rule.ts';
import type { RemediatePorts } from './ports.ts';
import { lookUp } from './start.ts';
import { close, verify, verifyUndo } from './verify.ts';
import { weigh } from './weigh.ts';

type Steps = {
  readonly [Action in RemediateInput['action']]: (
    input: InputOf<Action>,
    ports: RemediatePorts,
    policy: RemediatePolicy,
  ) => Promise<unknown>;
};

const steps: Steps = {
  match,
  take_lock: takeLock,
  foresee,
  dry_run: dryRun,
  weigh,
  await_approval: awaitApproval,
  settle_approval: settleApproval,
  snapshot,
  launch,
  look_up: lookUp,
  follow,
  stop,
  verify,
  close,
  undo,
  verify_undo: verifyUndo,
  fail,
};

/** Does what the step asks. Throws what its ports throw, by the names the workflow's Retry and Catch know. */
export const remediate = <Action extends RemediateInput['action']>(
  input: InputOf<Action>,
  ports: RemediatePorts,
  policy: RemediatePolicy,
): Promise<unknown> => {
  const step: Steps[Action] = steps[input.action as Action];
  return step(input, ports, policy);
};
