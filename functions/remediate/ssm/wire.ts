/** AWS's words for an execution in the contract's. */
import * as z from 'zod';
import type { AutomationRun } from '#kernel/automation.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Job, JobStatus } from '#kernel/target.ts';

/** [D: API reference, `AutomationExecutionStatus`; user guide, "Automation statuses"]. What is on its way to an end still runs; what waits for people has not gone on yet. */
const statuses = {
  Pending: 'pending',
  Scheduled: 'pending',
  // A step of `aws:approve`, or a pause.
  Waiting: 'pending',
  PendingApproval: 'pending',
  PendingChangeCalendarOverride: 'pending',
  InProgress: 'running',
  RunbookInProgress: 'running',
  Cancelling: 'running',
  Approved: 'running',
  ChangeCalendarOverrideApproved: 'running',
  Success: 'succeeded',
  CompletedWithSuccess: 'succeeded',
  Failed: 'failed',
  TimedOut: 'failed',
  Rejected: 'failed',
  ChangeCalendarOverrideRejected: 'failed',
  CompletedWithFailure: 'failed',
  // AWS does not say what it stands for [U]; no proof of success.
  Exited: 'failed',
  Cancelled: 'cancelled',
} as const satisfies Readonly<Record<string, JobStatus>>;

const statusSchema = z.enum(Object.keys(statuses) as [keyof typeof statuses]);

const detailOf = ({ status, step, failure }: AutomationRun): string => {
  const where = step === undefined || step === '' ? '' : ` at step ${step}`;
  const why = failure === undefined || failure === '' ? '' : `: ${failure}`;
  return readableText(`SSM says ${status}${where}${why}`, 300);
};

/** UpstreamError for a status AWS has never had. */
export const toJob = (run: AutomationRun): Job => {
  const { data: status } = statusSchema.safeParse(run.status);
  if (status === undefined) throw new UpstreamError('SSM answered in a form it should not have.', { reason: 'malformed', status: 200 });
  return { id: run.id, status: statuses[status], url: run.url, detail: detailOf(run) };
};
