/**
 * A detector of values far from where a series usually is: an exponentially weighted level, and a typical distance above and
 * below it. Times are wall time, updates are clipped, so an outlier moves neither level nor distances by much.
 */
import type { Detector, Score } from '#kernel/detector.ts';

const version = 1;
const minute = 60_000;

/** Memory of level and distances: this long, but no fewer than so many samples. */
const memoryMs = 30 * minute;
const memorySamples = 30;
/** Nothing is surprising before the series is this old and has this many samples. */
const warmUpMs = 5 * minute;
const warmUpSamples = 20;
/** Typical distances from the level at which a score is 0.5. For an exponential tail that is 3 in 10,000. */
const alarmDistance = 8;
/** A sample moves level and distances as if it lay at most so many typical distances away. */
const clipDistance = 4;
/** While samples are anomalous they are learned this much slower: a lasting change becomes normal within a day. */
const anomalousSlowdown = 24;
/** No sample after the first few weighs more, however long the gap before it. */
const maxWeight = 0.25;
/** Arithmetic stays finite. */
const maxValue = 1e150;

/** Below these, a typical distance is taken to be the floor: a series that never moved does not alarm at its first small move. */
export interface Floors {
  /** Of the level. */
  readonly relative: number;
  readonly absolute: number;
  /** Instead of `absolute` while every value has been an integer. */
  readonly integer: number;
}

/** Times in milliseconds, levels and distances in the unit of the series. */
export interface RobustLevelState {
  readonly samples: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly level: number;
  /** Typical distance of values above the level, and of values below it. */
  readonly above: number;
  readonly below: number;
  /** Typical milliseconds between samples. */
  readonly interval: number;
  readonly integers: boolean;
  readonly negatives: boolean;
}

const fresh: RobustLevelState = {
  samples: 0,
  firstAt: 0,
  lastAt: 0,
  level: 0,
  above: 0,
  below: 0,
  interval: 0,
  integers: true,
  negatives: false,
};

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** Few samples know their spread badly: the distance is taken wider. */
const inflation = (samples: number): number => 1 + 8 / Math.max(1, samples);

const floorOf = ({ level, integers }: RobustLevelState, floors: Floors): number =>
  Math.max(floors.relative * Math.abs(level), integers ? floors.integer : floors.absolute);

const judge = (state: RobustLevelState, at: number, value: number, floors: Floors): Score => {
  if (state.samples === 0) return { judged: false, score: 0, expected: value, lower: value, upper: value };
  const floor = floorOf(state, floors);
  const above = Math.max(state.above * inflation(state.samples), floor);
  const below = Math.max(state.below * inflation(state.samples), floor);
  const lower = state.level - alarmDistance * below;
  const bounds = {
    expected: state.level,
    lower: state.negatives ? lower : Math.max(0, lower),
    upper: state.level + alarmDistance * above,
  };
  if (state.samples < warmUpSamples || at - state.firstAt < warmUpMs) return { judged: false, score: 0, ...bounds };
  const distance = (value - state.level) / (value >= state.level ? above : below);
  return { judged: true, score: 1 - alarmDistance ** 2 / (alarmDistance ** 2 + distance ** 2), ...bounds };
};

const learn = (state: RobustLevelState, at: number, value: number, floors: Floors, anomalous: boolean): RobustLevelState => {
  const traits = { integers: state.integers && Number.isInteger(value), negatives: state.negatives || value < 0 };
  if (state.samples === 0) return { ...state, ...traits, samples: 1, firstAt: at, lastAt: at, level: value };
  const elapsed = at - state.lastAt;
  const interval =
    state.samples === 1
      ? elapsed
      : state.interval + Math.max(0.05, 1 / state.samples) * (Math.min(elapsed, 3 * state.interval) - state.interval);
  const memory = Math.max(memoryMs, memorySamples * interval);
  const early = state.samples < 8;
  const weight = Math.max(1 - Math.exp(-elapsed / memory), 2 / (state.samples + 2));
  const step = (early ? weight : Math.min(weight, maxWeight)) / (anomalous ? anomalousSlowdown : 1);
  const distance = value - state.level;
  const typical = Math.max(distance >= 0 ? state.above : state.below, floorOf(state, floors));
  const clipped = early ? distance : clamp(distance, clipDistance * typical);
  return {
    ...traits,
    samples: Math.min(state.samples + 1, 1_000_000),
    firstAt: state.firstAt,
    lastAt: at,
    level: clamp(state.level + step * clipped, maxValue),
    above: clipped >= 0 ? state.above + step * (clipped - state.above) : state.above,
    below: clipped < 0 ? state.below + step * (-clipped - state.below) : state.below,
    interval,
  };
};

/** The detector with floors that suit a kind of series. */
export const robustLevel = (id: string, floors: Floors): Detector<RobustLevelState> => ({
  id,
  start: () => fresh,
  observe: (state, at, value) => {
    const usable = clamp(value, maxValue);
    const score = judge(state, at, Number.isFinite(value) ? usable : state.level, floors);
    const unusable = !Number.isFinite(value) || !Number.isFinite(at) || (state.samples > 0 && at <= state.lastAt);
    return { state: unusable ? state : learn(state, at, usable, floors, score.score >= 0.5), score };
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
  ],
  unpack: (numbers) => {
    if (numbers.length !== 9 || numbers[0] !== version || !numbers.every(Number.isFinite)) return undefined;
    const [, samples = 0, firstAt = 0, lastAt = 0, level = 0, above = 0, below = 0, interval = 0, traits = 0] = numbers;
    return { samples, firstAt, lastAt, level, above, below, interval, integers: (traits & 1) !== 0, negatives: (traits & 2) !== 0 };
  },
});
