/** Logs and metrics of a stage about itself: JSON lines and CloudWatch EMF, by Powertools. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from '#kernel/ports.ts';
import type { StageReport } from '#kernel/stage-report.ts';

const logger = new Logger();
/** Environments may share an account: without the dimension, dev's quarantine would ring prod's alarm. */
const metrics = new Metrics({ namespace: 'Streamwarden', defaultDimensions: { environment: process.env['ENVIRONMENT'] ?? 'none' } });

/** The function's own log. */
export const log: Log = {
  info: (message, detail) => logger.info(message, { ...detail }),
  warn: (message, detail) => logger.warn(message, { ...detail }),
  error: (message, detail) => logger.error(message, { ...detail }),
};

const publishByReason = (
  name: string,
  unit: (typeof MetricUnit)['Count' | 'Bytes'],
  values: Readonly<Record<string, number>> = {},
): void => {
  for (const [reason, value] of Object.entries(values)) {
    const single = metrics.singleMetric();
    single.addDimension('reason', reason);
    single.addMetric(name, unit, value);
  }
};

/** Of kinds of messages: published only when there are any, as a metric costs nothing in the hours in which it is not. */
const kindMetrics = [
  ['new_kind', 'NewKinds'],
  ['unkept_kind', 'UnkeptKinds'],
  ['evicted_kind', 'EvictedKinds'],
] as const;

/** Publishes a report as EMF: `Received`, `Produced`, `Quarantined`, by `reason` `Suppressed`, `SavedBytes` and `Limited`; dimensions `service` (the stage) and `environment`. */
export const emitReport = (report: StageReport): void => {
  metrics.addMetric('Received', MetricUnit.Count, report.received);
  metrics.addMetric('Produced', MetricUnit.Count, report.produced);
  metrics.addMetric('Quarantined', MetricUnit.Count, report.quarantined);
  // In the same line of the log, to be asked for by Logs Insights: metrics cost $0.30 a month each.
  const { answered = {} } = report;
  for (const [layer, count] of Object.entries(answered)) metrics.addMetadata(`answered_${layer}`, String(count));
  for (const [count, metric] of kindMetrics)
    if ((answered[count] ?? 0) > 0) metrics.addMetric(metric, MetricUnit.Count, answered[count] ?? 0);
  metrics.publishStoredMetrics();
  publishByReason('Suppressed', MetricUnit.Count, report.suppressed);
  publishByReason('SavedBytes', MetricUnit.Bytes, report.savedBytes);
  publishByReason('Limited', MetricUnit.Count, report.limited);
};
