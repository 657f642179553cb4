/** What the detectors of a series and the threshold it falls under make of a reading, together. */
import type { Score } from '#kernel/detector.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { type Severity, worst } from '#kernel/severity.ts';
import { thresholdMatcher } from './detectors/threshold-match.ts';
import type { EnsembleScore } from './ensemble.ts';
import { detectorOf } from './registry.ts';
import { leastOf, type Reading } from './series/reading.ts';
import type { Series } from './series-state.ts';

/** Of one reading. */
export interface Judgement {
  /** The ensemble's. */
  readonly score: EnsembleScore;
  /** The threshold's, for a series that falls under one. */
  readonly limit: Score | undefined;
  readonly news: boolean;
  readonly abnormal: boolean;
  readonly severity: Severity;
}

/** A judge under a policy; it changes the series given to it. A passed threshold speaks with its own severity, anything else with the policy's. */
export const judgeSeries = (policy: DetectionPolicy) => {
  const thresholdOf = thresholdMatcher(policy.thresholds);

  const limitOf = (series: Series, reading: Reading): Score | undefined => {
    if (series.threshold === undefined)
      series.threshold = (reading.aspect === 'rate' ? undefined : thresholdOf(reading.name, reading.labels)) ?? null;
    if (series.threshold === null) return undefined;
    series.limit ??= series.threshold.start();
    return series.threshold.observe(series.limit, reading.at, reading.value);
  };

  return (series: Series, reading: Reading): Judgement => {
    const score = detectorOf[reading.aspect].observe(series.detector, reading.at, reading.value);
    const isBad = !reading.upOnly || leastOf(reading) > score.expected;
    const news = isBad && score.score >= policy.threshold;
    const abnormal = isBad && score.abnormal;
    const limit = limitOf(series, reading);
    if (limit === undefined || series.limit === undefined || !limit.abnormal)
      return { score, limit, news, abnormal, severity: policy.severity };
    const severity = series.threshold?.severityOf(series.limit) ?? policy.severity;
    return { score, limit, news: true, abnormal: true, severity: news || abnormal ? worst(severity, policy.severity) : severity };
  };
};
