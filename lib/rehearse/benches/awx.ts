/** AWX's stand-in in a rehearsal. */
import type { StandInRequest } from '#lib/local/stand-ins/index.ts';
import type { Bench, StartedJob } from './bench.ts';

/** The variable every launch carries. */
const keyVariable = 'streamwarden_key';

const statuses: Readonly<Record<string, StartedJob['status']>> = { successful: 'succeeded', failed: 'failed', canceled: 'cancelled' };

const keyIn = (variables: unknown): string => {
  const key: unknown = Reflect.get(Object(variables), keyVariable);
  return typeof key === 'string' ? key : '';
};

const keyOfStart = ({ method, url, body }: StandInRequest): string | undefined => {
  if (method !== 'POST' || !new URL(url).pathname.endsWith('/launch/')) return undefined;
  return keyIn(Reflect.get(Object(JSON.parse(body)), 'extra_vars'));
};

export const awxBench: Bench = {
  id: 'awx',
  isCall: (url, { awx }) => awx !== undefined && url.host === new URL(awx.url).host,
  nameOf: ({ method, url }) => `${method} ${new URL(url).pathname.replace(/^.*\/api\/v2\//, '').replace(/jobs\/[0-9]+/, 'jobs/{id}')}`,
  keyOfStart,
  // A job that is cancelled goes on until the task it is at is over.
  endNext: ({ awx }, end) => awx.endJobs(end === 'never' ? 'never, slow to stop' : end),
  jobs: ({ awx }) => awx.jobs().map(({ extraVars, status }) => ({ key: keyIn(extraVars), status: statuses[status] ?? 'running' })),
};
