/** Asks the metric that a rule names whether the runbook helped. */
import type { MetricHistory, MetricQuery } from '#kernel/metric-history.ts';
import type { RemediationRule } from '#kernel/policy.ts';

type Metric = NonNullable<RemediationRule['verify']['metric']>;

/** Series and their steps, more than people would name in a rule. */
const mostPoints = 10_000;

/** Milliseconds since the epoch; only what is from `from` on speaks of the time after the runbook. */
interface Span {
  readonly from: number;
  readonly now: number;
}

const queryFor = ({ name, field, aggregate, overMinutes }: Metric, labels: MetricQuery['labels'], { from, now }: Span): MetricQuery => {
  const start = Math.max(from, now - overMinutes * 60_000);
  return { name, field, aggregate, labels, from: start, to: now, stepMs: now - start, maxPoints: mostPoints };
};

const isWell = (value: number, { below = Number.POSITIVE_INFINITY, above = Number.NEGATIVE_INFINITY }: Metric): boolean =>
  value < below && value > above;

/** `below 10 and above 1`. */
export const bounds = ({ below, above }: Pick<Metric, 'below' | 'above'>): string =>
  [...(below === undefined ? [] : [`below ${below}`]), ...(above === undefined ? [] : [`above ${above}`])].join(' and ');

/** Why the metric does not show that it helped; undefined when it does. Throws what the history throws. */
export const metricDoubt = async (
  metric: Metric,
  labels: MetricQuery['labels'],
  span: Span,
  history: MetricHistory | undefined,
): Promise<string | undefined> => {
  if (history === undefined) return 'No metrics are kept that could be asked.';
  const silent = `${metric.name} has no samples since the runbook.`;
  if (span.now <= span.from) return silent;
  const { series, truncated } = await history.query(queryFor(metric, labels, span));
  if (truncated) return `${metric.name} has too many series to look at.`;
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  if (values.length === 0) return silent;
  const ill = values.find((value) => !isWell(value, metric));
  return ill === undefined ? undefined : `${metric.name} is ${Number(ill.toPrecision(4))} after the runbook, not ${bounds(metric)}.`;
};
