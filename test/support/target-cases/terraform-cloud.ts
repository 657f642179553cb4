/** HCP Terraform under the target contract. */
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { impossible, reachedOverHttps, usualRefusals } from './over-https.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'T0PSECRETTOKEN';
const ends = { succeeded: 'applied', failed: 'errored', never: 'never' } as const;

export const terraformCase: TargetCase = {
  id: 'terraform-cloud',
  launch: { template: 'ws-payment000000001', parameters: { replicas: '3' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: 'run-9999999999999999',
  refusals: [...usualRefusals, ...impossible(400, 404, 422), [409, 'UpstreamError', true]],
  start: async (clock) => {
    const standIns = createStandIns({ scheduler: clock, terraform: { token: secret } });
    const settings = { 'terraform-cloud': { url: 'https://app.terraform.io', organization: 'acme', secret: 'streamwarden/terraform' } };
    const reached = await reachedOverHttps('terraform-cloud', { standIns, settings: settings, secret });
    return {
      ...reached,
      failStarts: (...faults) => standIns.terraform.failRuns(...faults),
      endJobs: (...wanted) => standIns.terraform.endRuns(...wanted.map((end) => ends[end])),
      started: () => standIns.terraform.runs().length,
    };
  },
};
