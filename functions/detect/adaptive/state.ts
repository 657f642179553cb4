/** What the adaptive detector remembers of a series. Plain numbers: packing them and going on is the same as going on. */

/** Residuals that are looked at; each has a tail above and one below. */
export const channels = 5;
/** Numbers of a tail: quantile, mean excess over it, mean logarithm of the excess (Hill's estimator), exceedances seen. */
export const tailSize = 4;
const startLogExcess = 0.3;
/** Residuals that are held against the usual largest, above and below; blocks that are remembered of each. */
export const sidesOfBlocks = 6;
export const rememberedBlocks = 8;
export const rememberedSurprises = 8;
/** Bins of the day, and of the week: a week's shape is told by few numbers, which are learned the sooner. */
export const dayBins = 24;
export const hoursOfWeekBin = 6;
export const weekBins = (7 * 24) / hoursOfWeekBin;

/** Times in ms, levels and distances in the unit of the series. */
export interface AdaptiveState {
  samples: number;
  firstAt: number;
  lastAt: number;
  /** Typical ms between samples. */
  interval: number;
  /** 1 while every value has been an integer; 1 once one was negative. */
  integers: number;
  negatives: number;
  /** Without season. */
  level: number;
  /** Means of what level and season did not tell: of the last hour and a half, of the hour, of some hours. */
  near: number;
  shortMean: number;
  longMean: number;
  /** Mean distance from level and season. */
  spread: number;
  /** Mean distance from the level alone, and with the season: is there a season? */
  unseasonal: number;
  seasonal: number;
  /** The hour that is open (hours since the epoch), sum and count of distances from the level in it. */
  hour: number;
  hourSum: number;
  hourCount: number;
  /** When the open block began, and how many have ended. */
  blockAt: number;
  blocks: number;
  /** Surprises there were, counted an hour at most. */
  surprises: number;
  /** The last alarm, and how much surprise it was. */
  alarmAt: number;
  peak: number;
  /** What was expected when it was raised. */
  alarmLower: number;
  alarmUpper: number;
  /** When surprises that are remembered came. */
  readonly surpriseTimes: Float64Array;
  /** All else, in single precision and one piece, for a worker holds many series: see `places`. */
  readonly numbers: Float32Array;
}

/** How many numbers of what lie one after the other. */
const sizes = [
  ['tails', 2 * channels * tailSize],
  ['largest', sidesOfBlocks * rememberedBlocks],
  ['open', sidesOfBlocks],
  ['usual', sidesOfBlocks],
  ['day', dayBins],
  ['daySeen', dayBins],
  ['week', weekBins],
  ['weekSeen', weekBins],
  ['surpriseDistances', rememberedSurprises],
] as const;

/** Where in `numbers` they begin: tails of the residuals above, then below; the largest distances of remembered blocks, by side, and of the open one; what is usual of them; the season of the day and the week, and how often each bin was seen; how large surprises were. */
export const places = Object.fromEntries(
  sizes.map(([name], index) => [name, sizes.slice(0, index).reduce((sum, [, size]) => sum + size, 0)]),
) as Readonly<Record<(typeof sizes)[number][0], number>>;
const count = sizes.reduce((sum, [, size]) => sum + size, 0);

export const startAdaptive = (): AdaptiveState => {
  const numbers = new Float32Array(count);
  for (let from = 2; from < places.largest; from += tailSize) numbers[from] = startLogExcess;
  return {
    samples: 0,
    firstAt: 0,
    lastAt: 0,
    interval: 0,
    integers: 1,
    negatives: 0,
    level: 0,
    near: 0,
    shortMean: 0,
    longMean: 0,
    spread: 0,
    unseasonal: 0,
    seasonal: 0,
    hour: 0,
    hourSum: 0,
    hourCount: 0,
    blockAt: 0,
    blocks: 0,
    surprises: 0,
    alarmAt: -1e15,
    peak: 0,
    alarmLower: 0,
    alarmUpper: 0,
    surpriseTimes: new Float64Array(rememberedSurprises),
    numbers,
  };
};

const version = 1;
const scalars = [
  'samples',
  'firstAt',
  'lastAt',
  'interval',
  'integers',
  'negatives',
  'level',
  'near',
  'shortMean',
  'longMean',
  'spread',
  'unseasonal',
  'seasonal',
  'hour',
  'hourSum',
  'hourCount',
  'blockAt',
  'blocks',
  'surprises',
  'alarmAt',
  'peak',
  'alarmLower',
  'alarmUpper',
] as const satisfies readonly (keyof AdaptiveState)[];

/** Version, numbers, arrays; in this order for ever. */
export const packAdaptive = (state: AdaptiveState): readonly number[] => [
  version,
  ...scalars.map((name) => state[name]),
  ...state.surpriseTimes,
  ...state.numbers,
];

export const unpackAdaptive = (packed: readonly number[]): AdaptiveState | undefined => {
  const state = startAdaptive();
  const size = 1 + scalars.length + rememberedSurprises + count;
  if (packed.length !== size || packed[0] !== version || !packed.every(Number.isFinite)) return undefined;
  let from = 1;
  for (const name of scalars) {
    state[name] = packed[from] ?? 0;
    from += 1;
  }
  state.surpriseTimes.set(packed.slice(from, from + rememberedSurprises));
  state.numbers.set(packed.slice(from + rememberedSurprises));
  return state;
};
