/** Where the model's steps and answers run: the real code over a world that is being made. */
import { escalate } from '#functions/escalate/escalate.ts';
import { type EscalateInput, escalateInputSchema } from '#functions/escalate/input.ts';
import type { EscalatePolicy, EscalatePorts } from '#functions/escalate/ports.ts';
import type { acknowledge, reopen, resolve, tellOfGrowth, wakeEscalations } from '#kernel/answers.ts';
import type { Workflows } from '#kernel/ports.ts';
import type { Json } from '#lib/local/workflow/engine.ts';
import { type Hop, hereToken, type Place } from '../workflow-model/hop.ts';
import type { Breach } from './monitor.ts';
import { minute, policyAt, waits } from './policy.ts';
import { incidentId, incidentOf, type Run, type Running, type World } from './world.ts';

/** The step function, or one that is wrong on purpose. */
export type Steps = (input: EscalateInput, ports: EscalatePorts, policy: EscalatePolicy, real: typeof escalate) => Promise<unknown>;

/** The kernel's answers, or wrong ones. */
export interface Answers {
  readonly acknowledge: typeof acknowledge;
  readonly resolve: typeof resolve;
  readonly reopen: typeof reopen;
  readonly tellOfGrowth: typeof tellOfGrowth;
  readonly wakeEscalations: typeof wakeEscalations;
}

/** A definition and its steps, with what else can be wrong. */
export interface Machinery {
  readonly hop: Hop;
  readonly steps: Steps;
  /** Under which name an escalation is started that should have this one. */
  readonly nameOf: (name: string, world: World) => string;
  /** What answering means. */
  readonly answers: Answers;
}

/** A world in the making: what happens changes it in place, until it is done. */
export class Making {
  world: World;
  readonly machinery: Machinery;
  readonly breaches: Breach[] = [];

  constructor(world: World, machinery: Machinery) {
    this.world = world;
    this.machinery = machinery;
  }

  get ports(): EscalatePorts & { readonly workflows: Workflows } {
    const { store } = this.world;
    return {
      store,
      clock: { now: () => this.world.now },
      workflows: {
        start: async (_workflow, name, input) => ({ started: await this.start(this.machinery.nameOf(name, this.world), input as Json) }),
        complete: async (token, answer) => this.complete(token, answer as Json),
      },
    };
  }

  get policy(): EscalatePolicy {
    return policyAt(this.world.onCall, this.world.maintenanceStart);
  }

  change(changes: Partial<World>): void {
    this.world = { ...this.world, ...changes };
  }

  count(): number {
    this.change({ serial: this.world.serial + 1 });
    return this.world.serial;
  }

  /** False when the name is taken. */
  async start(name: string, input: Json): Promise<boolean> {
    if (this.world.runs.some((run) => run.name === name)) return false;
    const run = this.#placed(name, await this.machinery.hop(name, input));
    this.change({ runs: [...this.world.runs, run] });
    return true;
  }

  /** Whether a task waited for this token. One whose function is still at work goes on when it is done. */
  async complete(token: string, answer: Json): Promise<boolean> {
    const run = this.world.runs.find((each) => each.kind === 'running' && each.token === token);
    if (run?.kind !== 'running' || run.answer !== undefined) return false;
    this.change({ spent: { token, answer } });
    if (run.phase === 'calling') this.#replace({ ...run, answer });
    else await this.go(run, { ok: true, output: answer });
    return true;
  }

  /** The execution goes on to its next task, or ends. */
  async go(run: Running, ending: Parameters<Hop>[2]): Promise<void> {
    this.#replace(this.#placed(run.name, await this.machinery.hop(run.name, run.standing, ending), run));
  }

  /** Calls the function of a step; its result is lost when the caller does not hear it. */
  async call(run: Running): Promise<Json> {
    const input = escalateInputSchema.parse(JSON.parse(JSON.stringify(run.standing.payload).replaceAll(hereToken(run.name), run.token)));
    const result = (await this.machinery.steps(input, this.ports, this.policy, escalate)) as Json;
    const decision = {
      ...{ at: this.world.now, status: incidentOf(this.world).status, onCall: this.world.onCall },
      suppressed: isSuppressed(this.world),
    };
    this.update(run.name, { decision });
    return result;
  }

  /** The execution as it is now. */
  running(name: string): Running | undefined {
    const run = this.world.runs.find((each) => each.name === name);
    return run?.kind === 'running' ? run : undefined;
  }

  update(name: string, changes: Partial<Running>): void {
    const run = this.running(name);
    if (run !== undefined) this.#replace({ ...run, ...changes });
  }

  /** A token of its own for a task that is tried again. */
  newToken(): string {
    return `token-${this.count()}`;
  }

  #replace(run: Run): void {
    this.change({ runs: this.world.runs.map((each) => (each.name === run.name ? run : each)) });
  }

  #placed(name: string, place: Place, before?: Running): Run {
    if (place.kind === 'over') return { ...place, name };
    if (place.kind === 'wait') throw new Error('an escalation waits in tasks only');
    const { kind: _, ...standing } = place;
    const deadline = standing.timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : this.world.now + standing.timeoutSeconds * 1000;
    const decision = before?.decision === undefined ? {} : { decision: before.decision };
    return { kind: 'running', name, standing, phase: 'calling', token: this.newToken(), deadline, repeated: false, ...decision };
  }
}

/** Whether nobody is to be told, by a reading of the world that shares no code with the steps. */
export const isSuppressed = ({ now, store, maintenanceStart, silence }: World): boolean => {
  const { alerts } = store.contents;
  if (silence !== undefined && now < silence.until) return true;
  if (maintenanceStart === undefined || now >= maintenanceStart + waits.maintenance * minute) return false;
  const firing = [...alerts.values()].filter(({ status, incidentId: of }) => status === 'firing' && of === incidentId);
  return firing.length > 0 && firing.every(({ labels }) => labels['service.name'] === 'payment');
};
