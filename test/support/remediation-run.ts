/** The deployed remediation workflow with its real steps around a system that does what a test says, in virtual time. */
import { readFileSync } from 'node:fs';
import { type RemediateInput, remediateInputSchema } from '#functions/remediate/input.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import { answerApproval } from '#functions/respond/answer-approval.ts';
import type { RespondPorts } from '#functions/respond/ports.ts';
import { stopRoutes } from '#functions/respond/stop-routes.ts';
import type { Alert } from '#kernel/alert.ts';
import { resolve } from '#kernel/answers.ts';
import type { Policy } from '#kernel/policy.ts';
import type { JobStatus, Target } from '#kernel/target.ts';
import { remediationName } from '#kernel/workflow-names.ts';
import type { Execution } from '#lib/local/workflow/engine.ts';
import { type FunctionRunner, functionRunner, startExecution } from './function-runner.ts';
import { unseenChain } from './memory-chain-table.ts';
import { type MemoryResponseStore, memoryResponseStore } from './memory-response-store.ts';
import { alertAt, incidentAt, policyWith, silentLog, type WrittenRule } from './remediation-case.ts';
import { type Fate, type SystemJob, systemTarget } from './remediation-model/system.ts';
import { VirtualScheduler } from './virtual-scheduler.ts';

/** The deployed definition. */
export const definition: string = readFileSync(new URL('../../functions/remediate/remediation.asl.json', import.meta.url), 'utf8');

export const minute = 60_000;
const jobMs = 20_000;
const { fingerprint } = alertAt(0);

/** A step that is killed, or fails by a name. */
export interface Accident {
  readonly action: RemediateInput['action'] | 'notify';
  readonly when: 'before' | 'after';
  readonly name: string;
}

/** How the n-th job ends; the last word holds for those that follow. */
type End = Extract<JobStatus, 'succeeded' | 'failed' | 'cancelled'> | 'never';

export interface Settings {
  readonly rule?: Partial<WrittenRule>;
  /** Who must say yes; false runs by itself. */
  readonly approval?: boolean;
  readonly policy?: (policy: Policy) => Policy;
  /** What the system cannot do. */
  readonly without?: readonly ('dryRun' | 'snapshot' | 'undo')[];
  readonly ends?: readonly End[];
  /** What becomes of jobs that are told to stop: they are cancelled so many seconds later, or end well at once; at once when absent. */
  readonly stops?: number | 'succeeded';
  /** Of the calls of a method, in order; `well` afterwards. */
  readonly fates?: Partial<Record<keyof Target, readonly Fate[]>>;
  readonly accidents?: readonly Accident[];
  readonly probe?: (url: string) => boolean;
  /** Called before a step is. */
  readonly beforeStep?: (run: RemediationRun, action: string) => Promise<void>;
}

/** One incident with one alert, and what is done about it. */
export class RemediationRun {
  readonly clock = new VirtualScheduler();
  readonly store: MemoryResponseStore = memoryResponseStore();
  readonly settings: Settings;
  readonly policy: Policy;
  /** Every message: its reason and what it says. */
  readonly messages: { readonly reason: string; readonly text: string; readonly recipients: readonly string[] }[] = [];
  readonly escalations: string[] = [];
  jobs: readonly SystemJob[] = [];
  readonly #runner: FunctionRunner;
  readonly #accidents: Accident[];
  readonly #fates: Map<string, Fate[]>;

  constructor(settings: Settings = {}) {
    this.settings = settings;
    const asks = settings.approval ?? false;
    const approval = { required: asks, notify: ['sam'], channels: ['hook'] };
    const policy = policyWith({ approval, ...settings.rule }, true);
    this.policy = settings.policy?.(policy) ?? policy;
    this.#accidents = [...(settings.accidents ?? [])];
    this.#fates = new Map(Object.entries(settings.fates ?? {}).map(([method, fates]) => [method, [...fates]]));
    this.#runner = functionRunner({
      RemediateFunction: (payload) => this.#step(payload),
      NotifyFunction: (payload) => this.#notify(payload),
    });
  }

  get workflows() {
    return {
      ...this.#runner.workflows,
      start: async (_workflow: string, name: string) => {
        this.escalations.push(name);
        return { started: true };
      },
    };
  }

  get respondPorts(): RespondPorts {
    const { store, clock, policy, workflows } = this;
    const chain = unseenChain();
    return {
      store,
      chain,
      annotations: { annotations: async () => [] },
      clock,
      policy,
      workflows,
      log: silentLog,
      linkSecret: async () => 's',
    };
  }

  /** Writes the alert and its incident, and starts the workflow. */
  async begin(alert: Partial<Alert> = {}, name = remediationName('inc-1', fingerprint)): Promise<Execution> {
    const now = this.clock.now();
    if ((await this.store.incident('inc-1')) === undefined) {
      await this.store.putAlert(alertAt(now, alert));
      await this.store.putIncident(incidentAt(now));
    }
    return startExecution(definition, name, { incidentId: 'inc-1', fingerprint }, this.clock, this.#runner);
  }

  /** Begins, and lets so much time pass. */
  async run(minutes = 60, alert: Partial<Alert> = {}): Promise<Execution> {
    const execution = await this.begin(alert);
    await this.clock.advanceBy(minutes * minute);
    return execution;
  }

  /** A person's answer as respond takes it; the refusal's status, or 200. */
  async answer(outcome: 'approved' | 'rejected', by: string, reason?: string): Promise<number> {
    const [id = ''] = this.store.contents.pending.keys();
    const cause = { by, causeId: `request-${by}`, via: 'test', ...(reason === undefined ? {} : { reason }) };
    try {
      await answerApproval(this.respondPorts, id, outcome, cause);
      return 200;
    } catch (error) {
      if (error instanceof Error && 'status' in error) return Number(error.status);
      if (error instanceof Error && error.name === 'NotFoundError') return 404;
      throw error;
    }
  }

  /** A person's stop over the API: of this incident, or of everything. */
  async stop(what: 'this' | 'all' = 'this', by = 'sam'): Promise<void> {
    const key = what === 'all' ? 'POST /v1/remediation/stop' : 'POST /v1/incidents/{id}/stop-remediation';
    const request = { routeKey: key, id: 'inc-1', query: {}, headers: {}, body: '{"reason":"Not now."}', requestId: 'r', causeId: 'stop' };
    const caller = { name: by, via: 'test', trusted: false, roles: new Map() };
    const route = stopRoutes.find((each) => each.key === key);
    await route?.answer({ ...request, identity: { kind: 'nobody' } }, this.respondPorts, caller);
  }

  async resolve(by = 'alex'): Promise<void> {
    const { store, workflows, clock } = this;
    await resolve({ store, workflows, clock }, { incidentId: 'inc-1', by, reason: 'fixed', causeId: `resolved-by-${by}` });
  }

  async changeAlert(changes: Partial<Alert>): Promise<void> {
    const alert = await this.store.alert(fingerprint);
    if (alert !== undefined) await this.store.putAlert({ ...alert, ...changes, version: alert.version + 1 });
  }

  /** The trouble goes on for so long: it is seen every half minute. */
  keepsFiring(minutes = 120): void {
    for (let at = 0; at < minutes; at += 0.5)
      this.clock.after(at * minute, 'the alert is seen again', () =>
        this.changeAlert({ lastSeenAt: this.clock.now(), evidenceAt: this.clock.now() }),
      );
  }

  async kinds(): Promise<readonly string[]> {
    return (await this.store.timeline('inc-1')).map(({ kind }) => kind);
  }

  /** The reason on record for a kind. */
  async said(kind: string): Promise<string> {
    return (await this.store.timeline('inc-1')).find((entry) => entry.kind === kind)?.reason ?? '';
  }

  purposes(): readonly string[] {
    return this.jobs.map(({ purpose, status }) => `${purpose} ${status}`);
  }

  reasons(): readonly string[] {
    return this.messages.map(({ reason }) => reason);
  }

  async #step(payload: unknown): Promise<unknown> {
    const input = remediateInputSchema.parse(payload);
    await this.settings.beforeStep?.(this, input.action);
    this.#takeAccident(input.action, 'before');
    const { store, clock, workflows, settings, policy } = this;
    const output = await remediate(
      input,
      {
        ...{ store, chain: unseenChain(), clock, workflows },
        targets: new Map([['awx', systemTarget(this.#system(input.execution), settings.without ?? [])]]),
        probe: async (url) => settings.probe?.(url) ?? true,
      },
      policy,
    );
    this.#takeAccident(input.action, 'after');
    return output;
  }

  async #notify(payload: unknown): Promise<unknown> {
    this.#takeAccident('notify', 'before');
    const { notificationReason: reason, text, recipients } = payload as Record<string, string> & { readonly recipients: string[] };
    this.messages.push({ reason: String(reason), text: String(text), recipients });
    return { delivered: 1 };
  }

  #takeAccident(action: string, when: Accident['when']): void {
    const index = this.#accidents.findIndex((accident) => accident.action === action && accident.when === when);
    const [accident] = index < 0 ? [] : this.#accidents.splice(index, 1);
    if (accident !== undefined) throw Object.assign(new Error('accident'), { name: accident.name });
  }

  #system(by: string) {
    return {
      by,
      now: () => this.clock.now(),
      jobs: () => this.jobs,
      keep: (jobs: readonly SystemJob[]) => {
        this.jobs = jobs;
      },
      fate: (method: keyof Target) => this.#fates.get(method)?.shift() ?? 'well',
      accepted: ({ id }: SystemJob) => this.#endLater(id),
      told: ({ id }: SystemJob) => this.#stop(id),
    };
  }

  #endLater(id: string): void {
    const { ends = ['succeeded'] } = this.settings;
    const end = ends[Math.min(Number(id), ends.length) - 1] ?? 'succeeded';
    if (end === 'never') return;
    this.clock.after(jobMs, `job ${id} ends`, () => this.#end(id, end));
  }

  #stop(id: string): void {
    const { stops = 0 } = this.settings;
    if (stops === 'succeeded') this.#end(id, 'succeeded');
    else if (stops === 0) this.#end(id, 'cancelled');
    else this.clock.after(stops * 1000, `job ${id} stops`, () => this.#end(id, 'cancelled'));
  }

  #end(id: string, status: JobStatus): void {
    this.jobs = this.jobs.map((job) => (job.id === id && job.status === 'running' ? { ...job, status } : job));
  }
}

/** States in the order they were entered. */
export const statesOf = (execution: Execution): readonly string[] =>
  execution.history.events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details?.['name']));

/** Where it ended. */
export const endOf = (execution: Execution): string | undefined => statesOf(execution).at(-1);
