/** What a rehearsal needs of a target's stand-in. A target without one here cannot be rehearsed. */
import type { Policy } from '#kernel/policy.ts';
import type { StandInRequest, StandIns } from '#lib/local/stand-ins/index.ts';
import { awxBench } from './awx-bench.ts';

type Targets = Policy['remediations']['targets'];

/** Something that was started on the target. */
export interface StartedJob {
  /** The key it was started under; '' when it has none. */
  readonly key: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
}

/** How a job ends that does not end well. */
export type BadEnd = 'failed' | 'never';

export interface Bench {
  readonly id: keyof Targets;
  /** Whether a call goes to the target. */
  isCall(url: URL, targets: Targets): boolean;
  /** What a call is, the same in every run: ids of jobs are left out. */
  nameOf(request: StandInRequest): string;
  /** The key of a call that starts a job; undefined for every other call. */
  keyOfStart(request: StandInRequest): string | undefined;
  /** How the job ends that is started next. */
  endNext(standIns: StandIns, end: BadEnd): void;
  /** In order of starting. */
  jobs(standIns: StandIns): readonly StartedJob[];
}

/** One line a target. */
const benches: readonly Bench[] = [awxBench];

export const benchOf = (target: string): Bench | undefined => benches.find(({ id }) => id === target);
