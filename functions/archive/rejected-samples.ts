/** Keeps what the metric store refused, with the reasons, so that it can be looked at and written again. */
import type { MetricStore, Quarantine } from '#kernel/ports.ts';
import type { MetricSignal } from '#kernel/signal.ts';

type Rejected = Awaited<ReturnType<MetricStore['write']>>['rejected'];

/** JSON has no 64-bit integers: nanoseconds travel as decimal strings. */
const toJson = (sample: MetricSignal, reason: string): string =>
  JSON.stringify({ reason, sample }, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** One quarantine item a batch: a JSON line `{reason, sample}` for each rejected sample. The signals themselves are archived. */
export const quarantineRejected = async (quarantine: Quarantine, place: string, rejected: Rejected): Promise<void> => {
  const reasons = new Set(rejected.map((each) => each.reason));
  await quarantine.put({
    id: `archive/${place}-metrics`,
    stage: 'archive',
    reason: 'metric_store_rejected',
    message: `The metric store refused ${rejected.length} samples: ${[...reasons].slice(0, 3).join('; ')}`.slice(0, 500),
    count: rejected.length,
    body: Buffer.from(`${rejected.map((each) => toJson(each.sample, each.reason)).join('\n')}\n`),
  });
};
