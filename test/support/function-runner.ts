/** Runs a workflow's Lambda tasks as plain functions in this process, on the local engine, with the answers Lambda would give. */
import type { Workflows } from '#kernel/ports.ts';
import type { Scheduler } from '#lib/local/scheduler.ts';
import {
  Execution,
  type Json,
  parseMachine,
  type TaskRequest,
  type TaskRunner,
  type TaskStart,
  Tokens,
} from '#lib/local/workflow/engine.ts';

export type StepFunction = (payload: unknown) => Promise<unknown>;

export interface FunctionRunner extends TaskRunner {
  /** Completes task tokens as Step Functions' API would. */
  readonly workflows: Workflows;
  readonly tokens: Tokens;
}

/** By the name the definition's placeholder has: `RemediateFunction`. */
export const functionRunner = (functions: Readonly<Record<string, StepFunction>>): FunctionRunner => {
  const tokens = new Tokens();
  const invoke = async (task: TaskRequest): Promise<unknown> => {
    const { FunctionName: name, Payload: payload } = task.arguments as { readonly FunctionName: string; readonly Payload: unknown };
    const run = functions[name];
    if (run === undefined) throw new Error(`no function ${name}`);
    return run(JSON.parse(JSON.stringify(payload)));
  };
  return {
    tokens,
    refusal: () => undefined,
    start: async (task): Promise<TaskStart> => {
      try {
        const payload = (JSON.parse(JSON.stringify((await invoke(task)) ?? null)) ?? null) as Json;
        const output: Json = { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
        const waits = task.resource.kind === 'integration' && task.resource.pattern === 'waitForTaskToken';
        return waits ? { kind: 'submitted', output } : { kind: 'ended', outcome: { ok: true, output } };
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        return { kind: 'ended', outcome: { ok: false, error: name, cause: JSON.stringify({ errorType: name, errorMessage: message }) } };
      }
    },
    workflows: {
      start: async () => ({ started: true }),
      complete: async (token, output) => {
        const waiting = tokens.find(token);
        if (waiting === undefined || waiting === 'closed') return false;
        waiting.complete({ ok: true, output: output as Json });
        return true;
      },
    },
  };
};

/** Starts an execution of a definition whose placeholders (`${Name}`) stand for functions of that name; it runs as the scheduler's time goes on. */
export const startExecution = (definition: string, name: string, input: Json, scheduler: Scheduler, runner: FunctionRunner): Execution => {
  const account = 'arn:aws:states:us-east-1:111111111111';
  const execution = new Execution({
    machine: parseMachine(definition.replaceAll(/\$\{(\w+)\}/g, '$1')),
    machineName: 'machine',
    machineArn: `${account}:stateMachine:machine`,
    name,
    arn: `${account}:execution:machine:${name}`,
    region: 'us-east-1',
    roleArn: 'arn:aws:iam::111111111111:role/machine',
    input,
    scheduler,
    runner,
    tokens: runner.tokens,
  });
  scheduler.after(0, `start ${name}`, () => execution.begin());
  return execution;
};
