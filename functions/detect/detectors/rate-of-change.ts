/**
 * A detector of jumps: within minutes a series leaves where it has just been by more than it ever does, and stays there for the next
 * samples. A spike that falls back is no jump; spikes and jumps that recur raise what is usual, so bursty series keep quiet.
 */
import type { Score } from '#kernel/detector.ts';
import type { Member } from './member.ts';
import { clamp, day, type Floors, isUsable, maxValue, minute, surpriseOf } from './numbers.ts';

const version = 1;
/** Where a series has just been: a mean over this long, of three samples at least. */
const recentMs = 5 * minute;
const recentWeight = 1 / 3;
/** The usual change is remembered for a day, the largest for ten (half-life): what happens every Monday is usual. */
const usualMs = day;
const largestHalfLifeMs = 10 * day;
/** A jump is news from this many times the usual change, the largest one, and the floor. */
const ofUsual = 10;
const ofLargest = 1.5;
const ofFloor = 8;
/** Samples after the jump that must have stayed beyond half of it. */
const confirmations = 2;
/** So long samples that stayed are abnormal; after it the new place is where the series has been. */
const holdMs = 10 * minute;
/** Nothing is judged before a day was seen in so many samples, nor over longer gaps. */
const warmUpMs = day;
const warmUpSamples = 60;
const longestGapMs = 15 * minute;

/** Times in ms epoch, values in the unit of the series. */
export interface RateOfChangeState {
  samples: number;
  firstAt: number;
  lastAt: number;
  /** Mean of the last minutes; stands still while a jump is looked at. */
  recent: number;
  /** Typical and largest change. */
  usual: number;
  largest: number;
  integers: boolean;
  /** Signed size of the jump that is looked at, 0 for none; when it began, and samples that stayed. */
  jump: number;
  jumpAt: number;
  stayed: number;
}

const start = (): RateOfChangeState => ({
  samples: 0,
  firstAt: 0,
  lastAt: 0,
  recent: 0,
  usual: 0,
  largest: 0,
  integers: true,
  jump: 0,
  jumpAt: 0,
  stayed: 0,
});

const barOf = ({ usual, largest, recent, integers }: RateOfChangeState, floors: Floors): number =>
  Math.max(
    ofUsual * usual,
    ofLargest * largest,
    ofFloor * Math.max(floors.relative * Math.abs(recent), integers ? floors.integer : floors.absolute),
  );

const isJudged = ({ samples, firstAt }: RateOfChangeState, at: number): boolean => samples >= warmUpSamples && at - firstAt >= warmUpMs;

const scoreOf = (state: RateOfChangeState, bar: number, judged: boolean, isNews: boolean): Score => ({
  judged,
  score: isNews ? Math.max(0.5, surpriseOf(Math.abs(state.jump) / bar)) : 0,
  expected: state.recent,
  lower: state.recent - bar,
  upper: state.recent + bar,
  abnormal: judged && state.stayed >= confirmations,
});

const learnChange = (state: RateOfChangeState, elapsed: number, change: number): void => {
  const weight = Math.max(1 - Math.exp(-elapsed / usualMs), 1 / (state.samples + 1));
  state.usual += weight * (change - state.usual);
  state.largest = Math.max(change, state.largest * 2 ** (-elapsed / largestHalfLifeMs));
};

/** The series has been at this value from now on; a jump that is over counts as a usual one. */
const settle = (state: RateOfChangeState, value: number): void => {
  state.largest = Math.max(state.largest, Math.abs(state.jump));
  state.recent = value;
  state.jump = 0;
  state.jumpAt = 0;
  state.stayed = 0;
};

const follow = (state: RateOfChangeState, at: number, value: number): void => {
  const stays = (value - state.recent) / state.jump >= 0.5;
  const isOver = state.stayed >= confirmations && at - state.jumpAt >= holdMs;
  if (!stays || isOver) settle(state, value);
  else state.stayed += 1;
};

const look = (state: RateOfChangeState, at: number, value: number, bar: number): void => {
  const change = value - state.recent;
  if (isJudged(state, at) && Math.abs(change) >= bar) {
    state.jump = change;
    state.jumpAt = at;
    return;
  }
  const elapsed = at - state.lastAt;
  state.recent += Math.max(1 - Math.exp(-elapsed / recentMs), Math.min(recentWeight, 1 / state.samples)) * change;
  learnChange(state, elapsed, Math.abs(change));
};

const move = (state: RateOfChangeState, at: number, value: number, bar: number): void => {
  if (at - state.lastAt > longestGapMs) settle(state, value);
  else if (state.jump !== 0) follow(state, at, value);
  else look(state, at, value, bar);
};

const isKnown = ([first, ...rest]: readonly number[]): boolean => first === version && rest.length === 10 && rest.every(Number.isFinite);

/** The detector with floors that suit a kind of series. */
export const rateOfChange = (id: string, floors: Floors): Member<RateOfChangeState> => ({
  id,
  start,
  observe: (state, at, value) => {
    const bar = barOf(state, floors);
    if (!isUsable(at, value, state.samples, state.lastAt)) return scoreOf(state, bar, false, false);
    const usable = clamp(value, maxValue);
    state.integers &&= Number.isInteger(usable);
    if (state.samples === 0) {
      state.firstAt = at;
      state.recent = usable;
    } else move(state, at, usable, bar);
    state.samples = Math.min(state.samples + 1, 1_000_000);
    state.lastAt = at;
    return scoreOf(state, bar, isJudged(state, at), state.stayed === confirmations);
  },
  pack: (state) => [
    version,
    state.samples,
    state.firstAt,
    state.lastAt,
    state.recent,
    state.usual,
    state.largest,
    state.integers ? 1 : 0,
    state.jump,
    state.jumpAt,
    state.stayed,
  ],
  unpack: (numbers) => {
    if (!isKnown(numbers)) return undefined;
    const [, samples = 0, firstAt = 0, lastAt = 0, recent = 0, usual = 0, largest = 0, integers = 0, jump = 0, jumpAt = 0, stayed = 0] =
      numbers;
    return { samples, firstAt, lastAt, recent, usual, largest, integers: integers === 1, jump, jumpAt, stayed };
  },
  account: (state, value, { lower, upper }, { amount }) => ({
    since: state.jumpAt || undefined,
    sentence: `Jumped from ${amount(state.recent)} to ${amount(value)} within minutes where ${amount(Math.max(0, (upper - lower) / 2))} would have been a large change`,
  }),
});
