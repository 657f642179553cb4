/** HCP Terraform's stand-in in a rehearsal. */

import { started } from '../rehearsed.ts';
import type { Bench, StartedJob, Targets } from './bench.ts';
import { bodyOf, textAt } from './reading.ts';

const ends = { failed: 'errored', never: 'never' } as const;
const statuses: Readonly<Record<string, StartedJob['status']>> = {
  ...{ applied: 'succeeded', planned_and_finished: 'succeeded', errored: 'failed' },
  ...{ canceled: 'cancelled', discarded: 'cancelled' },
};

/** A run's message holds the key it was created under. */
const keyIn = (message: string): string => message.replace(/^Streamwarden /, '');

/** Plans are kept beside Terraform itself. */
const isHostOf = ({ host }: URL, { 'terraform-cloud': terraform }: Targets): boolean => {
  if (terraform === undefined) return false;
  const own = new URL(terraform.url).host;
  return host === own || host === `archivist.${own.replace(/^app\./, '')}`;
};

export const terraformBench: Bench = {
  id: 'terraform-cloud',
  system: 'terraform',
  isCall: isHostOf,
  nameOf: ({ method, url }) =>
    `${method} ${new URL(url).pathname.replace(/^\/api\/v2\//, '').replaceAll(/\b(?:run|plan)-[A-Za-z0-9]+/g, '{id}')}`,
  keyOfStart: (request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/api/v2/runs')) return undefined;
    return keyIn(textAt(bodyOf(request), 'data', 'attributes', 'message'));
  },
  endNext: ({ terraform }, end) => terraform.endRuns(ends[end]),
  jobs: ({ terraform }) => terraform.runs().map(({ message, status }) => ({ key: keyIn(message), status: statuses[status] ?? 'running' })),
  settings: (rehearsed) => ({
    terraform: {
      organization: rehearsed.targets['terraform-cloud']?.organization ?? '',
      workspaces: Object.fromEntries(started(rehearsed).map(({ template: id }) => [id, `rehearsed-${id}`])),
    },
  }),
  putBack: ({ terraform }) => terraform.cancelRuns(),
};
