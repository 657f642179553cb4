/**
 * A detector of values beyond a limit that an operator set, with hysteresis: raised after so many minutes beyond it, cleared on the
 * safe side of a milder bound.
 */
import type { Score } from '#kernel/detector.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import type { Severity } from '#kernel/severity.ts';
import type { Member } from './member.ts';
import { clamp, hour, isUsable, maxValue, minute } from './numbers.ts';

type Threshold = DetectionPolicy['thresholds'][number];
type Values = Threshold['metrics'][number]['values'];

const version = 1;
/** What lies between two samples further apart nobody knows: the minutes begin anew. CloudWatch's coarsest samples are hourly. */
const longestGapMs = 2 * hour;
/** Scores: a limit was passed, but not for long enough; a warning; critical. */
const pendingScore = 0.4;
const scores = [0, 0.75, 0.95] as const;

/** 0 nothing, 1 warning, 2 critical. Times in ms epoch, 0 while the value is on the safe side. */
export interface StaticThresholdState {
  samples: number;
  lastAt: number;
  level: number;
  warningSince: number;
  criticalSince: number;
}

/** The value as the limits are written, from the value as sent; each is its own inverse but `ratio` and `free_ratio`. */
const read: Readonly<Record<Values, (sent: number) => number>> = {
  as_sent: (sent) => sent,
  ratio: (sent) => 100 * sent,
  free_percent: (sent) => 100 - sent,
  free_ratio: (sent) => 100 - 100 * sent,
};
const write: Readonly<Record<Values, (value: number) => number>> = {
  as_sent: (value) => value,
  ratio: (value) => value / 100,
  free_percent: (value) => 100 - value,
  free_ratio: (value) => 1 - value / 100,
};

/** A threshold as one series meets it. */
export interface StaticThreshold extends Member<StaticThresholdState> {
  /** Undefined while nothing is raised. */
  severityOf(state: StaticThresholdState): Severity | undefined;
}

const start = (): StaticThresholdState => ({ samples: 0, lastAt: 0, level: 0, warningSince: 0, criticalSince: 0 });

/** States do not depend on the threshold: another one takes them over when the policy changes. */
export const packThreshold = ({ samples, lastAt, level, warningSince, criticalSince }: StaticThresholdState): readonly number[] => [
  version,
  samples,
  lastAt,
  level,
  warningSince,
  criticalSince,
];

export const unpackThreshold = (numbers: readonly number[]): StaticThresholdState | undefined => {
  if (numbers.length !== 6 || numbers[0] !== version || !numbers.every(Number.isFinite)) return undefined;
  const [, samples = 0, lastAt = 0, level = 0, warningSince = 0, criticalSince = 0] = numbers;
  return { samples, lastAt, level, warningSince, criticalSince };
};

/** The threshold for a series whose samples are sent as `values` says. */
export const staticThreshold = (rule: Threshold, values: Values): StaticThreshold => {
  const { warning, critical, clear, direction, forMinutes } = rule;
  const sign = direction === 'above' ? 1 : -1;
  const passes = (value: number, bound: number | undefined): boolean => bound !== undefined && sign * (value - bound) >= 0;
  const limit = warning ?? critical ?? clear;
  const [lower = 0, expected = 0, upper = 0] = [write[values](clear), write[values](limit), write[values](Math.min(0, clear))].sort(
    (a, b) => a - b,
  );

  const since = (before: number, at: number, isBeyond: boolean): number => (isBeyond ? before || at : 0);
  const lasts = (from: number, at: number): boolean => from > 0 && at - from >= forMinutes * minute;

  const learn = (state: StaticThresholdState, at: number, value: number): void => {
    if (state.samples > 0 && at - state.lastAt > longestGapMs) {
      state.warningSince = 0;
      state.criticalSince = 0;
    }
    state.samples = 1;
    state.lastAt = at;
    state.warningSince = since(state.warningSince, at, passes(value, warning) || passes(value, critical));
    state.criticalSince = since(state.criticalSince, at, passes(value, critical));
    if (state.level > 0 && !passes(value, clear)) state.level = 0;
    if (lasts(state.warningSince, at)) state.level = Math.max(state.level, warning === undefined ? 0 : 1);
    if (lasts(state.criticalSince, at)) state.level = 2;
  };

  const scoreOf = (state: StaticThresholdState): Score => {
    const isPending = state.level === 0 && (state.warningSince > 0 || state.criticalSince > 0);
    const score = isPending ? pendingScore : (scores[state.level] ?? 0);
    return { judged: true, score, expected, lower, upper, abnormal: state.level > 0 };
  };

  return {
    id: `static-threshold-${rule.name}`,
    start,
    observe: (state, at, value) => {
      if (isUsable(at, value, state.samples, state.lastAt)) learn(state, at, read[values](clamp(value, maxValue)));
      return scoreOf(state);
    },
    pack: packThreshold,
    unpack: unpackThreshold,
    severityOf: ({ level }) => (level === 2 ? 'critical' : level === 1 ? 'warning' : undefined),
    account: (state, value, _score, { amount }) => {
      const isCritical = state.level === 2;
      const bound = (isCritical ? critical : warning) ?? limit;
      const written = values === 'as_sent' ? amount : (each: number): string => `${Number(each.toPrecision(3))} %`;
      const number = read[values](value);
      const [safe, beyond] = direction === 'above' ? ['less than', 'more'] : ['more than', 'less'];
      return {
        since: (isCritical ? state.criticalSince : state.warningSince) || undefined,
        sentence: passes(number, bound)
          ? `Seen ${written(number)} where ${safe} ${written(bound)} was expected, for ${forMinutes} min or more`
          : `Seen ${written(number)} after ${written(bound)} or ${beyond} for ${forMinutes} min, where ${safe} ${written(clear)} clears it`,
      };
    },
  };
};
