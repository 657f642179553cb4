/** What every detector promises: whatever it is fed, resumable at any sample, no look-ahead; and what those of levels do on flat lines, steps, ramps, seasons and gaps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { staticThreshold } from '#functions/detect/detectors/static-threshold.ts';
import { detectorOf, detectors } from '#functions/detect/registry.ts';
import type { Detector, Score } from '#kernel/detector.ts';
import { detectionSchema } from '#kernel/policy.ts';

const start = 1_795_237_200_000;
const step = 10_000;

interface Sample {
  readonly at: number;
  readonly value: number;
}

const samplesOf = (count: number, value: (index: number) => number): readonly Sample[] =>
  Array.from({ length: count }, (_, index) => ({ at: start + index * step, value: value(index) }));

const told = (detector: Detector, samples: readonly Sample[]): readonly Score[] => {
  const state = detector.start();
  return samples.map(({ at, value }) => ({ ...detector.observe(state, at, value) }));
};

const highest = (scores: readonly Score[]): number => Math.max(...scores.map(({ score }) => score));

/** Deterministic noise between -1 and 1. */
const wobble = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 78.233);

/** Regular and not, back and forth in time, sensible numbers and any there are. */
const anySamples = fc.array(
  fc.record({
    elapsed: fc.oneof(
      fc.constant(step),
      fc.integer({ min: -step, max: 100 * step }),
      fc.constantFrom(0, -86_400_000, 7 * 86_400_000, 3e12),
    ),
    value: fc.oneof(
      fc.double(),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
      fc.double({ min: 0, max: 100, noNaN: true }),
    ),
  }),
  { maxLength: 120 },
);

const placed = (steps: readonly { readonly elapsed: number; readonly value: number }[]): readonly Sample[] => {
  let at = start;
  return steps.map(({ elapsed, value }) => {
    at += elapsed;
    return { at, value };
  });
};

/** Two days of a noisy level, so that detectors with long memories judge too, then what any sender may send. */
const learnt = (samples: readonly Sample[]): readonly Sample[] => {
  const calm = Array.from({ length: 600 }, (_, index) => ({ at: start + index * 300_000, value: 10 + wobble(index) }));
  return [...calm, ...samples.map(({ at, value }) => ({ at: at + 600 * 300_000, value }))];
};

const withIds = (each: readonly Detector[]) => each.map((detector) => [detector.id, detector] as const);

/** Thresholds are made of a policy: one that samples of these tests pass in either direction. */
const thresholds = (['above', 'below'] as const).flatMap((direction) => {
  const [warning, critical, clear] = direction === 'above' ? [50, 90, 40] : [-50, -90, -40];
  const rule = { name: direction, direction, warning, critical, clear, metrics: [{ metric: 'm' }] };
  return detectionSchema.parse({ thresholds: [rule] }).thresholds.map((each) => staticThreshold(each, 'as_sent'));
});

describe.for(withIds([...detectors, ...thresholds]))('the detector %s', ([, detector]) => {
  it('leaves a flat line alone', () => {
    for (const level of [5, 0, -3, 0.25]) {
      const scores = told(
        detector,
        samplesOf(400, () => level),
      );
      expect(highest(scores)).toBeLessThan(0.5);
      expect(scores.some(({ abnormal }) => abnormal)).toBe(false);
    }
  });

  it('gives finite scores from 0 to 1 and ordered bounds, and nothing else, whatever it is fed', () => {
    fc.assert(
      fc.property(anySamples, fc.boolean(), (steps, isLearnt) => {
        const samples = isLearnt ? learnt(placed(steps)) : placed(steps);
        const state = detector.start();
        for (const { at, value } of samples) {
          const { judged, score, expected, lower, upper, abnormal } = detector.observe(state, at, value);
          if (![score, expected, lower, upper].every(Number.isFinite)) expect.unreachable(`not finite after ${value}`);
          if (score < 0 || score > 1 || lower > upper) expect.unreachable(`${score} and ${lower} to ${upper} after ${value}`);
          if (!judged && (score >= 0.5 || abnormal)) expect.unreachable(`judges ${value} while it says it does not`);
        }
        expect(detector.pack(state).every(Number.isFinite)).toBe(true);
        expect(JSON.stringify(detector.pack(state)).length).toBeLessThanOrEqual(4096);
      }),
    );
  });

  it('gives the same scores when it is packed and resumed at any sample', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(700), (steps, cut) => {
        const samples = learnt(placed(steps));
        let state = detector.start();
        const resumed = samples.map(({ at, value }, index) => {
          if (index === cut) state = detector.unpack(JSON.parse(JSON.stringify(detector.pack(state)))) ?? expect.unreachable();
          return { ...detector.observe(state, at, value) };
        });
        expect(resumed).toEqual(told(detector, samples));
      }),
    );
  });

  it('does not change the scores of what came before when more arrives', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(120), (steps, cut) => {
        const samples = placed(steps);
        expect(told(detector, samples.slice(0, cut))).toEqual(told(detector, samples).slice(0, cut));
      }),
    );
  });

  it('keeps the states of two series apart', () => {
    const [one, other] = [detector.start(), detector.start()];
    const untouched = detector.pack(other);
    for (const { at, value } of samplesOf(50, (index) => 100 + wobble(index))) detector.observe(one, at, value);
    expect(detector.pack(other)).toEqual(untouched);
    expect(detector.pack(one)).not.toEqual(untouched);
  });

  it('is unmoved by duplicates, by samples from the past, and by what is no number', () => {
    const state = detector.start();
    for (const { at, value } of samplesOf(60, (index) => 10 + wobble(index))) {
      detector.observe(state, at, value);
      const before = detector.pack(state);
      for (const [time, nonsense] of [
        [at, 99],
        [at - step, 99],
        [at + 1, Number.NaN],
        [at + 1, Number.POSITIVE_INFINITY],
        [Number.NaN, 1],
        [Number.POSITIVE_INFINITY, 1],
      ] as const)
        detector.observe(state, time, nonsense);
      expect(detector.pack(state)).toEqual(before);
    }
  });

  it('forgets a version it does not know, and numbers that are none', () => {
    const state = detector.start();
    for (const { at, value } of samplesOf(500, (index) => Math.PI * 1e6 + wobble(index))) detector.observe(state, at, value);
    const packed = detector.pack(state);
    expect(detector.unpack(packed)).toEqual(state);
    expect(detector.unpack([99, ...packed.slice(1)])).toBeUndefined();
    expect(detector.unpack([])).toBeUndefined();
    expect(detector.unpack([...packed.slice(0, -1), Number.NaN])).toBeUndefined();
    expect(detector.unpack(packed.slice(0, -1))).toBeUndefined();
  });
});

/** Those that say what a series of a kind is expected to be. */
describe.for(withIds(Object.values(detectorOf)))('the level detector %s', ([, detector]) => {
  it('leaves noise alone, a ramp, and a slow season', () => {
    for (const value of [(index: number) => 0.3 + 0.02 * wobble(index), (index: number) => 100 + 10 * wobble(index)])
      expect(highest(told(detector, samplesOf(400, value)))).toBeLessThan(0.5);
    const ramp = samplesOf(1000, (index) => 50 + index + wobble(index));
    expect(highest(told(detector, ramp))).toBeLessThan(0.5);
    const season = samplesOf(3000, (index) => 50 + 20 * Math.sin(index / 400) + wobble(index));
    expect(highest(told(detector, season))).toBeLessThan(0.5);
  });

  it('has news of a step within a minute, and calls its samples abnormal for minutes', () => {
    const scores = told(
      detector,
      samplesOf(200, (index) => (index < 120 ? 1 : 15) + 0.1 * wobble(index)),
    );
    expect(highest(scores.slice(0, 120))).toBeLessThan(0.5);
    expect(highest(scores.slice(120, 126))).toBeGreaterThanOrEqual(0.5);
    expect(scores.slice(0, 120).some(({ abnormal }) => abnormal)).toBe(false);
    expect(scores.slice(121, 150).every(({ abnormal }) => abnormal)).toBe(true);
  });

  it('gets used to a new level within a day', () => {
    const scores = told(
      detector,
      samplesOf(24 * 360, (index) => (index < 120 ? 1 : 15) + 0.1 * wobble(index)),
    );
    expect(highest(scores.slice(-100))).toBeLessThan(0.5);
    expect(scores.slice(-100).some(({ abnormal }) => abnormal)).toBe(false);
  });

  it('takes a gap of hours without a jump of its mind', () => {
    const before = samplesOf(120, (index) => 10 + wobble(index));
    const after = samplesOf(120, (index) => 10 + wobble(index)).map(({ at, value }) => ({ at: at + 6 * 3_600_000, value }));
    expect(highest(told(detector, [...before, ...after]))).toBeLessThan(0.5);
  });

  it('judges no value while it warms up, and every value after that', () => {
    const scores = told(
      detector,
      samplesOf(400, (index) => 5 + wobble(index)),
    );
    const judged = scores.map((each) => each.judged);
    expect(judged[0]).toBe(false);
    expect(judged.slice(judged.indexOf(true)).every(Boolean)).toBe(true);
    expect(judged.at(-1)).toBe(true);
  });
});

it('detectors have ids of their own', () => expect(new Set(detectors.map((each) => each.id)).size).toBe(detectors.length));
