/** One step of the remediation workflow: each action does one thing, is idempotent, and leaves a record. */
import { awaitApproval, settleApproval } from './approval.ts';
import { fail } from './fail.ts';
import { follow, stop } from './follow.ts';
import type { RemediateInput } from './input.ts';
import { launch, lookUp } from './launch.ts';
import { takeLock } from './lock.ts';
import { match } from './match.ts';
import type { RemediatePolicy } from './match-rule.ts';
import type { RemediatePorts } from './ports.ts';
import { close, verify } from './verify.ts';

/** Does what the step asks. Throws what its ports throw, by the names the workflow's Retry and Catch know. */
export const remediate = async (input: RemediateInput, ports: RemediatePorts, policy: RemediatePolicy): Promise<unknown> => {
  switch (input.action) {
    case 'match':
      return match(input, ports, policy);
    case 'take_lock':
      return takeLock(input, ports);
    case 'await_approval':
      return awaitApproval(input, ports);
    case 'settle_approval':
      return settleApproval(input, ports);
    case 'launch':
      return launch(input, ports);
    case 'look_up':
      return lookUp(input, ports);
    case 'follow':
      return follow(input, ports);
    case 'stop':
      return stop(input, ports);
    case 'verify':
      return verify(input, ports);
    case 'close':
      return close(input, ports);
    case 'fail':
      return fail(input, ports);
  }
};
