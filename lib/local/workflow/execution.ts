/** One execution: begins, can be stopped or time out, ends, and may be redriven. */
import type { Scheduler, Timer } from '../scheduler.ts';
import { Activity, Cancellation, Cancelled } from './activity.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Machine, MachineType } from './definition.ts';
import { errorDetails } from './error-details.ts';
import { WorkflowFailure } from './failure.ts';
import { History } from './history.ts';
import type { Json } from './json.ts';
import { LONGEST_EXECUTION_MS } from './limits.ts';
import { notRedrivable } from './redrive.ts';
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
  /** Called whenever the execution is over: once, and once more for each redrive. */
  readonly onEnd?: (execution: Execution) => void;
}

/** What runs between a start or redrive and the end that follows. */
interface Run {
  readonly activity: Activity;
  readonly cancellation: Cancellation;
  readonly root: Scope;
}

export class Execution {
  readonly options: ExecutionOptions;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly history: History;
  readonly #checkpoint: Checkpoint = {};
  readonly #random: () => number;
  #status: ExecutionStatus = 'RUNNING';
  #endedAt: number | undefined;
  #output: Json | undefined;
  #error: string | undefined;
  #cause: string | undefined;
  #redriveCount = 0;
  #redrivenAt: number | undefined;
  #run: Run;
  #timeout: Timer | undefined;
  #tokenOrdinal = 0;

  /** Nothing runs until `begin`. */
  constructor(options: ExecutionOptions) {
    this.options = options;
    const { scheduler, arn } = options;
    this.startedAt = scheduler.now();
    this.history = new History(() => scheduler.now());
    this.#random = scheduler.random(`execution:${arn}`);
    this.#run = this.#newRun();
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
  get redriveCount(): number {
    return this.#redriveCount;
  }
  /** Milliseconds since the epoch. */
  get redrivenAt(): number | undefined {
    return this.#redrivenAt;
  }

  /** AWS's reason why the execution cannot be redriven now; undefined when it can. */
  notRedrivable(): string | undefined {
    const { status, startedAt, endedAt = startedAt, history } = this;
    return notRedrivable({ status, startedAt, endedAt, events: history.events.length, now: this.options.scheduler.now() });
  }

  /** Makes an execution that has failed run again from where it failed; `begin` is to be called next. */
  redrive(): void {
    this.#redriveCount += 1;
    this.#redrivenAt = this.options.scheduler.now();
    this.#status = 'RUNNING';
    this.#endedAt = undefined;
    this.#error = undefined;
    this.#cause = undefined;
    this.#run = this.#newRun();
  }

  /** Starts, or goes on after a redrive, and resolves when the execution waits or is over; one event of the scheduler awaits it. */
  begin(): Promise<void> {
    const run = this.#run;
    if (this.#status !== 'RUNNING') return Promise.resolve();
    const { input, roleArn, machine, scheduler, name } = this.options;
    const { position } = run.root;
    if (this.#redriveCount > 0) this.history.add(position, 'ExecutionRedriven', { redriveCount: this.#redriveCount });
    else
      this.history.add(position, 'ExecutionStarted', { ...{ input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn } });
    // A redrive starts the machine's clock anew, not the year's. [D]
    const yearLeft = this.startedAt + LONGEST_EXECUTION_MS - scheduler.now();
    const limitMs = Math.min((machine.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1_000, yearLeft);
    this.#timeout = scheduler.after(limitMs, `execution timeout ${name}`, () => this.#timeOut());
    run.activity.spawn(() => this.#walk(run));
    return run.activity.idle();
  }

  /** Ends a running execution; resolves when every branch is unwound. */
  stop(error?: string, cause?: string): Promise<void> {
    return this.#end('ABORTED', 'ExecutionAborted', error, cause);
  }

  #newRun(): Run {
    const { options } = this;
    const { machineArn, machineName, arn, name, roleArn, scheduler, runner, tokens, region } = options;
    const activity = new Activity();
    const cancellation = new Cancellation();
    const redriven = this.#redrivenAt === undefined ? {} : { RedriveTime: new Date(this.#redrivenAt).toISOString() };
    const part: ExecutionPart = {
      ...{ arn, machineArn, roleArn, region, scheduler, runner, tokens, activity },
      ...{ history: this.history, random: this.#random, redriveCount: this.#redriveCount, runBranch },
      context: {
        Execution: {
          ...{ Id: arn, Input: options.input, StartTime: new Date(this.startedAt).toISOString(), Name: name, RoleArn: roleArn },
          ...(options.type === 'EXPRESS' ? {} : { RedriveCount: this.#redriveCount, ...redriven }),
        },
        StateMachine: { Id: machineArn, Name: machineName },
      },
      nextTokenOrdinal: () => {
        this.#tokenOrdinal += 1;
        return this.#tokenOrdinal;
      },
      isRunning: () => this.#status === 'RUNNING',
    };
    const position = { previousEventId: this.history.events.length };
    const root: Scope = { execution: part, variables: {}, position, checkpoint: this.#checkpoint, cancellation, mapIndexes: [] };
    return { activity, cancellation, root };
  }

  #timeOut(): Promise<void> {
    return this.#end('TIMED_OUT', 'ExecutionTimedOut', 'States.Timeout', undefined);
  }

  #end(status: ExecutionStatus, event: string, error?: string, cause?: string): Promise<void> {
    const { activity, cancellation } = this.#run;
    if (this.#status !== 'RUNNING') return Promise.resolve();
    // What ends an execution from outside follows no event (ExecutionTimedOut: floci-io/floci#2782, measured on AWS [S]; ExecutionAborted [U]).
    this.#fail(status, event, { previousEventId: 0 }, error, cause);
    cancellation.cancel();
    return activity.idle();
  }

  async #walk({ root, cancellation }: Run): Promise<void> {
    try {
      const output = await runBranch(this.options.machine, root, this.options.input);
      this.history.add(root.position, 'ExecutionSucceeded', { output: JSON.stringify(output), outputDetails: { truncated: false } });
      this.#output = output;
      this.#close('SUCCEEDED');
    } catch (problem) {
      if (problem instanceof Cancelled) return;
      const failure = problem instanceof WorkflowFailure ? problem : new WorkflowFailure('States.Runtime', String(problem));
      this.#fail('FAILED', 'ExecutionFailed', root.position, failure.error, failure.causeText);
      // A full history ends branches that are still at work.
      cancellation.cancel();
    }
  }

  #fail(status: ExecutionStatus, event: string, position: Scope['position'], error: string | undefined, cause: string | undefined): void {
    this.#error = error;
    this.#cause = cause;
    this.history.end(position, event, errorDetails(error, cause));
    this.#close(status);
  }

  #close(status: ExecutionStatus): void {
    this.#status = status;
    this.#endedAt = this.options.scheduler.now();
    this.#timeout?.cancel();
    this.options.onEnd?.(this);
  }
}
