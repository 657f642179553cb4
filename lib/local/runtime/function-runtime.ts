/** A function of the template, ready to be invoked: its environments come and go as Lambda's do. */
import { refuseRequest, refuseResponse } from '../quotas/lambda.ts';
import type { InvokeResult } from '../service.ts';
import { Environment, type EnvironmentEnd, type EnvironmentResult } from './environment.ts';
import type { EnvironmentSettings } from './environment-protocol.ts';

export interface FunctionSpecification {
  readonly name: string;
  readonly arn: string;
  /** The role's name: the access key id of the function's credentials. */
  readonly roleName: string;
  readonly roleArn: string;
  readonly folder: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** What becomes of an invocation: it runs, its environment dies before the handler starts or before its result is heard, or it ends too late. */
export type InvocationFate = 'proceed' | 'kill-before' | 'kill-after' | 'time-out';

export interface RuntimeSurroundings {
  now(): number;
  /** Hears how late it was in a function when it ended: what the function set off comes after all it wrote. */
  catchUp(timeMs: number): void;
  begin(label: string): () => void;
  nextRequestId(): string;
  readonly front: { readonly host: string; readonly port: number };
  readonly deterministic?: { readonly clock: SharedArrayBuffer; readonly seed: string };
  readonly maxEnvironments: number;
  fateOf(invocation: {
    readonly function: string;
    readonly invocation: number;
    readonly at: number;
    readonly payload: unknown;
  }): InvocationFate;
  onInvocation(invocation: FinishedInvocation): void;
}

export interface FinishedInvocation {
  readonly function: string;
  readonly requestId: string;
  readonly at: number;
  readonly coldStart: boolean;
  readonly result: InvokeResult;
  readonly logs: readonly string[];
  readonly eventBytes: number;
  /** The function ran into its time limit. */
  readonly timedOut: boolean;
  /** Measured; undefined when the environment died. */
  readonly cpuMs: number | undefined;
}

/** On a busy machine a function that waits for its turn must not look like one that hangs. */
const patienceMs = 10_000;

export class FunctionRuntime {
  readonly specification: FunctionSpecification;
  readonly #around: RuntimeSurroundings;
  readonly #idle: Environment[] = [];
  readonly #active = new Set<Environment>();
  readonly #queue: (() => void)[] = [];
  #generation = 0;
  #invocations = 0;
  #errors = 0;
  #calls = 0;

  constructor(specification: FunctionSpecification, around: RuntimeSurroundings) {
    this.specification = specification;
    this.#around = around;
  }

  /** Counts since the cloud started. */
  get counts(): { readonly invocations: number; readonly errors: number; readonly coldStarts: number } {
    return { invocations: this.#invocations, errors: this.#errors, coldStarts: this.#generation };
  }

  /** Number of the present (or last) invocation and of its next call to the outside, both from 1. */
  nextCall(): { readonly invocation: number; readonly call: number } {
    this.#calls += 1;
    return { invocation: this.#invocations, call: this.#calls };
  }

  async invoke(payload: unknown): Promise<InvokeResult> {
    const event = JSON.stringify(payload) ?? 'null';
    const refused = refuseRequest(event);
    if (refused) return refused;
    const end = this.#around.begin(`invoke ${this.specification.name}`);
    try {
      await this.#untilFree();
      return await this.#invokeNow(event, payload);
    } finally {
      end();
      this.#queue.shift()?.();
    }
  }

  /** Ends every environment at work. */
  async killActive(how: EnvironmentEnd): Promise<void> {
    await Promise.all([...this.#active].map((environment) => environment.kill(how)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#active, ...this.#idle.splice(0)].map((environment) => environment.kill()));
  }

  async #untilFree(): Promise<void> {
    while (this.#active.size >= this.#around.maxEnvironments) await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  async #invokeNow(event: string, payload: unknown): Promise<InvokeResult> {
    const around = this.#around;
    const { name, timeoutMs } = this.specification;
    this.#invocations += 1;
    this.#calls = 0;
    const at = around.now();
    const requestId = around.nextRequestId();
    const fate = around.fateOf({ function: name, invocation: this.#invocations, at, payload });
    const warm = this.#idle.pop();
    const environment = warm ?? this.#start();
    this.#active.add(environment);
    if (fate === 'kill-before') await environment.kill();
    const guardMs = around.deterministic ? timeoutMs + patienceMs : timeoutMs;
    const message = { event, requestId, deadlineMs: at + timeoutMs };
    const raw = await environment.run(message, guardMs);
    if ('outcome' in raw) around.catchUp(raw.endedAt);
    const ended = fate === 'kill-after' ? 'exit' : fate === 'time-out' ? 'timeout' : undefined;
    if (ended !== undefined) await environment.kill(ended);
    this.#active.delete(environment);
    if (environment.isAlive) this.#idle.push(environment);
    const result = this.#read(ended === undefined ? raw : { ended, detail: 'signal: killed' }, requestId);
    if (!result.ok) this.#errors += 1;
    around.onInvocation({
      ...{ function: name, requestId, at, coldStart: warm === undefined, result, eventBytes: Buffer.byteLength(message.event) },
      timedOut: 'ended' in raw && raw.ended === 'timeout',
      ...('outcome' in raw ? { logs: raw.logs, cpuMs: raw.cpuMs } : { logs: [], cpuMs: undefined }),
    });
    return result;
  }

  #read(raw: EnvironmentResult, requestId: string): InvokeResult {
    if (!('outcome' in raw))
      return raw.ended === 'timeout'
        ? {
            ok: false,
            errorType: 'Sandbox.Timedout',
            errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(this.specification.timeoutMs / 1000).toFixed(2)} seconds`,
            // Virtual time stands still during an invocation: whoever invoked has the wait still before it.
            ...(this.#around.deterministic ? { tookMs: this.specification.timeoutMs } : {}),
          }
        : this.#crashed(requestId, raw.detail);
    const { outcome } = raw;
    if (!outcome.ok) return outcome;
    if (outcome.payload === undefined) return { ok: true, payload: null };
    return refuseResponse(outcome.payload) ?? { ok: true, payload: JSON.parse(outcome.payload) };
  }

  /** A runtime that died: Step Functions sees `Lambda.Unknown` [D]. */
  #crashed(requestId: string, detail: string): InvokeResult {
    return { ok: false, errorType: 'Lambda.Unknown', errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${detail}` };
  }

  #start(): Environment {
    this.#generation += 1;
    const { name, arn, folder, handler, memoryMb, variables } = this.specification;
    const { front, deterministic } = this.#around;
    const settings: EnvironmentSettings = {
      folder,
      handler,
      functionName: name,
      functionArn: arn,
      memoryMb,
      front,
      ...(deterministic
        ? { deterministic: { clock: deterministic.clock, seed: `${deterministic.seed}/${name}/${this.#generation}` } }
        : {}),
    };
    return new Environment(settings, variables);
  }
}
