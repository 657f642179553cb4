/** Scores one frame against a resource's state. */
import type { Score } from '#kernel/detector.ts';
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { type AlarmChange, type AlarmState, nextAlarm, quiet } from './alarm.ts';
import { anomalyFinding } from './anomaly-finding.ts';
import { overflowFinding } from './overflow-finding.ts';
import { detectorOf } from './registry.ts';
import { makeRoom, type ResourceState, type Series } from './resource-state.ts';
import { seriesBudget } from './series/budget.ts';
import { noteOverflow, overflowsToTell } from './series/overflow.ts';
import { isAnalysed, signalReader } from './series/read-signals.ts';
import { leastOf, type Reading, type Unread } from './series/reading.ts';
import { familyOf, widestAttribute } from './series/series-key.ts';

/** What came of a frame. */
export interface Scored {
  readonly findings: readonly Finding[];
  /** Metric samples and spans in the frame. */
  readonly received: number;
  /** Those that were not scored, by reason. */
  readonly suppressed: Readonly<Record<string, number>>;
  /** Samples of which something was left out, by the limit they were over. */
  readonly limited?: Readonly<Record<string, number>>;
}

/** One reading, what was expected of it, and the finding drawn from it. */
export interface ScoredReading {
  readonly frame: Frame;
  readonly reading: Reading;
  readonly score: Score;
  readonly isAnomalous: boolean;
  readonly finding: Finding | undefined;
}

/** A reading that changed the alarm of its series. */
interface Changed extends Pick<ScoredReading, 'frame' | 'reading' | 'score'> {
  readonly change: AlarmChange;
  /** Before the reading, and its alarm after it. */
  readonly series: Series;
  readonly next: AlarmState;
}

/** A scorer under a policy; it changes the state given to it. `told` hears of every reading: reports draw what was expected. */
export const frameScorer = (policy: DetectionPolicy, told?: (scored: ScoredReading) => void) => {
  const budget = seriesBudget(policy);
  const read = signalReader(policy, budget);

  const seriesOf = (state: ResourceState, reading: Reading): Series | undefined => {
    const known = state.series.get(reading.key);
    if (known !== undefined && known.aspect === reading.aspect) return known;
    if (known === undefined && reading.overflow !== true && !budget.admits(state.series, reading.key)) return undefined;
    return { aspect: reading.aspect, detector: detectorOf[reading.aspect].start(), alarm: quiet };
  };

  const findingOf = ({ frame, reading, change, series, next, score }: Changed): Finding => {
    const alarm = change === 'resolved' ? series.alarm : next;
    const resource = frame.signals[0]?.resource.attributes ?? {};
    return anomalyFinding({ frame, resource, reading, change, alarm, score, detectorId: detectorOf[reading.aspect].id }, policy);
  };

  const scoreReading = (state: ResourceState, reading: Reading, frame: Frame, findings: Finding[]): Unread | undefined => {
    const series = seriesOf(state, reading);
    if (series === undefined) {
      noteOverflow(state.sources.metrics.overflows, familyOf(reading.key), reading.at);
      return 'overflow';
    }
    if (series.detector.samples > 0 && reading.at <= series.detector.lastAt) return 'late';
    const observed = detectorOf[reading.aspect].observe(series.detector, reading.at, reading.value);
    const { score } = observed;
    const isAnomalous = score.score >= 0.5 && (!reading.upOnly || leastOf(reading) > score.expected);
    const next = nextAlarm(series.alarm, policy, reading.at, isAnomalous);
    state.series.set(reading.key, { aspect: reading.aspect, detector: observed.state, alarm: next.state });
    const { change } = next;
    const finding = change === undefined ? undefined : findingOf({ frame, reading, change, series, next: next.state, score });
    if (finding !== undefined) findings.push(finding);
    told?.({ frame, reading, score, isAnomalous, finding });
    return undefined;
  };

  return (state: ResourceState, frame: Frame): Scored => {
    const findings: Finding[] = [];
    const suppressed: Record<string, number> = {};
    let received = 0;
    if (makeRoom(state, frame.receivedAt)) budget.recount();
    for (const [index, signal] of frame.signals.entries()) {
      const readings = read(state.sources, frame, index);
      let unread = typeof readings === 'string' ? readings : undefined;
      if (typeof readings !== 'string') for (const reading of readings) unread = scoreReading(state, reading, frame, findings) ?? unread;
      if (!isAnalysed(signal)) continue;
      received += 1;
      if (unread !== undefined) suppressed[unread] = (suppressed[unread] ?? 0) + 1;
    }
    const { metrics } = state.sources;
    const resource = frame.signals[0]?.resource.attributes ?? {};
    for (const [family, at] of overflowsToTell(metrics.overflows)) {
      const widest = widestAttribute(state.series.keys(), family);
      findings.push(overflowFinding({ frame, resource, family, at, widest }, policy));
    }
    const { limited } = metrics;
    metrics.limited = {};
    return { findings, received, suppressed, ...(Object.keys(limited).length > 0 && { limited }) };
  };
};
