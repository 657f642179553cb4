/** Reads signals of a resource: the one place that knows which kind is read how. */
import { type Frame, signalRef } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { type Signal, toMillis } from '#kernel/signal.ts';
import type { SeriesBudget } from './budget.ts';
import { logReadings } from './log-levels.ts';
import { metricReadings } from './metric-readings.ts';
import { spanReadings } from './operations.ts';
import type { Reading, Unread } from './reading.ts';
import type { Sources } from './sources.ts';

/** Samples from further ahead than this are a wrong clock's, and would make every later one seem late. */
const maxAheadMs = 15 * 60_000;

/** Whether a policy ignores a metric: its exact name, or a prefix ending in `*`. */
const ignores = (patterns: readonly string[]) => {
  const names = new Set(patterns);
  const prefixes = patterns.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1));
  return (name: string): boolean => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
};

/** Whether detect analyses a signal, and answers for it; logs it counts by the way. */
export const isAnalysed = ({ kind }: Signal): boolean => kind === 'metric' || kind === 'span';

/** A reader under a policy. The readings of one signal of a frame, or why there is none; it updates `sources`. */
export const signalReader = (policy: DetectionPolicy, budget: SeriesBudget) => {
  const ignored = ignores(policy.ignore);
  return (sources: Sources, frame: Frame, index: number): readonly Reading[] | Unread => {
    const signal = frame.signals[index];
    if (signal === undefined || signal.kind === 'event') return [];
    const at = toMillis(signal.kind === 'span' ? signal.endTimeUnixNano : signal.timeUnixNano);
    if (at > frame.receivedAt + maxAheadMs) return 'future';
    const ref = signalRef(frame, index);
    if (signal.kind === 'span') return spanReadings(signal, ref, sources.operations, budget, sources.metrics.overflows);
    if (signal.kind === 'log') return logReadings(signal, ref, sources.logs);
    return ignored(signal.name) ? 'ignored' : metricReadings(signal, ref, sources.metrics, budget);
  };
};
