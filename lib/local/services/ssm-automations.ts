/** SSM Automation's executions: they walk through their document's steps on the cloud's clock, wait where a person is asked, and end. */
import { checkStart, type DocumentParameter } from '../quotas/ssm.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError } from '../service.ts';
import { uuid } from '../workflow/chance.ts';

/** A document that somebody of the account, or AWS, keeps; `content` as schema 0.3 has it. */
export interface SsmDocument {
  readonly name: string;
  /** `Automation` by default. */
  readonly type?: string;
  /** The default version; `1` when absent. */
  readonly version?: string;
  readonly content: {
    readonly assumeRole?: string;
    readonly parameters?: Readonly<Record<string, DocumentParameter>>;
    readonly mainSteps: readonly { readonly name: string; readonly action: string }[];
  };
}

/** How an execution ends; `never`: it does not. */
type ExecutionEnd = 'Success' | 'Failed' | 'TimedOut' | 'never';

export interface AutomationRecord {
  readonly id: string;
  readonly document: string;
  readonly version: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly clientToken: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly startedAt: number;
  /** Of the request as it came, but for the token. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Access key id of who started it. */
  readonly startedBy: string;
  status: string;
  step: number;
  failure?: string;
  endedAt?: number;
}

export interface SsmOptions {
  readonly documents?: readonly SsmDocument[];
  /** Seconds an execution waits before its first step, and each step takes. */
  readonly pendingSeconds?: number;
  readonly stepSeconds?: number;
  /** Seconds between `Cancelling` and `Cancelled`; 0, the default: at once. */
  readonly cancelSeconds?: number;
}

export interface StartRequest {
  readonly document: string;
  readonly version: string | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly clientToken: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly targetParameter: string | undefined;
  readonly request: Readonly<Record<string, unknown>>;
  readonly startedBy: string;
}

export class SsmAutomations {
  readonly #scheduler: Scheduler;
  readonly #random: () => number;
  readonly #options: SsmOptions;
  readonly #onStep: (run: AutomationRecord) => void;
  readonly #runs: AutomationRecord[] = [];
  readonly #ends: ExecutionEnd[] = [];

  constructor(scheduler: Scheduler, options: SsmOptions, onStep: (run: AutomationRecord) => void) {
    this.#scheduler = scheduler;
    this.#random = scheduler.random('ssm executions');
    this.#options = options;
    this.#onStep = onStep;
  }

  /** Ends of the next executions, in order; success afterwards. */
  end(...ends: readonly ExecutionEnd[]): void {
    this.#ends.push(...ends);
  }

  all(): readonly Readonly<AutomationRecord>[] {
    return this.#runs.map((run) => ({ ...run }));
  }

  document(name: string): SsmDocument | undefined {
    return this.#options.documents?.find((candidate) => candidate.name === name);
  }

  find(id: string): AutomationRecord {
    const run = this.#runs.find((candidate) => candidate.id === id);
    if (!run) throw new AwsError('AutomationExecutionNotFoundException', `Automation execution ${id} does not exist`);
    return run;
  }

  /** A token that was used before starts nothing. AWS does not say what it answers to an equal request [U: here the same execution]; to another one it says so [D]. */
  start(wanted: StartRequest): AutomationRecord {
    const document = this.#startable(wanted);
    const before =
      wanted.clientToken === undefined
        ? undefined
        : this.#runs.find(({ clientToken }) => clientToken?.toLowerCase() === wanted.clientToken?.toLowerCase());
    if (before !== undefined) {
      if (JSON.stringify(before.request) === JSON.stringify(wanted.request)) return before;
      throw new AwsError('IdempotentParameterMismatch', 'The token was used with other parameters');
    }
    const run: AutomationRecord = {
      ...{ id: uuid(this.#random), document: wanted.document, version: document.version ?? '1' },
      ...{ parameters: wanted.parameters, clientToken: wanted.clientToken, tags: wanted.tags },
      ...{ startedAt: this.#scheduler.now(), request: wanted.request, startedBy: wanted.startedBy, status: 'Pending', step: -1 },
    };
    this.#runs.push(run);
    const end = this.#ends.shift() ?? 'Success';
    this.#later(this.#options.pendingSeconds ?? 1, run, () => this.#next(run, document, end));
    return run;
  }

  /** A yes or a no at the step that waits for one. */
  answer(id: string, decision: 'Approve' | 'Reject'): void {
    const run = this.find(id);
    const document = this.document(run.document);
    if (run.status !== 'Waiting' || document === undefined)
      throw new AwsError('InvalidAutomationSignalException', 'The execution waits for no signal');
    if (decision === 'Reject') this.#finish(run, 'Failed', 'Step was rejected by an approver.');
    else this.#next(run, document, 'Success');
  }

  cancel(id: string): void {
    const run = this.find(id);
    // The one error of this call that fits what has ended [D: API reference; U: that it is this one].
    if (run.endedAt !== undefined)
      throw new AwsError('InvalidAutomationStatusUpdateException', `Automation execution ${id} is already in a terminal state`);
    const seconds = this.#options.cancelSeconds ?? 0;
    if (seconds > 0) {
      run.status = 'Cancelling';
      this.#later(seconds, run, () => this.#finish(run, 'Cancelled'));
    } else this.#finish(run, 'Cancelled');
  }

  #startable(wanted: StartRequest): SsmDocument {
    const document = this.document(wanted.document);
    if (document === undefined || (document.type ?? 'Automation') !== 'Automation')
      throw new AwsError('AutomationDefinitionNotFoundException', `Automation definition ${wanted.document} does not exist`);
    if (wanted.version !== undefined && wanted.version !== (document.version ?? '1'))
      throw new AwsError('AutomationDefinitionVersionNotFoundException', `Version ${wanted.version} does not exist`);
    checkStart(wanted, document.content.parameters ?? {}, this.#runs.filter(({ endedAt }) => endedAt === undefined).length);
    return document;
  }

  #later(seconds: number, run: AutomationRecord, act: () => void): void {
    this.#scheduler.after(seconds * 1_000, `ssm execution ${run.id}`, () => {
      if (run.endedAt === undefined) act();
    });
  }

  /** Goes on to the next step, waits at one that asks a person, and ends after the last. */
  #next(run: AutomationRecord, document: SsmDocument, end: ExecutionEnd): void {
    if (run.status === 'Cancelling') return;
    const steps = document.content.mainSteps;
    run.step += 1;
    const step = steps[run.step];
    if (step === undefined) {
      if (end !== 'never') this.#finish(run, end, end === 'Success' ? undefined : `The last step ended: ${end}.`);
      return;
    }
    this.#onStep(run);
    run.status = step.action === 'aws:approve' ? 'Waiting' : 'InProgress';
    if (run.status === 'InProgress') this.#later(this.#options.stepSeconds ?? 5, run, () => this.#next(run, document, end));
  }

  #finish(run: AutomationRecord, status: string, failure?: string): void {
    run.status = status;
    run.endedAt = this.#scheduler.now();
    if (failure !== undefined) run.failure = failure;
  }
}
