/** Generated series with nothing wrong: daily and weekly seasons, noise of several kinds, counts, bursts. Seeded. */

/** mulberry32: small, seeded, good enough for noise. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** 2026-11-02T00:00:00Z, a Monday; ms epoch. */
export const monday = Date.UTC(2026, 10, 2);
export const dayMs = 86_400_000;

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** -1 at night to 1 in the afternoon. */
const daily = (at: number): number => Math.sin((2 * Math.PI * ((at % dayMs) / dayMs - 0.3)) % (2 * Math.PI));
const isWeekend = (at: number): boolean => Math.floor((at - monday) / dayMs) % 7 >= 5;

/** A value at a time, ms epoch; draws on `random`, so ask in order. */
export type Series = (at: number) => number;

/** By name: how a healthy series of the kind is made. */
export const healthyKinds: Readonly<Record<string, (random: () => number) => Series>> = {
  'flat with noise': (random) => () => 100 + 5 * normal(random),
  constant: () => () => 3,
  'a day of traffic': (random) => (at) => Math.max(0, 200 + 120 * daily(at) + 15 * normal(random)),
  'traffic that rests at weekends': (random) => (at) =>
    Math.max(0, (isWeekend(at) ? 0.4 : 1) * (200 + 120 * daily(at)) * (1 + 0.08 * normal(random))),
  'office hours': (random) => (at) => {
    const hour = (at % dayMs) / 3_600_000;
    return Math.max(0, (!isWeekend(at) && hour >= 8 && hour < 18 ? 60 : 8) + 3 * normal(random));
  },
  'log-normal durations': (random) => () => 40 * Math.exp(0.5 * normal(random)),
  'heavy tails': (random) => () => 50 + (3 * normal(random)) / Math.max(0.15, random()),
  'counts of a quiet queue': (random) => () => Math.floor(-Math.log(1 - random()) * 2),
  'errors now and then': (random) => () => (random() < 0.01 ? 1 + Math.floor(3 * random()) : 0),
  'bursts of a job every hour': (random) => (at) => (at % 3_600_000 < 600_000 ? 500 + 50 * normal(random) : 20 + 2 * normal(random)),
  'a job every night': (random) => (at) => (at % dayMs < 5_400_000 ? 90 + 2 * normal(random) : 10 + 2 * normal(random)),
  'a wandering level': (random) => {
    let level = 100;
    return () => {
      level += 0.15 * normal(random) - 0.0015 * (level - 100);
      return level + normal(random);
    };
  },
  'a saw-tooth': (random) => (at) => 40 + 40 * ((at % (7 * 3_600_000)) / (7 * 3_600_000)) + normal(random),
  'a share of errors': (random) => () => Math.max(0, 0.01 + 0.004 * normal(random)),
  'memory that grows': (random) => (at) => 5e8 + 2e7 * ((at - monday) / dayMs) + 3e6 * normal(random),
};
