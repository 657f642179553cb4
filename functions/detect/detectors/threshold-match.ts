/** Which threshold of the policy a series falls under: the first whose metric names and labels fit. */
import type { Labels } from '#kernel/fingerprint.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { type StaticThreshold, staticThreshold } from './static-threshold.ts';

type Metric = DetectionPolicy['thresholds'][number]['metrics'][number];

/** An exact name, or a beginning before `*`. */
const fitsName = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** `a|b`: one of these; `!a|b`: none of these. A label that is not there has the value ''. */
const fitsValue = (pattern: string, value: string): boolean =>
  pattern.startsWith('!') ? !pattern.slice(1).split('|').includes(value) : pattern.split('|').includes(value);

const fits = (metric: Metric, name: string, labels: () => Labels): boolean =>
  fitsName(metric.metric, name) && Object.entries(metric.labels).every(([key, pattern]) => fitsValue(pattern, labels()[key] ?? ''));

/** The matcher of a policy. `labels` are made only where a name fits. */
export const thresholdMatcher = (thresholds: DetectionPolicy['thresholds']) => {
  const rules = thresholds.flatMap((rule) => rule.metrics.map((metric) => ({ metric, threshold: staticThreshold(rule, metric.values) })));
  return (name: string, labels: () => Labels): StaticThreshold | undefined =>
    rules.find(({ metric }) => fits(metric, name, labels))?.threshold;
};
