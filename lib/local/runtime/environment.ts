/** One execution environment of a function: a worker thread that takes one event at a time and can die at any moment. */
import { Worker } from 'node:worker_threads';
import type { EnvironmentSettings, InvokeMessage, ResultMessage } from './environment-protocol.ts';
import { workerCode } from './worker-code.ts';
import { killedExitCode } from './worker-memory.ts';

export type EnvironmentEnd = 'exit' | 'timeout';

/** The handler's result, or how the environment ended before there was one. */
export type EnvironmentResult = ResultMessage | { readonly ended: EnvironmentEnd; readonly detail: string };

/** Of a function's memory, the part its young objects may take: nine functions that mostly wait must not cost the machine half a gigabyte. */
const youngShare = 1 / 256;

export class Environment {
  readonly #worker: Worker;
  #waiting: ((result: EnvironmentResult) => void) | undefined;
  #end: { ended: EnvironmentEnd; detail: string } | undefined;
  /** What a worker said that could not load its handler. */
  #unusable: ResultMessage | undefined;

  constructor(settings: EnvironmentSettings, variables: Readonly<Record<string, string>>) {
    // The heap's limit; the guard inside looks at buffers, too.
    const resourceLimits = { maxOldGenerationSizeMb: settings.memoryMb, maxYoungGenerationSizeMb: settings.memoryMb * youngShare };
    const streams = { stdout: true, stderr: true };
    this.#worker = new Worker(workerCode(), { workerData: settings, env: { ...variables }, execArgv: [], resourceLimits, ...streams });
    this.#worker.on('message', (message: ResultMessage) => this.#settle(message));
    this.#worker.on('error', (error: unknown) =>
      this.#finish('exit', error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    );
    this.#worker.on('exit', (code) => this.#finish('exit', code === killedExitCode ? 'signal: killed' : `exit status ${code}`));
  }

  get isAlive(): boolean {
    return this.#end === undefined && this.#unusable === undefined;
  }

  /** Runs one event; never rejects. `guardMs` is real time: a handler that takes longer is ended. */
  async run(message: InvokeMessage, guardMs: number): Promise<EnvironmentResult> {
    if (this.#unusable) return this.#unusable;
    if (this.#end) return this.#end;
    const result = new Promise<EnvironmentResult>((resolve) => {
      this.#waiting = resolve;
    });
    const guard = setTimeout(() => {
      this.#finish('timeout', '');
      void this.#worker.terminate();
    }, guardMs);
    this.#worker.postMessage(message);
    try {
      return await result;
    } finally {
      clearTimeout(guard);
    }
  }

  /** Ends the environment at once, whatever it does; `timeout` as if its time were over. */
  async kill(how: EnvironmentEnd = 'exit'): Promise<void> {
    this.#finish(how, how === 'exit' ? 'signal: killed' : '');
    await this.#worker.terminate();
  }

  #finish(ended: EnvironmentEnd, detail: string): void {
    this.#end ??= { ended, detail };
    this.#waiting?.(this.#end);
    this.#waiting = undefined;
  }

  #settle(message: ResultMessage): void {
    // A worker that could not load its handler may speak before it is asked.
    if (message.unusable) this.#unusable = message;
    this.#waiting?.(message);
    this.#waiting = undefined;
  }
}
