/** AWX under the target contract. */
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Target } from '#kernel/target.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'T0PSECRETTOKEN';
const ends = { succeeded: 'successful', failed: 'failed', never: 'never' } as const;

export const awxCase: TargetCase = {
  id: 'awx',
  launch: { template: '42', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: '999',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [405, 'InputError', false],
    [409, 'UpstreamError', false],
    [302, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    const standIns = createStandIns({ scheduler: clock, awx: { token: secret, templates: [42, 43, 44], checkable: [42] } });
    const host = await startLoopbackHost(standIns.handle);
    const make = (send: typeof fetch, credential: string): Target => {
      const kind = targetKinds.find(({ id }) => id === 'awx');
      const http = httpClient({ fetch: send, timeoutMs: 2_000 });
      const made = kind?.make({ awx: { url: 'https://awx.test/', api: '/api/v2' } }, { http, secret: async () => credential });
      if (made === undefined) throw new Error('the registry makes no awx');
      return made;
    };
    return {
      target: make(host.fetch, secret),
      withSecret: (other) => make(host.fetch, other),
      answering: (body) => make(async () => new Response(body, { status: 200 }), secret),
      failStarts: (...faults) => standIns.awx.failLaunches(...faults),
      endJobs: (...wanted) => standIns.awx.endJobs(...wanted.map((end) => ends[end])),
      started: () => standIns.awx.jobs().length,
      close: () => host.close(),
    };
  },
};
