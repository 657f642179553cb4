/** Chance by seed, the same every time. */

/** Whole numbers below a limit. */
export type Below = (limit: number) => number;

/** Damages an input; pieces may come from `other`. */
export type Mutate = (input: Buffer, below: Below, other: Buffer) => Buffer;

/** A small repeatable random source (mulberry32). */
export const randomBelow = (seed: number): Below => {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
};

/** One of a list, which must not be empty. */
export const oneOf = <Item>(items: readonly Item[], below: Below): Item => items[below(items.length)] as Item;

/** Now one way of damage, now another. */
export const eitherOf =
  (...ways: readonly Mutate[]): Mutate =>
  (input, below, other) =>
    oneOf(ways, below)(input, below, other);
