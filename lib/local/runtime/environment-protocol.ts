/** What the local cloud and the worker of a function's environment say to each other. */

/** Given to a worker when it starts. */
export interface EnvironmentSettings {
  /** The folder of the bundled asset. */
  readonly folder: string;
  /** As in the template: `index.handler`. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly front: { readonly host: string; readonly port: number };
  /** Deterministic mode: the virtual time (one signed 64-bit count of milliseconds) and the seed of all randomness. */
  readonly deterministic?: { readonly clock: SharedArrayBuffer; readonly seed: string };
}

export interface InvokeMessage {
  /** JSON. */
  readonly event: string;
  readonly requestId: string;
  /** Milliseconds since the epoch, in the environment's own time. */
  readonly deadlineMs: number;
}

export interface ResultMessage {
  readonly outcome:
    | { readonly ok: true /** JSON; undefined for a handler that gave nothing. */; readonly payload: string | undefined }
    | { readonly ok: false; readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] };
  /** What the handler wrote to stdout and stderr, line by line. */
  readonly logs: readonly string[];
  /** Processor time of the environment's thread for this event, in milliseconds: differs from run to run. */
  readonly cpuMs: number;
  /** The environment's own time when the handler ended, in milliseconds since the epoch. */
  readonly endedAt: number;
  /** The handler could not be loaded: the environment takes no events. */
  readonly unusable?: true;
}
