/** One execution: begins, can be stopped or time out, and ends once. */
import type { Scheduler, Timer } from '../scheduler.ts';
import { Activity, Cancellation, Cancelled } from './activity.ts';
import type { Machine, MachineType } from './definition.ts';
import { errorDetails } from './error-details.ts';
import { WorkflowFailure } from './failure.ts';
import { History } from './history.ts';
import type { Json } from './json.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Tokens } from './tokens.ts';
import type { ExecutionPart, Scope } from './visit.ts';
import { runBranch } from './walk.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionOptions {
  readonly machine: Machine;
  /** Standard unless said otherwise. */
  readonly type?: MachineType;
  readonly machineArn: string;
  readonly machineName: string;
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly region: string;
  readonly input: Json;
  readonly scheduler: Scheduler;
  readonly runner: TaskRunner;
  readonly tokens: Tokens;
  /** Called once, when the execution is over. */
  readonly onEnd?: (execution: Execution) => void;
}

export class Execution {
  readonly options: ExecutionOptions;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly history: History;
  #status: ExecutionStatus = 'RUNNING';
  #endedAt: number | undefined;
  #output: Json | undefined;
  #error: string | undefined;
  #cause: string | undefined;
  readonly #activity = new Activity();
  readonly #cancellation = new Cancellation();
  readonly #root: Scope;
  #timeout: Timer | undefined;
  #tokenOrdinal = 0;

  /** Nothing runs until `begin`. */
  constructor(options: ExecutionOptions) {
    this.options = options;
    const { scheduler, machineArn, machineName, arn, name, roleArn } = options;
    this.startedAt = scheduler.now();
    this.history = new History(() => scheduler.now());
    const random = scheduler.random(`execution:${arn}`);
    const part: ExecutionPart = {
      ...{ arn, machineArn, roleArn, region: options.region, scheduler, runner: options.runner, tokens: options.tokens },
      ...{ activity: this.#activity, history: this.history, random },
      context: {
        Execution: {
          ...{ Id: arn, Input: options.input, StartTime: new Date(this.startedAt).toISOString(), Name: name, RoleArn: roleArn },
          ...(options.type === 'EXPRESS' ? {} : { RedriveCount: 0 }),
        },
        StateMachine: { Id: machineArn, Name: machineName },
      },
      nextTokenOrdinal: () => {
        this.#tokenOrdinal += 1;
        return this.#tokenOrdinal;
      },
      isRunning: () => this.#status === 'RUNNING',
      runBranch,
    };
    this.#root = { execution: part, variables: {}, position: { previousEventId: 0 }, cancellation: this.#cancellation, mapIndexes: [] };
  }

  get status(): ExecutionStatus {
    return this.#status;
  }
  get endedAt(): number | undefined {
    return this.#endedAt;
  }
  get output(): Json | undefined {
    return this.#output;
  }
  get error(): string | undefined {
    return this.#error;
  }
  get cause(): string | undefined {
    return this.#cause;
  }

  /** Starts and resolves when the execution waits or is over; one event of the scheduler awaits it. */
  begin(): Promise<void> {
    if (this.#status !== 'RUNNING') return Promise.resolve();
    const { input, roleArn, machine, scheduler } = this.options;
    this.history.add(this.#root.position, 'ExecutionStarted', {
      ...{ input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn },
    });
    if (machine.timeoutSeconds !== undefined)
      this.#timeout = scheduler.after(machine.timeoutSeconds * 1_000, `execution timeout ${this.options.name}`, () => this.#timeOut());
    this.#activity.spawn(() => this.#run());
    return this.#activity.idle();
  }

  /** Ends a running execution; resolves when every branch is unwound. */
  stop(error?: string, cause?: string): Promise<void> {
    return this.#end('ABORTED', 'ExecutionAborted', error, cause);
  }

  #timeOut(): Promise<void> {
    return this.#end('TIMED_OUT', 'ExecutionTimedOut', 'States.Timeout', undefined);
  }

  #end(status: ExecutionStatus, event: string, error?: string, cause?: string): Promise<void> {
    if (this.#status !== 'RUNNING') return Promise.resolve();
    this.#fail(status, event, error, cause);
    this.#cancellation.cancel();
    return this.#activity.idle();
  }

  async #run(): Promise<void> {
    const root = this.#root;
    try {
      const output = await runBranch(this.options.machine, root, this.options.input);
      this.#output = output;
      this.history.add(root.position, 'ExecutionSucceeded', { output: JSON.stringify(output), outputDetails: { truncated: false } });
      this.#close('SUCCEEDED');
    } catch (problem) {
      if (problem instanceof Cancelled) return;
      const failure = problem instanceof WorkflowFailure ? problem : new WorkflowFailure('States.Runtime', String(problem));
      this.#fail('FAILED', 'ExecutionFailed', failure.error, failure.causeText);
    }
  }

  #fail(status: ExecutionStatus, event: string, error: string | undefined, cause: string | undefined): void {
    this.#error = error;
    this.#cause = cause;
    this.history.add(this.#root.position, event, errorDetails(error, cause));
    this.#close(status);
  }

  #close(status: ExecutionStatus): void {
    this.#status = status;
    this.#endedAt = this.options.scheduler.now();
    this.#timeout?.cancel();
    this.options.onEnd?.(this);
  }
}
