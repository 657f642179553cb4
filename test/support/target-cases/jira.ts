/** Jira under the target contract: an issue that people do. */
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Target } from '#kernel/target.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'warden@example.com:T0PSECRETTOKEN';
const ends = { succeeded: 'done', failed: 'declined', never: 'never' } as const;

export const jiraCase: TargetCase = {
  id: 'jira',
  launch: { template: 'OPS/10001', parameters: { service: 'payment', wait: 'done' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: '99999',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [422, 'InputError', false],
    [409, 'UpstreamError', false],
    [302, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    // The search knows nothing for a minute: what was just written is found all the same.
    const jira = { credential: secret, projects: { OPS: ['10001'] }, indexSeconds: 60 };
    const standIns = createStandIns({ scheduler: clock, jira });
    const host = await startLoopbackHost(standIns.handle);
    const make = (send: typeof fetch, credential: string): Target => {
      const kind = targetKinds.find(({ id }) => id === 'jira');
      const http = httpClient({ fetch: send, timeoutMs: 2_000 });
      const settings = { jira: { url: 'https://example.atlassian.net/', secret: 'jira', unsuccessful: ["Won't Do"] } };
      const made = kind?.make(settings, { http, secret: async () => credential });
      if (made === undefined) throw new Error('the registry makes no jira');
      return made;
    };
    return {
      target: make(host.fetch, secret),
      withSecret: (other) => make(host.fetch, other),
      answering: (body) => make(async () => new Response(body, { status: 200 }), secret),
      failStarts: (...faults) => standIns.jira.failStarts(...faults),
      endJobs: (...wanted) => standIns.jira.endIssues(...wanted.map((end) => ends[end])),
      started: () => standIns.jira.issues().length,
      close: () => host.close(),
    };
  },
};
