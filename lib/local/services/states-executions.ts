/** Executions of state machines: started once per name, stopped, redriven, and found again. */
import type { Scheduler } from '../scheduler.ts';
import { AwsError } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import { Execution, type ExecutionStatus } from '../workflow/execution.ts';
import { sameJson } from '../workflow/json.ts';
import type { TaskRunner } from '../workflow/task-runner.ts';
import type { Tokens } from '../workflow/tokens.ts';
import { checkName, jsonText } from './states-input.ts';
import type { StateMachines, Target } from './states-machines.ts';

/** An execution and what it was started by. */
export interface ExecutionRecord {
  readonly execution: Execution;
  readonly target: Target;
  /** Latest first, with the time of use. */
  readonly redriveTokens: { readonly token: string; readonly at: number }[];
}

interface Surroundings {
  readonly scheduler: Scheduler;
  readonly region: string;
  readonly account: string;
  readonly machines: StateMachines;
  readonly startDelayMs: number;
  readonly runner: TaskRunner;
  readonly tokens: Tokens;
  readonly onChange: ((execution: Execution) => void) | undefined;
}

/** Open executions of an account (Developer Guide, quotas [D]). */
const MOST_OPEN = 1_000_000;
/** A name may be used again 90 days after its execution has ended (API reference, StartExecution, `name` [D]). */
const NAME_KEPT_MS = 90 * 86_400_000;
/** The last 10 client tokens count for 15 minutes (API reference, RedriveExecution, `clientToken` [D]). */
const REDRIVE_TOKENS = 10;
const REDRIVE_TOKEN_MS = 15 * 60_000;

export class Executions {
  readonly #surroundings: Surroundings;
  readonly #names: () => number;
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #listeners = new Map<string, (execution: Execution) => void>();
  #open = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#names = surroundings.scheduler.random('states:execution-names');
  }

  /** In order of starting. */
  all(): readonly ExecutionRecord[] {
    return [...this.#records.values()];
  }

  record(arn: string): ExecutionRecord {
    const record = this.#records.get(arn);
    if (!record) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  /** Newest first; `arn` is a machine's, a version's or an alias's. */
  of(arn: string, status: ExecutionStatus | undefined): readonly ExecutionRecord[] {
    const { record } = this.#surroundings.machines.target(arn);
    const ofTarget = ({ target }: ExecutionRecord): boolean =>
      target.record === record && (arn === record.arn || target.version?.arn === arn || target.alias?.arn === arn);
    return this.all()
      .filter((one) => ofTarget(one) && (status === undefined || one.execution.status === status))
      .toReversed();
  }

  /** `onEnd` hears of the first end; an execution of the same name and input that still runs is not started again. */
  start(machineArn: string, wantedName: string | undefined, inputText: string, onEnd?: (ended: Execution) => void): Execution {
    const { machines, scheduler, region, account, onChange, runner, tokens, startDelayMs } = this.#surroundings;
    const target = machines.target(machineArn);
    const { record, revision } = target;
    const name = wantedName ?? uuid(this.#names);
    checkName(name);
    const input = jsonText(inputText, 'InvalidExecutionInput', 'Invalid State Machine Execution Input');
    const arn = `arn:aws:states:${region}:${account}:execution:${record.name}:${name}`;
    const earlier = this.#records.get(arn)?.execution;
    if (earlier && !this.#isForgotten(earlier)) {
      if (earlier.status === 'RUNNING' && sameJson(earlier.options.input, input)) return earlier;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    this.#checkOpen();
    const execution = new Execution({
      ...{ machine: revision.machine, machineArn: record.arn, machineName: record.name, roleArn: revision.roleArn, type: record.type },
      ...{ arn, name, region, input, scheduler, runner, tokens },
      onEnd: (ended) => this.#ended(ended),
    });
    // An old execution of the name keeps no place in the order.
    this.#records.delete(arn);
    this.#records.set(arn, { execution, target, redriveTokens: [] });
    if (onEnd) this.#listeners.set(arn, onEnd);
    this.#open += 1;
    scheduler.after(startDelayMs, `start ${record.name} ${name}`, () => execution.begin());
    onChange?.(execution);
    return execution;
  }

  stop(arn: string, error: string | undefined, cause: string | undefined): Execution {
    const { execution } = this.record(arn);
    this.#surroundings.scheduler.after(0, `stop ${execution.options.name}`, () => execution.stop(error, cause));
    return execution;
  }

  /** Once per client token. */
  redrive(arn: string, token: string | undefined): Execution {
    const { scheduler, onChange } = this.#surroundings;
    const { execution, redriveTokens } = this.record(arn);
    const now = scheduler.now();
    if (token !== undefined && redriveTokens.some((used) => used.token === token && now - used.at <= REDRIVE_TOKEN_MS)) return execution;
    const reason = execution.notRedrivable();
    if (reason !== undefined) throw new AwsError('ExecutionNotRedrivable', `${reason}: '${arn}'`);
    this.#checkOpen();
    execution.redrive();
    if (token !== undefined) redriveTokens.unshift({ token, at: now });
    redriveTokens.splice(REDRIVE_TOKENS);
    this.#open += 1;
    scheduler.after(this.#surroundings.startDelayMs, `redrive ${execution.options.name}`, () => execution.begin());
    onChange?.(execution);
    return execution;
  }

  #checkOpen(): void {
    if (this.#open < MOST_OPEN) return;
    throw new AwsError('ExecutionLimitExceeded', 'The maximum number of running executions has been reached.');
  }

  #isForgotten({ endedAt }: Execution): boolean {
    return endedAt !== undefined && this.#surroundings.scheduler.now() - endedAt >= NAME_KEPT_MS;
  }

  #ended(execution: Execution): void {
    const { arn } = execution.options;
    this.#open -= 1;
    const listener = this.#listeners.get(arn);
    this.#listeners.delete(arn);
    listener?.(execution);
    this.#surroundings.onChange?.(execution);
  }
}
