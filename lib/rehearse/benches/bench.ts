/** What a rehearsal needs of a target's stand-in. A target without one here cannot be rehearsed. */
import type { Policy } from '#kernel/policy.ts';
import type { Launch } from '#kernel/target.ts';
import type { StandInRequest, StandInSystem, StandIns, StandInsOptions } from '#lib/local/stand-ins/index.ts';
import type { BadEnd, Ways } from '../ways.ts';
import type { AwsBench } from './aws-bench.ts';
import { awxBench } from './awx.ts';
import { jiraBench } from './jira.ts';
import { kubernetesBench } from './kubernetes.ts';
import { lambdaBench } from './lambda.ts';
import { servicenowBench } from './servicenow.ts';
import { ssmBench } from './ssm.ts';
import { terraformBench } from './terraform.ts';
import { webhookBench } from './webhook.ts';

export type Targets = Policy['remediations']['targets'];

/** Something that was started on the target. */
export interface StartedJob {
  /** The key it was started under; '' when it has none. */
  readonly key: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
}

/** What is started: template and parameters as the target is given them. */
type Started = Pick<Launch, 'template' | 'parameters'>;

/** The runbook that is rehearsed. */
export interface Rehearsed {
  readonly targets: Targets;
  readonly run: Started;
  /** Absent where there is none. */
  readonly undo?: Started | 'by target';
}

/** What every bench may say of the runbook. */
export interface Preparation {
  /** What there must be on the stand-in for it; nothing without it. */
  settings?(rehearsed: Rehearsed): Omit<StandInsOptions, 'scheduler'>;
  /** `usualWays` without it. */
  ways?(rehearsed: Rehearsed): Ways;
}

/** Of a system that is called at a host. */
export interface Bench extends Preparation {
  readonly id: keyof Targets;
  /** The stand-in that answers calls to the target, whatever its host is called; by the host's name without it. */
  readonly system?: StandInSystem;
  /** Whether a call goes to the target. */
  isCall(url: URL, targets: Targets): boolean;
  /** What a call is, the same in every run: ids of jobs are left out. */
  nameOf(request: StandInRequest): string;
  /** The key of a call that starts a job; undefined for every other call. */
  keyOfStart(request: StandInRequest): string | undefined;
  /** How the job ends that this call starts. */
  endNext(standIns: StandIns, end: BadEnd, request: StandInRequest): void;
  /** In order of starting. */
  jobs(standIns: StandIns): readonly StartedJob[];
  /** Somebody ends what still goes on and puts everything back as it was, so that the next run finds it so. */
  putBack?(standIns: StandIns): void;
}

/** Of a system at a host, or of a service of the account. */
export type AnyBench = Bench | AwsBench;

/** One line a target. */
const benches: readonly AnyBench[] = [
  ...[awxBench, terraformBench, servicenowBench, jiraBench, kubernetesBench, webhookBench],
  ...[ssmBench, lambdaBench],
];

export const benchOf = (target: string): AnyBench | undefined => benches.find(({ id }) => id === target);
