/** AWX under the target contract. */
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { impossible, reachedOverHttps, usualRefusals } from './over-https.ts';
import type { TargetCase } from './target-case.ts';

const secret = 'T0PSECRETTOKEN';
const ends = { succeeded: 'successful', failed: 'failed', never: 'never' } as const;

export const awxCase: TargetCase = {
  id: 'awx',
  launch: { template: '42', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' },
  secret,
  jobMs: 60_000,
  unknownJob: '999',
  refusals: [...usualRefusals, ...impossible(400, 404, 405), [409, 'UpstreamError', false]],
  start: async (clock) => {
    const standIns = createStandIns({ scheduler: clock, awx: { token: secret, templates: [42, 43, 44], checkable: [42] } });
    const reached = await reachedOverHttps('awx', { standIns, settings: { awx: { url: 'https://awx.test/', api: '/api/v2' } }, secret });
    return {
      ...reached,
      failStarts: (...faults) => standIns.awx.failLaunches(...faults),
      endJobs: (...wanted) => standIns.awx.endJobs(...wanted.map((end) => ends[end])),
      started: () => standIns.awx.jobs().length,
    };
  },
};
