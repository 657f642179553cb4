/** Seeded randomness for the shop: the same seed tells the same story. */

export interface Random {
  /** In [0, 1). */
  next(): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  integer(from: number, below: number): number;
  normal(mean: number, deviation: number): number;
  /** Latency as services have it: a median with a long tail. */
  lognormal(median: number, sigma: number): number;
  /** Time until the next arrival of a Poisson process, in the unit of `mean`. */
  exponential(mean: number): number;
  hex(digits: number): string;
}

/** Mulberry32. */
const uniform = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const seededRandom = (seed: number): Random => {
  const next = uniform(seed);
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    normal,
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    integer: (from, below) => from + Math.floor(next() * (below - from)),
    lognormal: (median, sigma) => median * Math.exp(normal(0, sigma)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
};
