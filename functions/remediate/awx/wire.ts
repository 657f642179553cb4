/** AWX's job as its API writes it; only what is read of it. Shapes from AWX's own source (awx/api/serializers.py) and saved answers [S]. */
import * as z from 'zod';
import type { Job, JobStatus } from '#kernel/target.ts';

export const awxJobSchema = z.object({
  id: z.number().int(),
  status: z.enum(['new', 'pending', 'waiting', 'running', 'successful', 'failed', 'error', 'canceled']),
  /** JSON text. Newer relatives of AWX leave it out of lists. */
  extra_vars: z.string().optional(),
});
export type AwxJob = z.infer<typeof awxJobSchema>;

/** What a launch would ask for; GET on the launch address. */
export const awxLaunchOptionsSchema = z.object({
  ask_variables_on_launch: z.boolean(),
  can_start_without_user_input: z.boolean(),
});

/** The answer to a launch: the job, plus what of the request AWX did not use. */
export const awxLaunchedSchema = awxJobSchema.extend({ ignored_fields: z.record(z.string(), z.unknown()).default({}) });

export const awxJobListSchema = z.object({ results: z.array(awxJobSchema) });

const statuses = {
  new: 'pending',
  pending: 'pending',
  waiting: 'pending',
  running: 'running',
  successful: 'succeeded',
  failed: 'failed',
  error: 'failed',
  canceled: 'cancelled',
} as const satisfies Record<AwxJob['status'], JobStatus>;

/** The variable every launch of ours carries, so that its job can be found again. */
export const keyVariable = 'streamwarden_key';

/** The key a job was launched under; undefined when it is not ours. */
export const keyOf = (job: AwxJob): unknown => {
  try {
    const variables: unknown = JSON.parse(job.extra_vars ?? '{}');
    return typeof variables === 'object' && variables !== null ? Reflect.get(variables, keyVariable) : undefined;
  } catch {
    return undefined; // AWX also takes YAML here; ours are always JSON.
  }
};

/** AWX's job in the contract's words; `baseUrl` is where people reach AWX. */
export const toJob = (job: AwxJob, baseUrl: string): Job => ({
  id: String(job.id),
  status: statuses[job.status],
  url: `${baseUrl}/#/jobs/playbook/${job.id}/output`,
  detail: `AWX says ${job.status}.`,
});
