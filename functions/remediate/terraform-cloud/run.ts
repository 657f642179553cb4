/** A run of HCP Terraform in the contract's words. */
import { readableText } from '#kernel/readable-text.ts';
import type { Job, JobStatus } from '#kernel/target.ts';
import { planAttributesSchema, type Run, type RunDocument } from './wire.ts';

/**
 * Every state of https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run#run-states [D], and four that go-tfe knows
 * besides (run.go [S]). What the documentation calls final is an end, and so is what nothing follows upon.
 */
const statuses: Readonly<Record<string, JobStatus>> = {
  pending: 'pending',
  fetching: 'pending',
  fetching_completed: 'pending',
  pre_plan_running: 'pending',
  pre_plan_completed: 'pending',
  queuing: 'pending',
  plan_queued: 'pending',
  planning: 'running',
  planned: 'running',
  cost_estimating: 'running',
  cost_estimated: 'running',
  policy_checking: 'running',
  policy_override: 'running',
  policy_soft_failed: 'failed',
  policy_checked: 'running',
  confirmed: 'running',
  post_plan_running: 'running',
  post_plan_completed: 'running',
  post_plan_awaiting_decision: 'running',
  planned_and_finished: 'succeeded',
  planned_and_saved: 'running',
  queuing_apply: 'running',
  apply_queued: 'running',
  pre_apply_running: 'running',
  pre_apply_completed: 'running',
  applying: 'running',
  applied: 'succeeded',
  discarded: 'cancelled',
  errored: 'failed',
  canceled: 'cancelled',
  force_canceled: 'cancelled',
};

/** States in which nothing happens before a person decides. */
const waitsForSomeone: ReadonlySet<string> = new Set(['policy_override', 'post_plan_awaiting_decision', 'planned_and_saved']);

/** A state nobody has told us of is not taken for an end: the run is watched on, and stopped when it takes too long. */
const statusOf = ({ attributes: { status } }: Run): JobStatus =>
  (Object.hasOwn(statuses, status) ? statuses[status] : undefined) ?? 'running';

export const hasEnded = (run: Run): boolean => !['pending', 'running'].includes(statusOf(run));

/** Additions, changes and destructions of a finished plan, if it came along. */
export const countsOf = ({ included }: RunDocument): { readonly says: string; readonly destructions: number } | undefined => {
  const plan = planAttributesSchema.safeParse(included.find(({ type }) => type === 'plans')?.attributes).data;
  if (plan?.status !== 'finished') return undefined;
  const destructions = plan['resource-destructions'];
  return {
    says: `Plan: ${plan['resource-additions']} to add, ${plan['resource-changes']} to change, ${destructions} to destroy`,
    destructions,
  };
};

/** Where people see runs of a workspace. */
export interface RunPage {
  readonly base: string;
  readonly organization: string;
  /** As HCP Terraform says it. */
  readonly workspace?: string;
}

const urlOf = ({ base, organization, workspace = '' }: RunPage, id: string): string | undefined =>
  /^[A-Za-z0-9_-]{1,100}$/.test(workspace) ? `${base}/app/${organization}/workspaces/${workspace}/runs/${id}` : undefined;

/** `more` is said after the state. */
export const toJob = (run: Run, page: RunPage, more = ''): Job => {
  const url = urlOf(page, run.id);
  const { status } = run.attributes;
  const waits = waitsForSomeone.has(status) ? ' It waits for a person.' : '';
  return {
    id: run.id,
    status: statusOf(run),
    ...(url === undefined ? {} : { url }),
    detail: readableText(`HCP Terraform says ${status}.${waits} ${more}`, 500),
  };
};
