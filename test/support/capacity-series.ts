/** Generated series of things that fill up, or do not: repeatable by seed, with what became of them. */
import { randomSource } from '#test/bench/random.ts';

const hour = 3_600_000;
const day = 24 * hour;

export const capacityKinds = ['linear', 'accelerating', 'saw-tooth', 'seasonal', 'cleaned', 'changed-slope', 'flat'] as const;
export type CapacityKind = (typeof capacityKinds)[number];

/** `rounded`: whole numbers. `white`, `heavy` (Student's t, 3 degrees of freedom): per sample. `drifting`: correlated over hours. `wandering`: a random walk. */
export const noiseKinds = ['rounded', 'white', 'heavy', 'drifting', 'wandering'] as const;
export type NoiseKind = (typeof noiseKinds)[number];

export interface CapacitySeries {
  readonly kind: CapacityKind;
  readonly noise: NoiseKind;
  readonly intervalMs: number;
  readonly start: number;
  readonly values: readonly number[];
  /** The first sample at or above the limit, ms epoch; infinite when there is none. The series ends there. */
  readonly crossedAt: number;
  /** When it would have been, had nobody cleaned up and nothing changed after `at`: infinite, or an estimate without noise; `crossedAt` where nothing is to come. */
  readonly crossingFrom: (at: number) => number;
}

/** All series run full at 100. */
export const capacityLimit = 100;

/** What the series would be without noise, in days since its start, and what is to come that no forecast can know. */
interface Shape {
  readonly level: (days: number) => number;
  /** Days at which somebody or something intervenes. */
  readonly interventions: readonly number[];
  /** From `days` on without any intervention: days until the limit. */
  readonly left: (days: number) => number;
}

type Random = () => number;

const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

const quiet = { interventions: [], left: () => Number.POSITIVE_INFINITY };

const linear = (random: Random): Shape => {
  const start = between(random, 20, 60);
  const slope = (capacityLimit - start) / between(random, 6, 50);
  return { ...quiet, level: (days) => start + slope * days };
};

const accelerating = (random: Random): Shape => {
  const start = between(random, 15, 50);
  const days = between(random, 10, 35);
  if (random() < 0.5) {
    const share = between(random, 0, 0.4);
    return { ...quiet, level: (at) => start + (capacityLimit - start) * (share * (at / days) + (1 - share) * (at / days) ** 2) };
  }
  const rate = between(random, 1.5, 3) / days;
  return { ...quiet, level: (at) => start + ((capacityLimit - start) * (Math.exp(rate * at) - 1)) / (Math.exp(rate * days) - 1) };
};

const sawTooth = (random: Random): Shape => {
  const period = Math.exp(between(random, Math.log(0.1), Math.log(4)));
  const height = between(random, 10, 40);
  const base = between(random, 20, 90 - height);
  const slope = random() < 0.5 ? 0 : (100 - base - height) / between(random, 10, 50);
  const phase = random();
  return { ...quiet, level: (days) => base + slope * days + height * ((days / period + phase) % 1) };
};

const seasonal = (random: Random): Shape => {
  const height = between(random, 5, 20);
  const weekend = random() < 0.5 ? between(random, 0, 0.6) : 0;
  const base = between(random, 25, 70);
  const slope = random() < 0.4 ? 0 : Math.max(0, 100 - base - height) / between(random, 8, 50);
  const phase = random();
  return {
    ...quiet,
    level: (days) => base + slope * days + height * Math.sin(2 * Math.PI * (days + phase)) * (days % 7 >= 5 ? 1 - weekend : 1),
  };
};

const cleaned = (random: Random): Shape => {
  const slope = between(random, 3, 12);
  const falls: { readonly at: number; readonly level: number }[] = [{ at: 0, level: between(random, 20, 60) }];
  const times = 1 + Math.floor(random() * 3);
  for (let each = 0; each < times; each += 1) {
    const { at, level } = falls.at(-1) ?? { at: 0, level: 50 };
    const untilFull = (capacityLimit - level) / slope;
    falls.push({ at: at + untilFull * between(random, 0.4, 0.95), level: between(random, 15, 50) });
  }
  const lastBefore = (days: number) => falls.findLast(({ at }) => at <= days) ?? { at: 0, level: 50 };
  const level = (days: number): number => lastBefore(days).level + slope * (days - lastBefore(days).at);
  return { level, interventions: falls.slice(1).map(({ at }) => at), left: (days) => (capacityLimit - level(days)) / slope };
};

const changedSlope = (random: Random): Shape => {
  const change = between(random, 3, 20);
  const start = between(random, 20, 60);
  const before = random() < 0.5 ? 0 : between(random, 0, 1);
  const level = start + before * change;
  const after = random() < 0.7 ? (capacityLimit - level) / Math.exp(between(random, Math.log(0.5), Math.log(10))) : 0;
  return {
    level: (days) => (days < change ? start + before * days : level + after * (days - change)),
    interventions: [change],
    left: (days) => (before === 0 ? Number.POSITIVE_INFINITY : (capacityLimit - start - before * days) / before),
  };
};

const flat = (random: Random): Shape => {
  const level = between(random, 20, 90);
  return { ...quiet, level: () => level };
};

const shapeOf = { linear, accelerating, 'saw-tooth': sawTooth, seasonal, cleaned, 'changed-slope': changedSlope, flat } as const;

const normalFrom = (random: Random) => (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Noise of the next sample. Its size is drawn once a series. */
const noiseFrom = (kind: NoiseKind, random: Random, intervalMs: number): (() => number) => {
  const normal = normalFrom(random);
  const size = between(random, 0.2, 1.5);
  let state = 0;
  if (kind === 'white') return () => size * normal();
  if (kind === 'heavy') return () => (0.3 * size * normal()) / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
  if (kind === 'drifting') {
    const kept = Math.exp(-intervalMs / (between(random, 1, 12) * hour));
    return () => {
      state = kept * state + size * Math.sqrt(1 - kept * kept) * normal();
      return state;
    };
  }
  if (kind === 'wandering')
    return () => {
      state += size * Math.sqrt(intervalMs / day) * normal();
      return state;
    };
  return () => 0;
};

/** A series of at most `days`, by seed; every seed is another one. */
export const capacitySeries = (kind: CapacityKind, noise: NoiseKind, intervalMs: number, days: number, seed: number): CapacitySeries => {
  const random = randomSource(seed);
  for (let each = 0; each < 8; each += 1) random();
  const shape = shapeOf[kind](random);
  const noiseOf = noiseFrom(noise, random, intervalMs);
  const start = 1_795_237_200_000 + Math.floor(random() * 24) * hour;
  const values: number[] = [];
  let crossedAt = Number.POSITIVE_INFINITY;
  for (let elapsed = 0; elapsed < days * day; elapsed += intervalMs) {
    const exact = shape.level(elapsed / day) + noiseOf();
    const value = Math.min(capacityLimit, Math.max(0, noise === 'rounded' ? Math.round(exact) : exact));
    values.push(value);
    if (value < capacityLimit) continue;
    crossedAt = start + elapsed;
    break;
  }
  const crossingFrom = (at: number): number => {
    const elapsed = (at - start) / day;
    const isUndisturbed = shape.interventions.every((each) => each <= elapsed || start + each * day >= crossedAt);
    return isUndisturbed ? crossedAt : at + shape.left(elapsed) * day;
  };
  return { kind, noise, intervalMs, start, values, crossedAt, crossingFrom };
};
