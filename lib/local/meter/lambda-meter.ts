/** What functions are charged: requests, and memory for a modelled time; the CPU they really took is kept apart, since it differs from run to run. */
import { type ComputeCost, defaultComputeCost, modelledMs } from './billed-time.ts';
import type { Usage } from './meter.ts';

/** What a function did, as far as its duration on AWS depends on it. */
export interface FunctionWork {
  readonly memoryMb: number;
  readonly timeoutMs: number;
  invocations: number;
  coldStarts: number;
  timeouts: number;
  eventBytes: number;
  /** Calls of AWS by `service.Operation`. */
  readonly calls: Map<string, number>;
}

/** Measured, therefore never in a report that must be the same twice. */
export interface MeasuredCpu {
  invocations: number;
  totalMs: number;
  /** Sums of a least-squares line of milliseconds (y) over kilobytes of event (x). */
  sums: { x: number; y: number; xx: number; xy: number };
}

export interface MeteredInvocation {
  readonly function: string;
  readonly coldStart: boolean;
  readonly timedOut: boolean;
  readonly eventBytes: number;
  /** undefined when the environment died. */
  readonly cpuMs: number | undefined;
}

export class LambdaMeter {
  readonly #work = new Map<string, FunctionWork>();
  readonly #measured = new Map<string, MeasuredCpu>();
  /** How much time a function's own code takes on AWS; by name. */
  costOf: (name: string) => ComputeCost = () => defaultComputeCost;

  add(name: string, { memoryMb, timeoutMs }: { readonly memoryMb: number; readonly timeoutMs: number }): void {
    this.#work.set(name, { memoryMb, timeoutMs, invocations: 0, coldStarts: 0, timeouts: 0, eventBytes: 0, calls: new Map() });
  }

  called(name: string, call: string): void {
    const calls = this.#work.get(name)?.calls;
    calls?.set(call, (calls.get(call) ?? 0) + 1);
  }

  invoked({ function: name, coldStart, timedOut, eventBytes, cpuMs }: MeteredInvocation): void {
    const work = this.#work.get(name);
    if (!work) return;
    work.invocations += 1;
    work.eventBytes += eventBytes;
    if (coldStart) work.coldStarts += 1;
    if (timedOut) work.timeouts += 1;
    // The first one in an environment runs cold code.
    if (cpuMs === undefined || coldStart) return;
    const measured = this.#measured.get(name) ?? { invocations: 0, totalMs: 0, sums: { x: 0, y: 0, xx: 0, xy: 0 } };
    this.#measured.set(name, measured);
    const x = eventBytes / 1024;
    measured.invocations += 1;
    measured.totalMs += cpuMs;
    measured.sums.x += x;
    measured.sums.y += cpuMs;
    measured.sums.xx += x * x;
    measured.sums.xy += x * cpuMs;
  }

  usage(): readonly Usage[] {
    return [...this.#work].flatMap(([owner, work]): readonly Usage[] => [
      { unit: 'lambda-requests', owner, quantity: work.invocations },
      { unit: 'lambda-compute', owner, quantity: Math.round(modelledMs(work, this.costOf(owner))) * work.memoryMb },
    ]);
  }

  work(): ReadonlyMap<string, Readonly<FunctionWork>> {
    return this.#work;
  }

  measured(): ReadonlyMap<string, Readonly<MeasuredCpu>> {
    return this.#measured;
  }
}
