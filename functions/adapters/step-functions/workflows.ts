/** Workflows on AWS Step Functions: started by name, answered by task token. */
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { asUpstream } from '#kernel/as-upstream.ts';
import { ConfigError } from '#kernel/errors.ts';
import type { Workflows } from '#kernel/ports.ts';

/** ARNs of the state machines a function may start; empty for one that only answers. */
export type StateMachines = Readonly<Partial<Record<'escalation' | 'remediation', string>>>;

/** Answers that say nobody waits for this token (any more). */
const notWaiting = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

const client = new SFNClient({});

/** `sfn` is another client than the function's own, for tests. */
export const stepFunctionsWorkflows = (machines: StateMachines, sfn: SFNClient = client): Workflows => ({
  start: (workflow, name, input) =>
    asUpstream('Step Functions', async () => {
      const stateMachineArn = machines[workflow];
      if (stateMachineArn === undefined) throw new ConfigError(`This function starts no ${workflow}.`, { reason: 'workflow' });
      // A Standard execution's name is taken for 90 days [S]; with equal input a running one answers as if just started [D].
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      return unless<{ started: boolean }>(['ExecutionAlreadyExists'], { started: false }, async () => {
        await sfn.send(command);
        return { started: true };
      });
    }),
  complete: (taskToken, output) =>
    asUpstream('Step Functions', () =>
      unless<boolean>(notWaiting, false, async () => {
        await sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
        return true;
      }),
    ),
});

/** The call's result, or `otherwise` when it fails with one of these errors. */
const unless = async <Result>(errors: readonly string[], otherwise: Result, call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && errors.includes(error.name)) return otherwise;
    throw error;
  }
};
