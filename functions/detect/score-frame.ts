/** Scores one frame against a resource's state. */
import { isKeptFromModels } from '#kernel/compliance.ts';
import type { Score } from '#kernel/detector.ts';
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { checkAbsence, noteSample, silenceOf } from './absence.ts';
import { absenceFinding } from './absence-finding.ts';
import { type AlarmChange, advanceAlarm } from './alarm.ts';
import { anomalyFinding, writingIn } from './anomaly-finding.ts';
import { forecastReadings } from './forecast/forecast-readings.ts';
import { type Judgement, judgeSeries } from './judge-series.ts';
import { overflowFinding } from './overflow-finding.ts';
import { notePresence } from './presence.ts';
import { makeRoom, type ResourceState } from './resource-state.ts';
import { seriesBudget } from './series/budget.ts';
import { noteOverflow, overflowsToTell } from './series/overflow.ts';
import { isAnalysed, signalReader } from './series/read-signals.ts';
import type { Reading, Unread } from './series/reading.ts';
import { familyOf, widestAttribute } from './series/series-key.ts';
import { type Series, startSeries } from './series-state.ts';
import { voiceOf } from './voice.ts';

/** No model may be shown the finding. */
const kept = (finding: Finding): Finding => ({ ...finding, evidence: { ...finding.evidence, keptFromModels: true } });

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
  /** Outside of what was expected then. */
  readonly isAnomalous: boolean;
  readonly finding: Finding | undefined;
}

/** A scorer under a policy; it changes the state given to it. `told` hears of every reading: reports draw what was expected. */
export const frameScorer = (policy: DetectionPolicy, told?: (scored: ScoredReading) => void) => {
  const budget = seriesBudget(policy);
  const read = signalReader(policy, budget);
  const judge = judgeSeries(policy);
  const forecast = forecastReadings(policy.forecasts);

  /** The series of a reading; a new one takes the reading's time as its first. */
  const seriesOf = (state: ResourceState, reading: Reading): Series | undefined => {
    const known = state.series.get(reading.key);
    if (known !== undefined && known.aspect === reading.aspect) return known;
    if (known === undefined && reading.overflow !== true && !budget.admits(state.series, reading.key)) return undefined;
    const series = startSeries(reading.aspect, reading.at);
    state.series.set(reading.key, series);
    return series;
  };

  const findingOf = (frame: Frame, reading: Reading, series: Series, judgement: Judgement, change: AlarmChange): Finding => {
    const { alarm } = series;
    const voice = voiceOf(series, reading, judgement, change);
    if (change !== 'resolved') {
      alarm.speaker = voice.id;
      alarm.confidence = change === 'fired' ? voice.score.score : Math.max(alarm.confidence, voice.score.score);
      alarm.since = Math.min(alarm.since, voice.account(writingIn(reading.unit)).since ?? alarm.since);
    }
    return anomalyFinding({ frame, reading, change, alarm, voice });
  };

  const scoreReading = (state: ResourceState, reading: Reading, frame: Frame, findings: Finding[]): Unread | undefined => {
    const series = seriesOf(state, reading);
    if (series === undefined) {
      noteOverflow(state.sources.metrics.overflows, familyOf(reading.key), reading.at);
      return 'overflow';
    }
    if (reading.at <= series.lastAt) return 'late';
    notePresence(series.presence, reading.at - series.lastAt, silenceOf(state.absence, series.lastAt), reading.value);
    series.lastAt = reading.at;
    noteSample(state.absence, reading.at, frame.receivedAt);
    const judgement = judge(series, reading);
    const change = advanceAlarm(series.alarm, policy, reading.at, judgement);
    const finding = change === undefined ? undefined : findingOf(frame, reading, series, judgement, change);
    if (finding !== undefined) findings.push(finding);
    const foreseen = reading.aspect === 'gauge' || reading.aspect === 'mean' ? forecast(state.forecasts, frame, reading) : undefined;
    if (foreseen !== undefined) findings.push(foreseen);
    told?.({ frame, reading, score: judgement.score, isAnomalous: judgement.abnormal, finding });
    return undefined;
  };

  return (state: ResourceState, frame: Frame): Scored => {
    const findings: Finding[] = [];
    const suppressed: Record<string, number> = {};
    let received = 0;
    if (state.keptFromModels !== true && frame.signals.some(isKeptFromModels)) state.keptFromModels = true;
    if (makeRoom(state, frame.receivedAt)) budget.recount();
    for (const [index, signal] of frame.signals.entries()) {
      const readings = read(state.sources, frame, index);
      let unread = typeof readings === 'string' ? readings : undefined;
      if (typeof readings !== 'string') for (const reading of readings) unread = scoreReading(state, reading, frame, findings) ?? unread;
      if (!isAnalysed(signal)) continue;
      received += 1;
      if (unread !== undefined) suppressed[unread] = (suppressed[unread] ?? 0) + 1;
    }
    const absence = checkAbsence(state.absence, state.series, frame.receivedAt, policy.absence);
    if (absence !== undefined) findings.push(absenceFinding(frame, absence, policy));
    const { metrics } = state.sources;
    const resource = frame.signals[0]?.resource.attributes ?? {};
    for (const [family, at] of overflowsToTell(metrics.overflows)) {
      const widest = widestAttribute(state.series.keys(), family);
      findings.push(overflowFinding({ frame, resource, family, at, widest }, policy));
    }
    const { limited } = metrics;
    metrics.limited = {};
    const marked = state.keptFromModels === true ? findings.map(kept) : findings;
    return { findings: marked, received, suppressed, ...(Object.keys(limited).length > 0 && { limited }) };
  };
};
