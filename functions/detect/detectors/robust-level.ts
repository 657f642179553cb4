/**
 * A detector of values far from where a series usually is: an exponentially weighted level, and a typical distance above and
 * below it. Times are wall time, updates are clipped, so an outlier moves neither level nor distances by much.
 */
import type { Score } from '#kernel/detector.ts';
import { accountOfBounds, type Member } from './member.ts';
import { clamp, type Floors, isUsable, maxValue, minute } from './numbers.ts';

const version = 2;

/** Memory of level and distances: this long, but no fewer than so many samples. */
const memoryMs = 30 * minute;
const memorySamples = 30;
/** Nothing is surprising before the series is this old and has this many samples. */
const warmUpMs = 5 * minute;
const warmUpSamples = 20;
/** Typical distances from the level at which a score is 0.5. For an exponential tail that is 3 in 10,000. */
const alarmDistance = 8;
/** So many anomalous samples in a row are news; one alone may be a measurement gone wrong. */
const persistentSamples = 2;
/** The highest score of what is not news yet. */
const notNews = 0.49;
/** A sample moves level and distances as if it lay at most so many typical distances away. */
const clipDistance = 4;
/** While samples are anomalous they are learned this much slower: a lasting change becomes normal within a day. */
const anomalousSlowdown = 24;
/** No sample after the first few weighs more, however long the gap before it. */
const maxWeight = 0.25;

/** Times in milliseconds, levels and distances in the unit of the series; changed in place. */
export interface RobustLevelState {
  samples: number;
  firstAt: number;
  lastAt: number;
  level: number;
  /** Typical distance of values above the level, and of values below it. */
  above: number;
  below: number;
  /** Typical milliseconds between samples. */
  interval: number;
  integers: boolean;
  negatives: boolean;
  /** Anomalous samples in a row. */
  streak: number;
}

const start = (): RobustLevelState => ({
  samples: 0,
  firstAt: 0,
  lastAt: 0,
  level: 0,
  above: 0,
  below: 0,
  interval: 0,
  integers: true,
  negatives: false,
  streak: 0,
});

/** Few samples know their spread badly: the distance is taken wider. */
const inflation = (samples: number): number => 1 + 8 / Math.max(1, samples);

const floorOf = ({ level, integers }: RobustLevelState, floors: Floors): number =>
  Math.max(floors.relative * Math.abs(level), integers ? floors.integer : floors.absolute);

const judge = (state: RobustLevelState, at: number, value: number, floors: Floors): Score => {
  if (state.samples === 0) return { judged: false, score: 0, expected: value, lower: value, upper: value, abnormal: false };
  const floor = floorOf(state, floors);
  const above = Math.max(state.above * inflation(state.samples), floor);
  const below = Math.max(state.below * inflation(state.samples), floor);
  const lowest = state.level - alarmDistance * below;
  const lower = state.negatives ? lowest : Math.max(0, lowest);
  const upper = state.level + alarmDistance * above;
  const judged = state.samples >= warmUpSamples && at - state.firstAt >= warmUpMs;
  const distance = judged ? (value - state.level) / (value >= state.level ? above : below) : 0;
  const surprise = 1 - alarmDistance ** 2 / (alarmDistance ** 2 + distance ** 2);
  const abnormal = surprise >= 0.5;
  // News once: what stays abnormal is told by the alarm.
  const score = abnormal && state.streak + 1 !== persistentSamples ? notNews : surprise;
  return { judged, score, expected: state.level, lower, upper, abnormal };
};

const learnInterval = (state: RobustLevelState, elapsed: number): void => {
  const share = Math.max(0.05, 1 / state.samples);
  state.interval = state.samples === 1 ? elapsed : state.interval + share * (Math.min(elapsed, 3 * state.interval) - state.interval);
};

const learnDistance = (state: RobustLevelState, distance: number, step: number): void => {
  if (distance >= 0) state.above += step * (distance - state.above);
  else state.below += step * (-distance - state.below);
};

const learn = (state: RobustLevelState, at: number, value: number, floors: Floors, abnormal: boolean): void => {
  state.integers &&= Number.isInteger(value);
  state.negatives ||= value < 0;
  state.streak = abnormal ? Math.min(state.streak + 1, persistentSamples) : 0;
  if (state.samples === 0) {
    state.firstAt = at;
    state.level = value;
  } else {
    const elapsed = at - state.lastAt;
    learnInterval(state, elapsed);
    const memory = Math.max(memoryMs, memorySamples * state.interval);
    const early = state.samples < 8;
    const weight = Math.max(1 - Math.exp(-elapsed / memory), 2 / (state.samples + 2));
    const step = (early ? weight : Math.min(weight, maxWeight)) / (abnormal ? anomalousSlowdown : 1);
    const distance = value - state.level;
    const typical = Math.max(distance >= 0 ? state.above : state.below, floorOf(state, floors));
    const clipped = early ? distance : clamp(distance, clipDistance * typical);
    state.level = clamp(state.level + step * clipped, maxValue);
    learnDistance(state, clipped, step);
  }
  state.samples = Math.min(state.samples + 1, 1_000_000);
  state.lastAt = at;
};

/** Numbers of version 1, which had no streak, or of this one. */
const isKnown = ([first, ...rest]: readonly number[]): boolean =>
  ((first === 1 && rest.length === 8) || (first === version && rest.length === 9)) && rest.every(Number.isFinite);

/** The detector with floors that suit a kind of series. */
export const robustLevel = (id: string, floors: Floors): Member<RobustLevelState> => ({
  id,
  start,
  observe: (state, at, value) => {
    const usable = clamp(value, maxValue);
    const score = judge(state, at, Number.isFinite(value) ? usable : state.level, floors);
    if (isUsable(at, value, state.samples, state.lastAt)) learn(state, at, usable, floors, score.abnormal);
    return score;
  },
  pack: (state) => [
    version,
    state.samples,
    state.firstAt,
    state.lastAt,
    state.level,
    state.above,
    state.below,
    state.interval,
    (state.integers ? 1 : 0) + (state.negatives ? 2 : 0),
    state.streak,
  ],
  unpack: (numbers) => {
    if (!isKnown(numbers)) return undefined;
    const [, samples = 0, firstAt = 0, lastAt = 0, level = 0, above = 0, below = 0, interval = 0, traits = 0, streak = 0] = numbers;
    const [integers, negatives] = [(traits & 1) !== 0, (traits & 2) !== 0];
    return { samples, firstAt, lastAt, level, above, below, interval, integers, negatives, streak };
  },
  account: (_state, value, score, writing) => accountOfBounds(value, score, writing),
});
