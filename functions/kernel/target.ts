/** Plug-in contract: a target runs runbooks on another system. */

/** What is to be run. */
export interface Launch {
  /** What to run there: for AWX the job template's id, for Terraform Cloud the workspace, for SSM the document. */
  readonly template: string;
  /** Values already validated against the rule's own patterns: data to the target, never part of a path, a query or a command. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Carried along so that a launch with unknown outcome can be looked up. */
  readonly idempotencyKey: string;
}

/** What a launch would do, as far as the target can say without doing it. */
export interface Preview {
  /** What will change and what it may break; at most 500 characters, the target's own words made readable. */
  readonly changes: string;
  /** What it touches, by name; at most 20. */
  readonly touches: readonly string[];
}

/** The last three are ends. */
export type JobStatus = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A runbook that was launched, as the other system has it. */
export interface Job {
  readonly id: string;
  readonly status: JobStatus;
  /** Where a person can look at it. */
  readonly url?: string;
  /** Short, readable, free of secrets. */
  readonly detail?: string;
}

/** How a run turned out, once somebody looked: whether what it was to mend has mended. */
interface Outcome {
  readonly verified: boolean;
  /** A sentence or two for people: what was seen, and where it is written down; at most 1,000 characters. */
  readonly note: string;
}

/** A run that is to be taken back. */
interface Past {
  readonly jobId: string;
  /** What `snapshot` saw before it. */
  readonly snapshot?: string;
}

/**
 * One system that runs runbooks. `dryRun`, `launch` and `undo` throw UpstreamError (surely not started), UnknownOutcomeError (perhaps
 * started: look it up), InputError (can never be started); the others UpstreamError, and NotFoundError for what is not there.
 */
export interface Target {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** Looks, and changes nothing. InputError for what can never be launched. */
  plan(launch: Launch): Promise<Preview>;
  /** Starts a job that tells what would change and changes nothing; absent where the system has no such thing. Its `detail` says what would change. */
  dryRun?(launch: Launch): Promise<Job>;
  /** What `undo` needs to know of the time before; at most 2,000 characters. */
  snapshot?(launch: Launch): Promise<string>;
  launch(launch: Launch): Promise<Job>;
  follow(jobId: string, template: string): Promise<Job>;
  /** The job started under this key, be it a dry run, a run or an undo, if there is one. */
  lookup(idempotencyKey: string, template: string): Promise<Job | undefined>;
  /** Again without complaint; a job that has ended is left as it is. */
  cancel(jobId: string, template: string): Promise<void>;
  /** Takes a run back by the system's own means, under a key of its own; absent where only another runbook can. */
  undo?(launch: Launch, past: Past): Promise<Job>;
  /** Writes the outcome into the system's own record of the job, and closes what verification closes; absent where there is no such record. Again without complaint. */
  settle?(jobId: string, template: string, outcome: Outcome): Promise<void>;
}
