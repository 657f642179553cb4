/** Scores one frame against a resource's state. */
import type { Score } from '#kernel/detector.ts';
import type { Finding } from '#kernel/finding.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { toMillis } from '#kernel/signal.ts';
import { checkAbsence, noteSample, silenceOf } from './absence.ts';
import { absenceFinding } from './absence-finding.ts';
import { type AlarmChange, advanceAlarm } from './alarm.ts';
import { anomalyFinding, writingIn } from './anomaly-finding.ts';
import { type Judgement, judgeSeries } from './judge-series.ts';
import { metricReadings } from './metric-readings.ts';
import { notePresence } from './presence.ts';
import type { Reading, Unread } from './reading.ts';
import { type ResourceState, type Series, startSeries } from './resource-state.ts';
import { spanReadings } from './span-windows.ts';
import { voiceOf } from './voice.ts';

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
  /** Outside of what was expected then. */
  readonly isAnomalous: boolean;
  readonly finding: Finding | undefined;
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
  const judge = judgeSeries(policy);

  /** The series of a reading; a new one takes the reading's time as its first. */
  const seriesOf = (state: ResourceState, reading: Reading): Series | undefined => {
    const known = state.series.get(reading.key);
    if (known !== undefined && known.aspect === reading.aspect) return known;
    if (known === undefined && state.series.size >= policy.maxSeriesPerResource) return undefined;
    const series = startSeries(reading.aspect, reading.at);
    state.series.set(reading.key, series);
    return series;
  };

  const findingOf = (frame: Frame, reading: Reading, series: Series, judgement: Judgement, change: AlarmChange): Finding => {
    const { alarm } = series;
    const voice = voiceOf(series, reading, judgement, change);
    if (change !== 'resolved') {
      alarm.speaker = voice.id;
      alarm.since = Math.min(alarm.since, voice.account(writingIn(reading.unit)).since ?? alarm.since);
    }
    return anomalyFinding({ frame, reading, change, alarm, voice });
  };

  const scoreReading = (state: ResourceState, reading: Reading, frame: Frame, findings: Finding[]): Unread | undefined => {
    const series = seriesOf(state, reading);
    if (series === undefined) return 'overflow';
    if (reading.at <= series.lastAt) return 'late';
    notePresence(series.presence, reading.at - series.lastAt, silenceOf(state.absence, series.lastAt), reading.value);
    series.lastAt = reading.at;
    noteSample(state.absence, reading.at, frame.receivedAt);
    const judgement = judge(series, reading);
    const change = advanceAlarm(series.alarm, policy, reading.at, judgement);
    const finding = change === undefined ? undefined : findingOf(frame, reading, series, judgement, change);
    if (finding !== undefined) findings.push(finding);
    told?.({ frame, reading, score: judgement.score, isAnomalous: judgement.abnormal, finding });
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
    const absence = checkAbsence(state.absence, state.series, frame.receivedAt, policy.absence);
    if (absence !== undefined) findings.push(absenceFinding(frame, absence, policy));
    return { findings, received, suppressed };
  };
};
