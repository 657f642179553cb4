/**
 * The robust adaptive detector, for any series. It knows a level, a season of day and week, and what its distances from them
 * usually are. How surprising a sample is, is *summed* over five residuals, from "unlike the last minutes" to "unlike the last
 * hours", and over what the largest of some hours usually is; the sum is held against a bar that rises with the rate of samples
 * and, for some hours, with an alarm.
 */
import type { Detector, Score } from '#kernel/detector.ts';
import { barAt, restingBar } from './bar.ts';
import { comesEveryDay } from './recurrence.ts';
import { learnSeason, seasonAt } from './season.ts';
import * as numbers from './settings.ts';
import { type AdaptiveState, channels, packAdaptive, startAdaptive, tailSize, unpackAdaptive } from './state.ts';
import { learnTail, surprise } from './tail.ts';
import { againstUsual, turnBlock, usualLargest } from './usual-largest.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Nothing is judged before: it takes a day to know what is usual. */
const warmUpSamples = 20;
const warmUpMs = dayMs;
/** So many samples are taken for the level as they are. */
const firstSamples = 5;
/** Arithmetic stays finite. */
const maxValue = 1e30;
const tiny = 1e-9;
const alarmHoldsMs = 6 * hourMs;

/** Distances that are no news, in the unit of the series. */
export interface Floors {
  /** Of the level, or of the mean distance from it where that is greater. */
  readonly relative: number;
  readonly absolute: number;
  /** Added while every value has been an integer. */
  readonly integer: number;
}

/** What is expected of a sample, and how it differs. Used again for every sample. */
const seen = {
  expected: 0,
  season: 0,
  floor: 0,
  /** Unlike the last minutes; unlike level and season: now, in the last hour or two, in the last hours; unlike the level alone. */
  residuals: new Float64Array(channels),
};
/** The residuals held against the largest of some hours, by their index. */
const compared = [0, 2, 4] as const;

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** The weight of a sample in a mean of so many hours, and of no fewer than so many samples. */
const weightOf = ({ interval, samples }: AdaptiveState, elapsed: number, hours: number, least: number): number =>
  Math.max(-Math.expm1(-elapsed / Math.max(hours * hourMs, least * interval)), 1 / (samples + 1));

/** How much of the season is worth believing, 0 to 1: none where it tells no more than the level. */
const seasonWorth = ({ unseasonal, seasonal }: AdaptiveState): number =>
  unseasonal > 0 ? Math.max(0, Math.min(1, numbers.seasonGain * (1 - seasonal / unseasonal))) : 0;

/** Compares a sample with what the state expects; moves the means of hours, and nothing else. */
const look = (state: AdaptiveState, at: number, elapsed: number, value: number, floors: Floors): void => {
  const { residuals } = seen;
  seen.season = seasonAt(state, at);
  seen.expected = state.level + seen.season * seasonWorth(state);
  const distance = value - seen.expected;
  state.shortMean += weightOf(state, elapsed, numbers.shortHours, 3) * (distance - state.shortMean);
  state.longMean += weightOf(state, elapsed, numbers.longHours, 6) * (distance - state.longMean);
  residuals[0] = distance - numbers.nearShare * state.near;
  residuals[1] = distance;
  residuals[2] = state.shortMean;
  residuals[3] = state.longMean;
  residuals[4] = value - state.level;
  seen.floor =
    floors.relative * Math.max(Math.abs(state.level), state.spread) + floors.absolute + tiny + (state.integers === 1 ? floors.integer : 0);
};

/** Nats, summed. */
const surpriseOf = (state: AdaptiveState): number => {
  const { residuals, floor } = seen;
  let sum = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    const residual = residuals[channel] ?? 0;
    const side = residual >= 0 ? channel : channels + channel;
    const nats = surprise(state.numbers, side * tailSize, Math.abs(residual), floor, state.samples);
    sum += (numbers.weights[channel] ?? 0) * Math.min(numbers.mostSurprise, Math.max(0, nats - numbers.usualSurprise));
  }
  for (let index = 0; index < compared.length; index += 1) {
    const residual = residuals[compared[index] ?? 0] ?? 0;
    sum += (numbers.comparedWeights[index] ?? 0) * againstUsual(state, 2 * index + (residual >= 0 ? 0 : 1), Math.abs(residual), floor);
  }
  return Math.max(0, sum);
};

/** The same; nothing while the series warms up, and for what comes every day. */
const newsOf = (state: AdaptiveState, at: number, judged: boolean): number => {
  const sum = surpriseOf(state);
  if (!judged) return 0;
  return sum >= restingBar(state) && comesEveryDay(state, at, seen.residuals[1] ?? 0) ? 0 : sum;
};

const learnTails = (state: AdaptiveState, elapsed: number): void => {
  const { residuals, floor } = seen;
  const weight = Math.min(0.5, elapsed / Math.max(numbers.tailDays * dayMs, numbers.tailSamples * state.interval));
  for (let channel = 0; channel < channels; channel += 1) {
    const residual = residuals[channel] ?? 0;
    learnTail(state.numbers, channel * tailSize, Math.max(0, residual), weight, floor, state.samples);
    learnTail(state.numbers, (channels + channel) * tailSize, Math.max(0, -residual), weight, floor, state.samples);
  }
};

/** Learns the sample that was looked at, clipped: an outlier moves neither level nor spread nor season by much. */
const learn = (state: AdaptiveState, at: number, elapsed: number, value: number): void => {
  const { residuals, floor, season } = seen;
  learnTails(state, elapsed);
  const distance = residuals[1] ?? 0;
  const most = numbers.levelClip * Math.max(state.spread, floor);
  const slow = weightOf(state, elapsed, numbers.tailDays * 24, numbers.tailSamples);
  state.spread += slow * (Math.min(Math.abs(distance), 5 * Math.max(state.spread, floor)) - state.spread);
  state.level +=
    weightOf(state, elapsed, numbers.levelHours, numbers.levelSamples) * (state.samples < firstSamples ? distance : clamp(distance, most));
  state.near += weightOf(state, elapsed, numbers.nearHours, 3) * (clamp(distance, 2 * most) - state.near);
  const cap = 5 * Math.max(state.spread, floor);
  const fromLevel = value - state.level;
  const days = weightOf(state, elapsed, 72, 48);
  state.unseasonal += days * (Math.min(Math.abs(fromLevel), cap) - state.unseasonal);
  state.seasonal += days * (Math.min(Math.abs(fromLevel - season), cap) - state.seasonal);
  learnSeason(state, at, clamp(fromLevel - season, 1.5 * cap) + season);
  state.samples += 1;
  state.lastAt = at;
};

const unjudged = (expected: number): Score => ({ judged: false, score: 0, expected, lower: expected, upper: expected, abnormal: false });

const begin = (state: AdaptiveState, at: number, value: number): void => {
  state.samples = 1;
  state.firstAt = at;
  state.lastAt = at;
  state.level = value;
};

const takeInterval = (state: AdaptiveState, elapsed: number): void => {
  state.interval =
    state.samples === 1
      ? elapsed
      : state.interval + Math.max(0.05, 1 / state.samples) * (Math.min(elapsed, 3 * state.interval) - state.interval);
};

/** Whether a sample is unlike what the last hours led to expect, and unlike what comes every day. */
const isUnusual = (state: AdaptiveState): boolean => {
  const residual = (seen.residuals[1] ?? 0) - state.longMean;
  const side = residual >= 0 ? 0 : channels;
  const tail = (state.numbers[side * tailSize] ?? 0) + 3 * (state.numbers[side * tailSize + 1] ?? 0);
  return Math.abs(residual) > Math.max(tail, usualLargest(state, residual >= 0 ? 0 : 1, seen.floor));
};

/** Some hours an alarm holds to what was expected when it was raised; then what lasts has become usual. */
const isAbnormal = (state: AdaptiveState, at: number, value: number): boolean =>
  at - state.alarmAt < alarmHoldsMs ? value < state.alarmLower || value > state.alarmUpper : isUnusual(state);

/**
 * How far from what is expected is unsurprising for nearly all samples; with an alarm no further than half way to the sample: it may
 * be the last hours that speak, with a sample that is one of many.
 */
const boundOf = (state: AdaptiveState, side: number, alarm: boolean): number => {
  const from = side * tailSize;
  const bound = Math.max(seen.floor, (state.numbers[from] ?? 0) + 3 * (state.numbers[from + 1] ?? 0));
  return alarm ? Math.min(bound, Math.abs(seen.residuals[1] ?? 0) / 2) : bound;
};

const answerOf = (state: AdaptiveState, at: number, value: number, judged: boolean, score: number): Score => {
  const { expected } = seen;
  const alarm = score >= 0.5;
  // Where nothing was ever negative, nothing negative is expected.
  const least = state.negatives === 1 ? -maxValue : 0;
  const lower = Math.max(least, expected - boundOf(state, channels + 1, alarm));
  return {
    judged,
    score,
    expected,
    lower,
    upper: Math.max(lower, expected + boundOf(state, 1, alarm)),
    abnormal: judged && (alarm || isAbnormal(state, at, value)),
  };
};

const raise = (state: AdaptiveState, at: number, sum: number, { lower, upper }: Score): void => {
  state.alarmAt = at;
  state.peak = sum;
  state.alarmLower = lower;
  state.alarmUpper = upper;
};

/** The detector with floors that suit a kind of series. */
export const adaptive = (id: string, floors: Floors): Detector<AdaptiveState> => ({
  id,
  start: startAdaptive,
  observe: (state, at, value) => {
    const elapsed = at - state.lastAt;
    if (!Number.isFinite(value) || !Number.isFinite(at) || (state.samples > 0 && elapsed <= 0)) return unjudged(state.level);
    const usable = clamp(value, maxValue);
    if (!Number.isInteger(usable)) state.integers = 0;
    if (usable < 0) state.negatives = 1;
    if (state.samples === 0) {
      begin(state, at, usable);
      return unjudged(usable);
    }
    takeInterval(state, elapsed);
    look(state, at, elapsed, usable, floors);
    const judged = state.samples >= warmUpSamples && at - state.firstAt >= warmUpMs;
    const sum = newsOf(state, at, judged);
    turnBlock(state, at);
    const score = sum / (sum + barAt(state, at));
    const answer = answerOf(state, at, usable, judged, score);
    if (score >= 0.5) raise(state, at, sum, answer);
    learn(state, at, elapsed, usable);
    return answer;
  },
  pack: packAdaptive,
  unpack: unpackAdaptive,
});
