/** Letters and digits drawn by seed, the same every time: secrets are put together when a test runs, so that no scanner takes this folder for a leak. */

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';

/** What may be drawn. */
const alphabets = {
  hex: 'abcdef0123456789',
  digits,
  upper: upper + digits,
  lower: lower + digits,
  mixed: lower + upper + digits,
  base64: `${lower}${upper}${digits}+/`,
  url: `${lower}${upper}${digits}-_`,
} as const;

export interface Draw {
  readonly below: (count: number) => number;
  readonly from: (alphabet: keyof typeof alphabets, length: number) => string;
}

/** A repeatable source (mulberry32). */
export const drawFrom = (seed: number): Draw => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  /** A digit, a capital and a small letter come where the alphabet has them, as in any drawn word of some length. */
  const from = (alphabet: keyof typeof alphabets, length: number): string => {
    const characters = alphabets[alphabet];
    const drawn = Array.from({ length }, () => characters[below(characters.length)] as string);
    const needed = [digits, lower, upper].filter((kind) => [...kind].every((one) => characters.includes(one)));
    needed.forEach((kind, index) => {
      if (length > 8) drawn[2 + index * 2] = kind[below(kind.length)] as string;
    });
    return drawn.join('');
  };
  return { below, from };
};
