/** Plug-in contract: a target runs runbooks on another system. */
export interface Launch {
  /** What to run there: for AWX the job template's id. */
  readonly template: string;
  /** Values already validated against the rule's own patterns. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Carried along so that a launch with unknown outcome can be looked up. */
  readonly idempotencyKey: string;
}

/** The last three are ends. */
export type JobStatus = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A runbook that was launched, as the other system has it. */
export interface Job {
  readonly id: string;
  readonly status: JobStatus;
  /** Where a person can look at it. */
  readonly url?: string;
  /** Short, free of secrets. */
  readonly detail?: string;
}

/** One system that runs runbooks. */
export interface Target {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** Throws UpstreamError (surely not launched), UnknownOutcomeError (perhaps launched), InputError (can never be launched). */
  launch(launch: Launch): Promise<Job>;
  /** Throws UpstreamError, NotFoundError. */
  follow(jobId: string): Promise<Job>;
  /** The job launched under this key, if there is one. */
  lookup(idempotencyKey: string, template: string): Promise<Job | undefined>;
  cancel(jobId: string): Promise<void>;
}
