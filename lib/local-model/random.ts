/** Numbers that look random and are the same in every run. */

export interface Random {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
}

/** Mulberry32. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return {
    below: (end) => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
    },
  };
};
