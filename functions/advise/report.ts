/** What advise did, for the ledger: each request that is done with was received, and is produced or suppressed with its reason. */
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import type { Advised } from './advise.ts';

/** `spent` is what asking took since the last report, of requests that come back, too. */
export const reportOf = (advised: Advised, spent: Readonly<Record<string, number>> = {}): StageReport => ({
  ...emptyReport,
  received: 1,
  ...(advised === 'annotated' ? { produced: 1 } : { suppressed: { [advised]: 1 } }),
  ...(Object.keys(spent).length > 0 && { answered: spent }),
});
