/** All functions of the cloud: found by name, ARN or role, invoked, counted. */
import { availableParallelism } from 'node:os';
import type { CloudEvent } from '../cloud-event.ts';
import type { Interceptors } from '../cloud-options.ts';
import type { AccessControl } from '../iam/access.ts';
import type { Meter } from '../meter/meter.ts';
import { MetricTotals } from '../metrics-from-logs.ts';
import { OutcomeLog } from '../outcomes-from-logs.ts';
import type { InvokeResult, Invoker } from '../service.ts';
import type { CloudTime } from '../time/cloud-time.ts';
import { type FinishedInvocation, FunctionRuntime, type FunctionSpecification, type RuntimeSurroundings } from './function-runtime.ts';

interface RegistrySettings {
  readonly time: CloudTime;
  readonly front: { readonly host: string; readonly port: number };
  readonly interceptors: Interceptors;
  readonly tell: (event: CloudEvent) => void;
  readonly access: AccessControl;
  readonly meter: Meter;
}

/** Environments of one function at a time: one keeps runs repeatable; a live cloud gains nothing from more than the machine has processors. */
const maxEnvironments = { deterministic: 1, live: Math.max(2, Math.min(4, availableParallelism())) };

const notFound = (nameOrArn: string): InvokeResult => ({
  ok: false,
  errorType: 'Lambda.ResourceNotFoundException',
  errorMessage: `Function not found: ${nameOrArn}`,
});

export class FunctionRegistry implements Invoker {
  readonly #functions = new Map<string, FunctionRuntime>();
  readonly #metrics = new Map<string, MetricTotals>();
  readonly #outcomes = new Map<string, OutcomeLog>();
  readonly #surroundings: RuntimeSurroundings;
  readonly #tell: (event: CloudEvent) => void;
  readonly #access: AccessControl;
  readonly #meter: Meter;

  constructor({ time, front, interceptors, tell, access, meter }: RegistrySettings) {
    const { scheduler, deterministic } = time;
    this.#tell = tell;
    this.#access = access;
    this.#meter = meter;
    this.#surroundings = {
      now: () => time.tellWorkers(),
      catchUp: (timeMs) => time.scheduler.catchUp(timeMs),
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
    this.#meter.lambda.add(specification.name, specification);
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

  /** What a function wrote into its logs of each item it took. */
  outcomesOf(name: string): ReadonlyMap<string, string> {
    return this.#outcomes.get(name)?.outcomes ?? new Map();
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((runtime) => runtime.close()));
  }

  /** The runtime writes a function's logs in the function's role; without the permission they are lost [D]. */
  #mayLog(name: string): boolean {
    const specification = this.find(name)?.specification;
    if (!specification) return false;
    const { arn, roleName: role } = specification;
    const group = `${arn.replace(':lambda:', ':logs:').replace(/:function:.*$/, '')}:log-group:/aws/lambda/${name}`;
    // The stream's name is the runtime's; that CreateLogStream is checked on it, too, is seen in error messages [S].
    const resource = { resource: `${group}:log-stream:local`, grant: `${group}:*` };
    return ['logs:CreateLogStream', 'logs:PutLogEvents'].every(
      (action) => this.#access.refusal({ who: name, role, session: name }, { action, ...resource }) === undefined,
    );
  }

  #finished(invocation: FinishedInvocation): void {
    const { function: name, requestId, at, coldStart, result, logs: written } = invocation;
    this.#meter.lambda.invoked(invocation);
    const mayLog = this.#mayLog(name);
    const logs = mayLog ? written : [];
    if (mayLog) this.#meter.logs.invocation(name, requestId, logs);
    const totals = this.#metrics.get(name) ?? new MetricTotals((identity) => this.#meter.logs.metric(name, identity));
    this.#metrics.set(name, totals);
    totals.add(logs);
    const outcomes = this.#outcomes.get(name) ?? new OutcomeLog();
    this.#outcomes.set(name, outcomes);
    outcomes.add(logs);
    const failure = result.ok ? {} : { errorType: result.errorType, errorMessage: result.errorMessage };
    this.#tell({ type: 'invocation', at, function: name, requestId, ok: result.ok, coldStart, logs, ...failure });
  }
}
