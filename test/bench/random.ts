/** A small repeatable random source, and what samples draw with it. */

/** Numbers from 0 to 1 by seed (mulberry32). */
export const randomSource = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const pick = <T>(random: () => number, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

export const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

export const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits }, () => below(random, 16).toString(16)).join('');
