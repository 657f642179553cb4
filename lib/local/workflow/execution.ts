/** One execution: walks the states, retries, catches, records history, and ends once. */
import type { Scheduler, Timer } from '../scheduler.ts';
import { Activity, Cancellation, Cancelled } from './activity.ts';
import type { Branch, Machine, MachineType, State, StateType } from './definition.ts';
import { errorDetails } from './error-details.ts';
import { QueryFailure, WorkflowFailure } from './failure.ts';
import { HISTORY_LIMIT, History } from './history.ts';
import { byteLength, type Json, type JsonObject, PAYLOAD_LIMIT_BYTES } from './json.ts';
import { stateData } from './languages.ts';
import { findCatcher, nextRetry, type RetryCounts } from './retry.ts';
import { runState } from './states/registry.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Tokens } from './tokens.ts';
import { type ExecutionPart, type Exit, type Scope, sleep, type Visit } from './visit.ts';

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
      runBranch: (branch, scope, input) => this.#runBranch(branch, scope, input),
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
      const output = await this.#runBranch(this.options.machine, root, this.options.input);
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

  async #runBranch(branch: Branch, scope: Scope, input: Json): Promise<Json> {
    let name: string | undefined = branch.startAt;
    let value = input;
    while (name !== undefined) {
      const state = branch.states.get(name);
      if (!state) throw new WorkflowFailure('States.Runtime', `There is no state '${name}'`);
      const exit = await this.#visit(state, scope, value);
      value = exit.output;
      name = exit.next ?? state.next;
    }
    return value;
  }

  async #visit(state: State, scope: Scope, input: Json): Promise<Exit> {
    try {
      return await this.#enter(state, scope, input);
    } catch (problem) {
      // A failed Parallel branch aborts the states it was in, the failing one included (recorded on AWS).
      const stopped = problem instanceof Cancelled ? this.#status === 'RUNNING' : scope.parallel === true;
      if (stopped && ABORTABLE.has(state.type)) scope.execution.history.add(scope.position, `${state.type}StateAborted`);
      throw problem;
    }
  }

  async #enter(state: State, scope: Scope, input: Json): Promise<Exit> {
    const { history } = scope.execution;
    if (history.events.length >= HISTORY_LIMIT)
      throw new WorkflowFailure('States.Runtime', 'The execution reached the maximum number of history events (25000).');
    const enteredEventId = history.add(scope.position, `${state.type}StateEntered`, {
      ...{ name: state.name, input: JSON.stringify(input), inputDetails: { truncated: false } },
    });
    const enteredTime = new Date(this.options.scheduler.now()).toISOString();
    const visit: Visit = { scope, state, input, enteredTime, enteredEventId, retryCount: 0 };
    const exit = await this.#attempts(visit);
    if (byteLength(exit.output) > PAYLOAD_LIMIT_BYTES)
      throw new WorkflowFailure(
        'States.DataLimitExceeded',
        `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    if (exit.assigned) scope.variables = { ...scope.variables, ...exit.assigned };
    if (state.type !== 'Fail') history.add(scope.position, `${state.type}StateExited`, exitDetails(state.name, exit));
    return exit;
  }

  /** Runs the state until it succeeds, is caught, or fails for good. */
  async #attempts(visit: Visit): Promise<Exit> {
    const { state, scope } = visit;
    const counts: RetryCounts = new Map();
    for (;;) {
      try {
        return await this.#named(visit, () => runState(visit));
      } catch (problem) {
        if (!(problem instanceof WorkflowFailure)) throw problem;
        const delayMs = nextRetry(state.retry, counts, problem, () => scope.execution.random());
        if (delayMs !== undefined) {
          await sleep(scope, delayMs, `retry ${state.name}`);
          visit.retryCount += 1;
          continue;
        }
        if (state.type === 'Map' || state.type === 'Parallel') this.#recordStateFailed(visit, problem);
        const catcher = findCatcher(state.catch, problem);
        if (!catcher) throw problem;
        const exit = await this.#named(visit, async () => {
          const data = stateData(state);
          return data.caught(visit, visit.input, catcher, problem);
        });
        return { ...exit, next: catcher.next };
      }
    }
  }

  /** A Map or Parallel that failed for good says so, unless it never got to work (JSONPath) on account of its own fields. */
  #recordStateFailed(visit: Visit, failure: WorkflowFailure): void {
    if (failure.error === 'States.Runtime') return;
    visit.scope.execution.history.add(
      visit.scope.position,
      `${visit.state.type}StateFailed`,
      errorDetails(failure.error, failure.causeText),
    );
  }

  /** Puts the state's name around what its queries complain of. */
  async #named<Result>(visit: Visit, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (problem) {
      if (!(problem instanceof QueryFailure)) throw problem;
      const { state, enteredEventId, scope } = visit;
      const cause = `An error occurred while executing the state '${state.name}' (entered at the event id #${enteredEventId}). ${problem.message}`;
      if (problem.error === 'States.QueryEvaluationError')
        scope.execution.history.add(scope.position, 'EvaluationFailed', {
          ...{ error: problem.error, cause, state: state.name },
          ...(problem.location === undefined ? {} : { location: problem.location }),
        });
      throw new WorkflowFailure(problem.error, cause);
    }
  }
}

/** State types with a …StateAborted event. Source: the model of client-sfn (HistoryEventType). */
const ABORTABLE: ReadonlySet<StateType> = new Set<StateType>(['Task', 'Wait', 'Parallel', 'Map']);

function exitDetails(name: string, exit: Exit): JsonObject {
  const assigned = exit.assigned && Object.entries(exit.assigned).map(([key, value]): [string, string] => [key, JSON.stringify(value)]);
  return {
    ...{ name, output: JSON.stringify(exit.output), outputDetails: { truncated: false } },
    ...(assigned ? { assignedVariables: Object.fromEntries(assigned), assignedVariablesDetails: { truncated: false } } : {}),
  };
}
