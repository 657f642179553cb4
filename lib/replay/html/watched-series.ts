/** Series that findings speak of, with what the detector expected at each sample. */
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { type ScoredReading, scoreAgain } from './analysers.ts';

interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly score: number;
  readonly isAnomalous: boolean;
  /** Undefined while the detector was warming up. */
  readonly expected: { readonly lower: number; readonly upper: number } | undefined;
}

/** One series of one resource. */
export interface WatchedSeries {
  /** What its findings are called, and where they are. */
  readonly labels: Finding['labels'];
  readonly fingerprint: string;
  readonly unit: string;
  readonly samples: readonly Sample[];
  /** The run's findings about it, in order of time. */
  readonly findings: readonly Finding[];
}

/** Series, and whether the run's findings follow from them. */
export interface Watched {
  readonly series: readonly WatchedSeries[];
  /** Findings of the run about anomalies, and how many of them the detector drew again here. */
  readonly anomalies: number;
  readonly drawnAgain: number;
}

interface Growing {
  readonly unit: string;
  readonly samples: Sample[];
  readonly findings: Finding[];
}

const sampleOf = ({ reading, score, isAnomalous }: ScoredReading): Sample => ({
  at: reading.at,
  value: reading.value,
  score: score.score,
  isAnomalous,
  expected: score.judged ? { lower: score.lower, upper: score.upper } : undefined,
});

/** Anomalies of classify's, and metrics that overflow, are not of one series. */
const isOfSeries = ({ kind, source }: Finding): boolean => kind === 'anomaly' && source.startsWith('detect/') && source !== 'detect/budget';

/**
 * The production detector scores the run's frames once more. It is deterministic, so it must draw the run's findings again;
 * where it does not, because a worker died and forgot samples, `drawnAgain` is less than `anomalies` and the page says so.
 */
export const watchSeries = (frames: Iterable<Frame>, policy: DetectionPolicy, findings: readonly Finding[]): Watched => {
  const ofRun = new Map(findings.filter(isOfSeries).map((finding) => [finding.id, finding]));
  const growing = new Map<string, Growing>();
  let drawnAgain = 0;
  scoreAgain(frames, policy, (scored) => {
    const key = `${scored.frame.partition}\0${scored.reading.key}`;
    const series = growing.get(key) ?? { unit: scored.reading.unit, samples: [], findings: [] };
    growing.set(key, series);
    series.samples.push(sampleOf(scored));
    const finding = ofRun.get(scored.finding?.id ?? '');
    if (finding === undefined) return;
    drawnAgain += 1;
    series.findings.push(finding);
  });
  const series = [...growing.values()].flatMap(({ unit, samples, findings: own }) => {
    const [first] = own;
    return first === undefined ? [] : [{ labels: first.labels, fingerprint: first.fingerprint, unit, samples, findings: own }];
  });
  return { series, anomalies: ofRun.size, drawnAgain };
};
