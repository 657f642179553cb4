/** Scores one frame against a resource's state. */
import type { Score } from '#kernel/detector.ts';
import type { Finding } from '#kernel/finding.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { toMillis } from '#kernel/signal.ts';
import { type AlarmChange, type AlarmState, nextAlarm, quiet } from './alarm.ts';
import { anomalyFinding } from './anomaly-finding.ts';
import { forecastReadings } from './forecast/forecast-readings.ts';
import { metricReadings } from './metric-readings.ts';
import type { Reading, Unread } from './reading.ts';
import { detectorOf } from './registry.ts';
import type { ResourceState, Series } from './resource-state.ts';
import { spanReadings } from './span-windows.ts';

/** Samples from further ahead than this are a wrong clock's, and would make every later one seem late. */
const maxAheadMs = 15 * 60_000;

/** What came of a frame. */
export interface Scored {
  readonly findings: readonly Finding[];
  /** Metric samples and spans in the frame. */
  readonly received: number;
  /** Those that were not scored, by reason. */
  readonly suppressed: Readonly<Record<string, number>>;
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

/** Whether a policy ignores a metric: its exact name, or a prefix ending in `*`. */
const ignores = (patterns: readonly string[]) => {
  const names = new Set(patterns);
  const prefixes = patterns.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1));
  return (name: string): boolean => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
};

/** A scorer under a policy; it changes the state given to it. `told` hears of every reading: reports draw what was expected. */
export const frameScorer = (policy: DetectionPolicy, told?: (scored: ScoredReading) => void) => {
  const ignored = ignores(policy.ignore);
  const forecast = forecastReadings(policy.forecasts);

  const seriesOf = (state: ResourceState, reading: Reading): Series | undefined => {
    const known = state.series.get(reading.key);
    if (known !== undefined && known.aspect === reading.aspect) return known;
    if (known === undefined && state.series.size >= policy.maxSeriesPerResource) return undefined;
    return { aspect: reading.aspect, detector: detectorOf[reading.aspect].start(), alarm: quiet };
  };

  const findingOf = ({ frame, reading, change, series, next, score }: Changed): Finding => {
    const alarm = change === 'resolved' ? series.alarm : next;
    const resource = frame.signals[0]?.resource.attributes ?? {};
    return anomalyFinding({ frame, resource, reading, change, alarm, score, detectorId: detectorOf[reading.aspect].id }, policy);
  };

  const scoreReading = (state: ResourceState, reading: Reading, frame: Frame, findings: Finding[]): Unread | undefined => {
    const series = seriesOf(state, reading);
    if (series === undefined) return 'overflow';
    if (series.detector.samples > 0 && reading.at <= series.detector.lastAt) return 'late';
    const observed = detectorOf[reading.aspect].observe(series.detector, reading.at, reading.value);
    const { score } = observed;
    const isAnomalous = score.score >= 0.5 && (!reading.upOnly || reading.value > score.expected);
    const next = nextAlarm(series.alarm, policy, reading.at, isAnomalous);
    state.series.set(reading.key, { aspect: reading.aspect, detector: observed.state, alarm: next.state });
    const { change } = next;
    const finding = change === undefined ? undefined : findingOf({ frame, reading, change, series, next: next.state, score });
    if (finding !== undefined) findings.push(finding);
    const foreseen = reading.aspect === 'gauge' || reading.aspect === 'mean' ? forecast(state.forecasts, frame, reading) : undefined;
    if (foreseen !== undefined) findings.push(foreseen);
    told?.({ frame, reading, score, isAnomalous, finding });
    return undefined;
  };

  const readSignal = (state: ResourceState, frame: Frame, index: number): readonly Reading[] | Unread | undefined => {
    const signal = frame.signals[index];
    if (signal?.kind !== 'metric' && signal?.kind !== 'span') return undefined;
    const at = toMillis(signal.kind === 'span' ? signal.endTimeUnixNano : signal.timeUnixNano);
    if (at > frame.receivedAt + maxAheadMs) return 'future';
    if (signal.kind === 'span') return spanReadings(signal, signalRef(frame, index), state.windows, policy.maxSeriesPerResource);
    return ignored(signal.name) ? 'ignored' : metricReadings(signal, signalRef(frame, index), state.previous, policy.maxSeriesPerResource);
  };

  return (state: ResourceState, frame: Frame): Scored => {
    const findings: Finding[] = [];
    const suppressed: Record<string, number> = {};
    let received = 0;
    for (let index = 0; index < frame.signals.length; index += 1) {
      const readings = readSignal(state, frame, index);
      if (readings === undefined) continue;
      received += 1;
      let unread = typeof readings === 'string' ? readings : undefined;
      if (typeof readings !== 'string') for (const reading of readings) unread = scoreReading(state, reading, frame, findings) ?? unread;
      if (unread !== undefined) suppressed[unread] = (suppressed[unread] ?? 0) + 1;
    }
    return { findings, received, suppressed };
  };
};
