/** Jira under the target contract: an issue that people do. */
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { impossible, reachedOverHttps, usualRefusals } from './over-https.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'warden@example.com:T0PSECRETTOKEN';
const ends = { succeeded: 'done', failed: 'declined', never: 'never' } as const;

export const jiraCase: TargetCase = {
  id: 'jira',
  launch: { template: 'OPS/10001', parameters: { service: 'payment', wait: 'done' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: '99999',
  refusals: [...usualRefusals, ...impossible(400, 404, 422), [409, 'UpstreamError', false]],
  start: async (clock) => {
    // The search knows nothing for a minute: what was just written is found all the same.
    const jira = { credential: secret, projects: { OPS: ['10001'] }, indexSeconds: 60 };
    const standIns = createStandIns({ scheduler: clock, jira });
    const settings = { jira: { url: 'https://example.atlassian.net/', secret: 'jira', unsuccessful: ["Won't Do"] } };
    const reached = await reachedOverHttps('jira', { standIns, settings: settings, secret });
    return {
      ...reached,
      failStarts: (...faults) => standIns.jira.failStarts(...faults),
      endJobs: (...wanted) => standIns.jira.endIssues(...wanted.map((end) => ends[end])),
      started: () => standIns.jira.issues().length,
    };
  },
};
