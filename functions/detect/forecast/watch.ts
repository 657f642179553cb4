/** Which series are forecast, and towards what. */
import { durationMs } from '#kernel/duration.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';

type Group = DetectionPolicy['forecasts']['watch'][number];
type Metric = Group['metrics'][number];

/** A metric that is watched, with what its group says of it. */
export interface Watch extends Pick<Group, 'name' | 'says' | 'category'>, Metric {
  /** Time left from which on it is told, milliseconds. */
  readonly warningMs: number;
  readonly criticalMs: number;
}

/** What names of metrics mean to forecasts. */
export interface Watches {
  /** The first watch that fits a series; undefined for most. */
  readonly of: (name: string, labels: () => Labels) => Watch | undefined;
  /** Whether other metrics have this one as their limit. */
  readonly isLimit: (name: string) => boolean;
}

const fits = (pattern: string, value: string): boolean =>
  pattern.startsWith('!') ? !pattern.slice(1).split('|').includes(value) : pattern.split('|').includes(value);

export const watchesOf = (policy: DetectionPolicy['forecasts']): Watches => {
  const byName = new Map<string, Watch[]>();
  const limits = new Set<string>();
  for (const { name, says, category, warning, critical, metrics } of policy.watch) {
    const told = { warningMs: durationMs(warning ?? policy.warning), criticalMs: durationMs(critical ?? policy.critical) };
    for (const metric of metrics) {
      byName.set(metric.metric, [...(byName.get(metric.metric) ?? []), { name, says, category, ...told, ...metric }]);
      if (typeof metric.limit === 'string') limits.add(metric.limit);
    }
  }
  return {
    of: (name, labels) => {
      const watches = byName.get(name);
      if (watches === undefined) return undefined;
      const its = labels();
      return watches.find((watch) => Object.entries(watch.labels).every(([label, pattern]) => fits(pattern, its[label] ?? '')));
    },
    isLimit: (name) => limits.has(name),
  };
};

/** Names the series that holds a watched one's limit: the limit's metric and the labels they share. */
export const limitKey = (metric: string, labels: Labels, without: Readonly<Record<string, string>> = {}): string =>
  `${metric}\0${Object.entries(labels)
    .filter(([label]) => without[label] === undefined)
    .map(([label, value]) => `${label}\0${value}`)
    .join('\0')}`;
