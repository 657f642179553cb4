/** AWX's job in the contract's words. */
import { readableText } from '#kernel/readable-text.ts';
import type { Job, JobStatus } from '#kernel/target.ts';
import type { AwxSettings } from './api.ts';
import type { AwxTemplate } from './template.ts';
import type { AwxHostSummaries, AwxJob } from './wire.ts';

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

export const hasEnded = ({ status }: AwxJob): boolean => !['pending', 'running'].includes(statuses[status]);

/** Where people see a job; the platform's gateway has pages of its own [U]. */
const pageOf = ({ url, api }: AwxSettings, { kind }: AwxTemplate, id: number): string => {
  const pages = api === '/api/v2' ? '#' : 'execution';
  return `${url.replace(/\/+$/, '')}/${pages}/jobs/${kind === 'job' ? 'playbook' : 'workflow'}/${id}/output`;
};

/** `more` is said after the status. */
export const toJob = (job: AwxJob, template: AwxTemplate, settings: AwxSettings, more = ''): Job => ({
  id: String(job.id),
  status: statuses[job.status],
  url: pageOf(settings, template, job.id),
  detail: readableText(`AWX says ${job.status}. ${more} ${readableText(job.job_explanation ?? '', 200)}`.replace(/ +/g, ' '), 500),
});

/** Hosts named in a summary. */
const namedHosts = 10;

/** What a check found that a run would change, host by host. */
export const wouldChange = ({ count, results }: AwxHostSummaries): string => {
  const touched = results.filter(({ changed }) => changed > 0);
  const troubled = results.filter(({ failures, dark }) => failures + dark > 0).length;
  const hosts = touched.slice(0, namedHosts).map(({ host_name, changed }) => `${readableText(host_name, 60)} (${changed})`);
  const left = touched.length - hosts.length;
  return [
    touched.length === 0 ? 'Would change nothing' : `Would change, by tasks: ${hosts.join(', ')}${left > 0 ? ` and ${left} more` : ''}`,
    ...(troubled > 0 ? [`; ${troubled} of the hosts failed or were out of reach`] : []),
    ...(count > results.length ? [`; only ${results.length} of ${count} hosts were looked at`] : []),
    '.',
  ].join('');
};
