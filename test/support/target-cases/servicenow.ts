/** ServiceNow under the target contract: a normal change that people approve and carry out. */
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Target } from '#kernel/target.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'streamwarden:T0PSECRETPASSWORD';
const ends = { succeeded: 'successful', failed: 'unsuccessful', never: 'never' } as const;
const parameters = { cmdb_ci: 'payment', service: 'payment' };

export const servicenowCase: TargetCase = {
  id: 'servicenow',
  launch: { template: 'change', parameters, idempotencyKey: 'sw-0123456789' },
  // A change that was carried out is not taken back; an incident is.
  undone: { template: 'incident', parameters, idempotencyKey: 'sw-9876543210' },
  secret,
  jobMs: 60_000,
  unknownJob: '0'.repeat(32),
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
    const tables = { cmdb_ci: [{ sys_id: 'a'.repeat(32), name: 'payment' }] };
    const standIns = createStandIns({ scheduler: clock, servicenow: { credential: secret, tables } });
    const host = await startLoopbackHost(standIns.handle);
    const make = (send: typeof fetch, credential: string): Target => {
      const kind = targetKinds.find(({ id }) => id === 'servicenow');
      const http = httpClient({ fetch: send, timeoutMs: 2_000 });
      const closeCodes = { resolved: 'Solution provided', cancelled: 'No resolution provided' };
      const settings = { servicenow: { url: 'https://example.service-now.com/', secret: 'servicenow', closeCodes } };
      const made = kind?.make(settings, { http, secret: async () => credential });
      if (made === undefined) throw new Error('the registry makes no servicenow');
      return made;
    };
    return {
      target: make(host.fetch, secret),
      withSecret: (other) => make(host.fetch, other),
      answering: (body) => make(async () => new Response(body, { status: 200 }), secret),
      failStarts: (...faults) => standIns.servicenow.failStarts(...faults),
      endJobs: (...wanted) => standIns.servicenow.endChanges(...wanted.map((end) => ends[end])),
      started: () => standIns.servicenow.tasks().length,
      close: () => host.close(),
    };
  },
};
