/**
 * A detector of lasting shifts of level: a one-sided sum (CUSUM; Page, 1954) in hours of how far the level of the last minutes lies
 * beyond what the level has done for days. Season and noise are part of what it has done, so the first days say little, and a shift
 * smaller than the daily swing is not seen. It knows from which level to which, and since when.
 */
import type { Score } from '#kernel/detector.ts';
import type { Member } from './member.ts';
import { clamp, day, type Floors, hour, isUsable, maxValue, minute, surpriseOf } from './numbers.ts';

const version = 1;
/** Memories: of the level of the last minutes, of the level of days, of its typical distance, and of its largest (half-life). */
const recentMs = 15 * minute;
const levelMs = 2 * day;
const usualMs = 4 * day;
const largestHalfLifeMs = 30 * day;
/** The largest distance is approached over an hour only, or a step would take its own bar along. */
const largestMs = hour;
/** Beyond this many times the typical distance, the largest one and the floor, a sum begins. */
const ofUsual = 2;
const ofLargest = 1.2;
const ofFloor = 2;
/** The bar is higher while few days are known, above all before a weekend was seen: by this many days over the age. */
const youthMs = 3.5 * day;
/** A sum of this many hours at the bar is news; twice as far beyond it takes half as long, down to a quarter. */
const newsHours = 2;
const mostTimes = 4;
const fewestSamples = 5;
/** A sample counts as no farther from the level of the last minutes than so many of the typical distance, the largest one or the floor. */
const farthest = 16;
/** Nothing is judged before the series is this old and has this many samples. */
const warmUpMs = 2 * day;
const warmUpSamples = 200;
/** What lies in longer gaps nobody knows: the sum begins anew. */
const longestGapMs = 3 * hour;
/** One shift in so long; and so long after it samples nearer to the new level are abnormal. */
const quietMs = 12 * hour;
const holdMs = hour;

/** Times in ms epoch, values in the unit of the series. */
export interface ChangePointState {
  samples: number;
  firstAt: number;
  lastAt: number;
  /** Level of the last minutes and of the last days; typical and largest distance between them. */
  recent: number;
  level: number;
  usual: number;
  largest: number;
  integers: boolean;
  negatives: boolean;
  /** The sum in hours, 0 for none; when it began, on which side (1 or -1), samples and their mean since then. */
  sum: number;
  since: number;
  side: number;
  count: number;
  mean: number;
  /** The last shift: since when it is, from which level to which; when one was told last. 0 for never. */
  toldAt: number;
  shiftedAt: number;
  from: number;
  to: number;
}

const start = (): ChangePointState => ({
  samples: 0,
  firstAt: 0,
  lastAt: 0,
  recent: 0,
  level: 0,
  usual: 0,
  largest: 0,
  integers: true,
  negatives: false,
  sum: 0,
  since: 0,
  side: 0,
  count: 0,
  mean: 0,
  toldAt: 0,
  shiftedAt: 0,
  from: 0,
  to: 0,
});

const floorOf = ({ level, integers }: ChangePointState, floors: Floors): number =>
  Math.max(floors.relative * Math.abs(level), integers ? floors.integer : floors.absolute);

const isJudged = ({ samples, firstAt }: ChangePointState, at: number): boolean => samples >= warmUpSamples && at - firstAt >= warmUpMs;

const barOf = (state: ChangePointState, at: number, floors: Floors): number => {
  const youth = 1 + youthMs / Math.max(hour, at - state.firstAt);
  return Math.min(maxValue, youth * Math.max(ofUsual * state.usual, ofLargest * state.largest, ofFloor * floorOf(state, floors)));
};

const forgetSum = (state: ChangePointState): void => {
  state.sum = 0;
  state.since = 0;
  state.side = 0;
  state.count = 0;
  state.mean = 0;
};

const learnLevel = (state: ChangePointState, elapsed: number, age: number, distance: number): void => {
  const weightOf = (memoryMs: number): number => 1 - Math.exp(-elapsed / Math.min(memoryMs, Math.max(age, elapsed)));
  state.level += weightOf(levelMs) * distance;
  const size = Math.abs(distance);
  state.usual += weightOf(usualMs) * (size - state.usual);
  state.largest *= 2 ** (-elapsed / largestHalfLifeMs);
  if (size > state.largest) state.largest += (1 - Math.exp(-elapsed / largestMs)) * (size - state.largest);
};

const addToSum = (state: ChangePointState, at: number, value: number, distance: number, bar: number): void => {
  const side = Math.sign(distance);
  if (side !== state.side) {
    forgetSum(state);
    state.side = side;
    state.since = at;
  } else state.sum += (Math.min(Math.abs(distance) / bar, mostTimes) * (at - state.lastAt)) / hour;
  state.count += 1;
  state.mean += (value - state.mean) / state.count;
};

/** A shift that comes back was a swing: from now on it is something the level does. */
const learnSwing = (state: ChangePointState): void => {
  const comesBack = state.shiftedAt > 0 && Math.abs(state.mean - state.from) < Math.abs(state.mean - state.to);
  if (comesBack) state.largest = Math.max(state.largest, Math.abs(state.to - state.from));
};

/** The sum's end: what it ran over is the level now. True when it is news. */
const shift = (state: ChangePointState, at: number): boolean => {
  const isNews = state.toldAt === 0 || at - state.toldAt >= quietMs;
  learnSwing(state);
  if (isNews) state.toldAt = at;
  state.shiftedAt = state.since;
  state.from = state.level;
  state.to = state.mean;
  state.level = state.mean;
  forgetSum(state);
  return isNews;
};

/** Folds a sample in; true when it completes a shift that is news. */
const learn = (state: ChangePointState, at: number, value: number, bar: number, floors: Floors): boolean => {
  const elapsed = at - state.lastAt;
  const reach = farthest * Math.max(state.usual, state.largest, floorOf(state, floors));
  const clipped = isJudged(state, at) ? clamp(value - state.recent, reach) : value - state.recent;
  state.recent = clamp(state.recent + (1 - Math.exp(-elapsed / recentMs)) * clipped, maxValue);
  if (elapsed > longestGapMs) forgetSum(state);
  const distance = state.recent - state.level;
  if (!isJudged(state, at) || Math.abs(distance) <= bar) {
    forgetSum(state);
    learnLevel(state, Math.min(elapsed, longestGapMs), at - state.firstAt, distance);
    return false;
  }
  addToSum(state, at, value, distance, bar);
  return state.sum >= newsHours && state.count >= fewestSamples && shift(state, at);
};

const scoreOf = (state: ChangePointState, at: number, value: number, bar: number, isNews: boolean): Score => {
  const isHeld = state.toldAt > 0 && at - state.toldAt < holdMs && Math.abs(value - state.to) < Math.abs(value - state.from);
  const expected = isNews || isHeld ? state.from : state.level;
  const score = isNews ? Math.max(0.5, surpriseOf(Math.abs(state.to - state.from) / bar)) : 0;
  const lower = state.negatives ? expected - bar : Math.max(0, expected - bar);
  return { judged: isJudged(state, at), score, expected, lower, upper: expected + bar, abnormal: isNews || isHeld };
};

const isKnown = ([first, ...rest]: readonly number[]): boolean => first === version && rest.length === 17 && rest.every(Number.isFinite);

/** The detector with floors that suit a kind of series. */
export const changePoint = (id: string, floors: Floors): Member<ChangePointState> => ({
  id,
  start,
  observe: (state, at, value) => {
    if (!isUsable(at, value, state.samples, state.lastAt)) {
      const { level } = state;
      return { judged: false, score: 0, expected: level, lower: level, upper: level, abnormal: false };
    }
    const usable = clamp(value, maxValue);
    state.integers &&= Number.isInteger(usable);
    state.negatives ||= usable < 0;
    if (state.samples === 0) {
      state.firstAt = at;
      state.recent = usable;
      state.level = usable;
    }
    const bar = barOf(state, at, floors);
    const isNews = state.samples > 0 && learn(state, at, usable, bar, floors);
    state.samples = Math.min(state.samples + 1, 1_000_000);
    state.lastAt = at;
    return scoreOf(state, at, usable, bar, isNews);
  },
  pack: (state) => [
    version,
    ...[
      state.samples,
      state.firstAt,
      state.lastAt,
      state.recent,
      state.level,
      state.usual,
      state.largest,
      (state.integers ? 1 : 0) + (state.negatives ? 2 : 0),
    ],
    ...[state.sum, state.since, state.side, state.count, state.mean, state.toldAt, state.shiftedAt, state.from, state.to],
  ],
  unpack: (numbers) => {
    if (!isKnown(numbers)) return undefined;
    const [, samples = 0, firstAt = 0, lastAt = 0, recent = 0, level = 0, usual = 0, largest = 0, traits = 0, ...shifts] = numbers;
    const [sum = 0, since = 0, side = 0, count = 0, mean = 0, toldAt = 0, shiftedAt = 0, from = 0, to = 0] = shifts;
    const learned = {
      samples,
      firstAt,
      lastAt,
      recent,
      level,
      usual,
      largest,
      integers: (traits & 1) !== 0,
      negatives: (traits & 2) !== 0,
    };
    return { ...learned, sum, since, side, count, mean, toldAt, shiftedAt, from, to };
  },
  account: (state, _value, { lower, upper }, { amount, range }) => ({
    since: state.shiftedAt,
    sentence: `Has been about ${amount(state.to)} where about ${amount(state.from)} (${range(lower, upper)}) was expected`,
  }),
});
