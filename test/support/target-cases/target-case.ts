/** What the target contract needs to know of one target: how to stand its system up, break it and look into it. */
import type { Launch, Target } from '#kernel/target.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';

/** What happens to the next call that would start something: an answer instead, or none, before or after its effect. */
type StartFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_before' | 'lost_after';

/** A target and the system it talks to, over a real socket. */
export interface TargetWorld {
  readonly target: Target;
  /** The same system with another credential. */
  withSecret(secret: string): Target;
  /** The same target where the system answers every call so. */
  answering(body: string): Target;
  failStarts(...faults: readonly StartFault[]): void;
  /** Ends of the next jobs, in order; success afterwards. `never` keeps on. */
  endJobs(...ends: readonly ('succeeded' | 'failed' | 'never')[]): void;
  /** How many jobs were ever started: dry runs, runs and undos. */
  started(): number;
  /** Nobody is there any more. */
  close(): Promise<void>;
}

export interface TargetCase {
  readonly id: string;
  /** What is launched when all is well; its parameters are seen by the system. */
  readonly launch: Launch;
  /** What is launched to be taken back, where not everything is. */
  readonly undone?: Launch;
  /** The credential the system takes; shown nowhere. */
  readonly secret: string;
  /** Milliseconds after which a job has surely ended. */
  readonly jobMs: number;
  /** An id of the right form that no job has. */
  readonly unknownJob: string;
  /** How the statuses that may answer a start are to be taken: the error's name, and whether it is retryable. */
  readonly refusals: readonly (readonly [
    status: number,
    name: 'InputError' | 'UpstreamError' | 'UnknownOutcomeError',
    retryable: boolean,
  ])[];
  start(clock: VirtualScheduler): Promise<TargetWorld>;
}
