/** All functions of the cloud: found by name, ARN or role, invoked, counted. */
import type { CloudEvent } from '../cloud-event.ts';
import type { Interceptors } from '../cloud-options.ts';
import { MetricTotals } from '../metrics-from-logs.ts';
import type { InvokeResult, Invoker } from '../service.ts';
import type { CloudTime } from '../time/cloud-time.ts';
import { type FinishedInvocation, FunctionRuntime, type FunctionSpecification, type RuntimeSurroundings } from './function-runtime.ts';

interface RegistrySettings {
  readonly time: CloudTime;
  readonly front: { readonly host: string; readonly port: number };
  readonly interceptors: Interceptors;
  readonly tell: (event: CloudEvent) => void;
}

/** Environments of one function at a time: one keeps runs repeatable, a few let a live cloud breathe. */
const maxEnvironments = { deterministic: 1, live: 4 };

const notFound = (nameOrArn: string): InvokeResult => ({
  ok: false,
  errorType: 'Lambda.ResourceNotFoundException',
  errorMessage: `Function not found: ${nameOrArn}`,
});

export class FunctionRegistry implements Invoker {
  readonly #functions = new Map<string, FunctionRuntime>();
  readonly #metrics = new Map<string, MetricTotals>();
  readonly #surroundings: RuntimeSurroundings;
  readonly #tell: (event: CloudEvent) => void;

  constructor({ time, front, interceptors, tell }: RegistrySettings) {
    const { scheduler, deterministic } = time;
    this.#tell = tell;
    this.#surroundings = {
      now: () => time.tellWorkers(),
      begin: (label) => scheduler.begin(label),
      nextRequestId: () => time.nextUuid('invocation'),
      front,
      ...(deterministic ? { deterministic } : {}),
      maxEnvironments: deterministic ? maxEnvironments.deterministic : maxEnvironments.live,
      fateOf: (invocation) => interceptors.invocation?.(invocation) ?? 'proceed',
      onInvocation: (invocation) => this.#finished(invocation),
    };
  }

  add(specification: FunctionSpecification): FunctionRuntime {
    const runtime = new FunctionRuntime(specification, this.#surroundings);
    this.#functions.set(specification.arn, runtime);
    return runtime;
  }

  all(): readonly FunctionRuntime[] {
    return [...this.#functions.values()];
  }

  find(nameOrArn: string): FunctionRuntime | undefined {
    return this.#functions.get(nameOrArn) ?? this.all().find(({ specification }) => specification.name === nameOrArn);
  }

  /** Whose credentials these are; undefined for callers that are no function. */
  ofRole(roleName: string): FunctionRuntime | undefined {
    return this.all().find(({ specification }) => specification.roleName === roleName);
  }

  invoke(nameOrArn: string, payload: unknown): Promise<InvokeResult> {
    return this.find(nameOrArn)?.invoke(payload) ?? Promise.resolve(notFound(nameOrArn));
  }

  /** Totals of the metrics a function wrote into its logs. */
  metricsOf(name: string): Readonly<Record<string, number>> {
    return this.#metrics.get(name)?.totals ?? {};
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((runtime) => runtime.close()));
  }

  #finished({ function: name, requestId, at, coldStart, result, logs }: FinishedInvocation): void {
    const totals = this.#metrics.get(name) ?? new MetricTotals();
    this.#metrics.set(name, totals);
    totals.add(logs);
    const failure = result.ok ? {} : { errorType: result.errorType, errorMessage: result.errorMessage };
    this.#tell({ type: 'invocation', at, function: name, requestId, ok: result.ok, coldStart, logs, ...failure });
  }
}
