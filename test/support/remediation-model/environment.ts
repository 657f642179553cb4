/** Where the model's steps and answers run: the real code over a world that is being made. */
import { type RemediateInput, remediateInputSchema } from '#functions/remediate/input.ts';
import type { RemediatePolicy } from '#functions/remediate/match-rule.ts';
import type { RemediatePorts } from '#functions/remediate/ports.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import type { answerApproval } from '#functions/respond/answer-approval.ts';
import type { RespondPorts } from '#functions/respond/ports.ts';
import type { Policy } from '#kernel/policy.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import type { Json } from '#lib/local/workflow/engine.ts';
import { unseenChain } from '../memory-chain-table.ts';
import { silentLog } from '../remediation-case.ts';
import { type Hop, hereToken, type Place } from '../workflow-model/hop.ts';
import type { Breach } from './monitor.ts';
import { witnessStart } from './monitor.ts';
import { type Fate, type System, systemTarget } from './system.ts';
import { minute, type Run, type Running, second, taskOf, type World } from './world.ts';

/** The step function, or one that is wrong on purpose. */
export type Steps = (input: RemediateInput, ports: RemediatePorts, policy: RemediatePolicy, real: typeof remediate) => Promise<unknown>;

/** A definition and its steps, with what else can be wrong. */
export interface Machinery {
  readonly hop: Hop;
  readonly steps: Steps;
  readonly policy: Policy;
  readonly answerApproval: typeof answerApproval;
}

/** What goes wrong while a step is at work. */
export interface Trouble {
  /** Of the call that the step makes to its target. */
  readonly fate?: Fate;
  /** The next entry of the timeline that says something was started cannot be written. */
  readonly unrecorded?: boolean;
}

const startKinds: ReadonlySet<string> = new Set(['remediation_tried', 'remediation_launched', 'remediation_undoing']);

/** A world in the making: what happens changes it in place, until it is done. */
export class Making {
  world: World;
  readonly machinery: Machinery;
  readonly breaches: Breach[] = [];

  constructor(world: World, machinery: Machinery) {
    this.world = world;
    this.machinery = machinery;
  }

  get clock() {
    return { now: () => this.world.now };
  }

  get workflows() {
    return {
      start: async () => ({ started: true }),
      complete: async (token: string, answer: unknown) => this.complete(token, answer as Json),
    };
  }

  /** For what people do over the API. */
  get respondPorts(): RespondPorts {
    const { policy } = this.machinery;
    return {
      ...{ store: this.world.store, chain: unseenChain(), annotations: { annotations: async () => [] } },
      ...{ workflows: this.workflows, clock: this.clock, log: silentLog, policy, linkSecret: async () => 's' },
    };
  }

  change(changes: Partial<World>): void {
    this.world = { ...this.world, ...changes };
  }

  count(): number {
    this.change({ serial: this.world.serial + 1 });
    return this.world.serial;
  }

  /** Nothing when the name is taken. */
  async start(name: string, fingerprint: string, incidentId: string): Promise<void> {
    if (this.world.runs.some((run) => run.name === name)) return;
    const place = await this.machinery.hop(name, { incidentId, fingerprint });
    this.change({ runs: [...this.world.runs, this.#placed(name, fingerprint, place)] });
  }

  /** Whether a task waited for this token. One whose function is still at work goes on when it is done. */
  async complete(token: string, answer: Json): Promise<boolean> {
    const run = this.world.runs.find((each) => each.kind === 'running' && each.token === token);
    if (run?.kind !== 'running' || run.answer !== undefined) return false;
    if (run.phase === 'calling') this.update(run.name, { answer });
    else await this.go(run, { ok: true, output: answer });
    return true;
  }

  /** The execution goes on to its next task or wait, or ends. */
  async go(run: Running, ending: Parameters<Hop>[2]): Promise<void> {
    const place = await this.machinery.hop(run.name, run.at, ending);
    this.#replace(this.#placed(run.name, run.fingerprint, place));
  }

  /** Calls the function of a step. */
  async call(run: Running, trouble: Trouble): Promise<Json> {
    const payload = JSON.stringify(taskOf(run)?.payload).replaceAll(hereToken(run.name), run.token);
    const { steps, policy } = this.machinery;
    const ports: RemediatePorts = {
      store: this.#store(trouble),
      chain: unseenChain(),
      workflows: this.workflows,
      clock: this.clock,
      targets: new Map([['awx', systemTarget(this.#system(run, trouble), ['snapshot', 'undo'])]]),
      probe: async () => true,
    };
    return (await steps(remediateInputSchema.parse(JSON.parse(payload)), ports, policy, remediate)) as Json;
  }

  running(name: string): Running | undefined {
    const run = this.world.runs.find((each) => each.name === name);
    return run?.kind === 'running' ? run : undefined;
  }

  update(name: string, changes: Partial<Running>): void {
    const run = this.running(name);
    if (run !== undefined) this.#replace({ ...run, ...changes });
  }

  newToken(): string {
    return `token-${this.count()}`;
  }

  #store({ unrecorded = false }: Trouble): ResponseStore {
    const { store } = this.world;
    if (!unrecorded) return store;
    return {
      ...store,
      record: async (entry) => {
        if (startKinds.has(entry.kind)) throw Object.assign(new Error('The table is throttled.'), { name: 'UpstreamError' });
        await store.record(entry);
      },
    };
  }

  #system(run: Running, { fate = 'well' }: Trouble): System {
    return {
      by: run.name,
      now: () => this.world.now,
      jobs: () => this.world.jobs,
      keep: (jobs) => this.change({ jobs }),
      fate: () => fate,
      accepted: (job) => witnessStart(this, run, job),
    };
  }

  #replace(run: Run): void {
    this.change({ runs: this.world.runs.map((each) => (each.name === run.name ? run : each)) });
  }

  #placed(name: string, fingerprint: string, place: Place): Run {
    if (place.kind === 'over') return { kind: 'over', name, fingerprint, status: place.status };
    const { kind, ...at } = place;
    const seconds = 'seconds' in at ? at.seconds : at.timeoutSeconds;
    const deadline = seconds === undefined ? Number.POSITIVE_INFINITY : this.world.now + seconds * second;
    const phase = kind === 'wait' ? 'resting' : 'calling';
    return { kind: 'running', name, fingerprint, at, phase, token: this.newToken(), deadline, repeated: false };
  }
}

/** When the alert was seen last, it fires. */
export const seeAlerts = async ({ world: { store, now } }: Making): Promise<void> => {
  for (const alert of store.contents.alerts.values()) {
    if (alert.status === 'firing') await store.putAlert({ ...alert, lastSeenAt: now, evidenceAt: now, version: alert.version + 1 });
  }
};

/** Longer ago makes no difference to any step. */
export const longAgo = 20 * minute;
