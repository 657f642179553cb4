/** HCP Terraform under the target contract. */
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Target } from '#kernel/target.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'T0PSECRETTOKEN';
const ends = { succeeded: 'applied', failed: 'errored', never: 'never' } as const;

export const terraformCase: TargetCase = {
  id: 'terraform-cloud',
  launch: { template: 'ws-payment000000001', parameters: { replicas: '3' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: 'run-9999999999999999',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [409, 'UpstreamError', true],
    [422, 'InputError', false],
    [302, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    const standIns = createStandIns({ scheduler: clock, terraform: { token: secret } });
    const host = await startLoopbackHost(standIns.handle);
    const make = (send: typeof fetch, credential: string): Target => {
      const kind = targetKinds.find(({ id }) => id === 'terraform-cloud');
      const settings = { url: 'https://app.terraform.io', organization: 'acme', secret: 'streamwarden/terraform' };
      const http = httpClient({ fetch: send, timeoutMs: 2_000 });
      const made = kind?.make({ 'terraform-cloud': settings }, { http, secret: async () => credential });
      if (made === undefined) throw new Error('the registry makes no terraform-cloud');
      return made;
    };
    return {
      target: make(host.fetch, secret),
      withSecret: (other) => make(host.fetch, other),
      answering: (body) => make(async () => new Response(body, { status: 200 }), secret),
      failStarts: (...faults) => standIns.terraform.failRuns(...faults),
      endJobs: (...wanted) => standIns.terraform.endRuns(...wanted.map((end) => ends[end])),
      started: () => standIns.terraform.runs().length,
      close: () => host.close(),
    };
  },
};
