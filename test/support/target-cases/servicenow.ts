/** ServiceNow under the target contract: a normal change that people approve and carry out. */
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { impossible, reachedOverHttps, usualRefusals } from './over-https.ts';
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
  refusals: [...usualRefusals, ...impossible(400, 404, 405), [409, 'UpstreamError', false]],
  start: async (clock) => {
    const tables = { cmdb_ci: [{ sys_id: 'a'.repeat(32), name: 'payment' }] };
    const standIns = createStandIns({ scheduler: clock, servicenow: { credential: secret, tables } });
    const closeCodes = { resolved: 'Solution provided', cancelled: 'No resolution provided' };
    const settings = { servicenow: { url: 'https://example.service-now.com/', secret: 'servicenow', closeCodes } };
    const reached = await reachedOverHttps('servicenow', { standIns, settings: settings, secret });
    return {
      ...reached,
      failStarts: (...faults) => standIns.servicenow.failStarts(...faults),
      endJobs: (...wanted) => standIns.servicenow.endChanges(...wanted.map((end) => ends[end])),
      started: () => standIns.servicenow.tasks().length,
    };
  },
};
