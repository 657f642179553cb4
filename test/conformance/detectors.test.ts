/** What every detector promises: flat, step, ramp, season, gap, nonsense; resumable at any sample; no look-ahead. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectors } from '#functions/detect/registry.ts';
import type { Detector } from '#kernel/detector.ts';

const start = 1_795_237_200_000;
const step = 10_000;

interface Sample {
  readonly at: number;
  readonly value: number;
}

const samplesOf = (count: number, value: (index: number) => number): readonly Sample[] =>
  Array.from({ length: count }, (_, index) => ({ at: start + index * step, value: value(index) }));

const scoresOf = (detector: Detector, samples: readonly Sample[]): readonly number[] => {
  let state = detector.start();
  return samples.map(({ at, value }) => {
    const observed = detector.observe(state, at, value);
    state = observed.state;
    return observed.score.score;
  });
};

/** Deterministic noise between -1 and 1. */
const wobble = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 78.233);

const anySamples = fc.array(
  fc.record({
    elapsed: fc.oneof(fc.constant(step), fc.integer({ min: -step, max: 100 * step }), fc.constant(0)),
    value: fc.oneof(fc.double(), fc.integer({ min: 0, max: 5 }), fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
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

describe.for(detectors.map((detector) => [detector.id, detector as Detector] as const))('the detector %s', ([, detector]) => {
  it('leaves a flat line alone, and a noisy one', () => {
    for (const value of [() => 5, () => 0, (index: number) => 0.3 + 0.02 * wobble(index), (index: number) => 100 + 10 * wobble(index)])
      expect(Math.max(...scoresOf(detector, samplesOf(400, value)))).toBeLessThan(0.5);
  });

  it('leaves a ramp alone, and a slow season', () => {
    expect(
      Math.max(
        ...scoresOf(
          detector,
          samplesOf(1000, (index) => 50 + index + wobble(index)),
        ),
      ),
    ).toBeLessThan(0.5);
    expect(
      Math.max(
        ...scoresOf(
          detector,
          samplesOf(3000, (index) => 50 + 20 * Math.sin(index / 400) + wobble(index)),
        ),
      ),
    ).toBeLessThan(0.5);
  });

  it('sees a step at once, and still sees it minutes later', () => {
    const scores = scoresOf(
      detector,
      samplesOf(200, (index) => (index < 120 ? 1 : 15) + 0.1 * wobble(index)),
    );
    expect(Math.max(...scores.slice(0, 120))).toBeLessThan(0.5);
    expect(Math.min(...scores.slice(120))).toBeGreaterThanOrEqual(0.5);
  });

  it('gets used to a new level within a day', () => {
    const scores = scoresOf(
      detector,
      samplesOf(24 * 360, (index) => (index < 120 ? 1 : 15) + 0.1 * wobble(index)),
    );
    expect(Math.max(...scores.slice(-100))).toBeLessThan(0.5);
  });

  it('takes a gap of hours without a jump of its mind', () => {
    const before = samplesOf(120, (index) => 10 + wobble(index));
    const after = samplesOf(120, (index) => 10 + wobble(index)).map(({ at, value }) => ({ at: at + 6 * 3_600_000, value }));
    expect(Math.max(...scoresOf(detector, [...before, ...after]))).toBeLessThan(0.5);
  });

  it('gives finite scores from 0 to 1 and ordered bounds, whatever it is fed', () => {
    fc.assert(
      fc.property(anySamples, (steps) => {
        let state = detector.start();
        for (const { at, value } of placed(steps)) {
          const { state: next, score } = detector.observe(state, at, value);
          state = next;
          expect(score.score).toBeGreaterThanOrEqual(0);
          expect(score.score).toBeLessThanOrEqual(1);
          expect([score.expected, score.lower, score.upper].every(Number.isFinite)).toBe(true);
          expect(score.lower).toBeLessThanOrEqual(score.upper);
        }
        expect(detector.pack(state).every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('judges no value while it warms up, and every value after that', () => {
    let state = detector.start();
    const judged = samplesOf(400, (index) => 5 + wobble(index)).map(({ at, value }) => {
      const observed = detector.observe(state, at, value);
      state = observed.state;
      if (!observed.score.judged) expect(observed.score.score).toBe(0);
      return observed.score.judged;
    });
    expect(judged[0]).toBe(false);
    expect(judged.slice(judged.indexOf(true)).every(Boolean)).toBe(true);
    expect(judged.at(-1)).toBe(true);
  });

  it('gives the same scores when it is packed and resumed at any sample', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(120), (steps, cut) => {
        const samples = placed(steps);
        let state = detector.start();
        const resumed = samples.map(({ at, value }, index) => {
          if (index === cut) state = detector.unpack(JSON.parse(JSON.stringify(detector.pack(state)))) ?? expect.unreachable();
          const observed = detector.observe(state, at, value);
          state = observed.state;
          return observed.score.score;
        });
        expect(resumed).toEqual(scoresOf(detector, samples));
      }),
    );
  });

  it('does not change the scores of what came before when more arrives', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(120), (steps, cut) => {
        const samples = placed(steps);
        expect(scoresOf(detector, samples.slice(0, cut))).toEqual(scoresOf(detector, samples).slice(0, cut));
      }),
    );
  });

  it('is unmoved by duplicates, by samples from the past, and by what is no number', () => {
    const samples = samplesOf(60, (index) => 10 + wobble(index));
    let state = detector.start();
    for (const { at, value } of samples) {
      state = detector.observe(state, at, value).state;
      for (const [time, nonsense] of [
        [at, 99],
        [at - step, 99],
        [at + 1, Number.NaN],
        [at + 1, Number.POSITIVE_INFINITY],
        [Number.NaN, 1],
      ] as const)
        expect(detector.observe(state, time, nonsense).state).toEqual(state);
    }
  });

  it('packs into less than a kilobyte, and forgets a version it does not know', () => {
    let state = detector.start();
    for (const { at, value } of samplesOf(500, (index) => Math.PI * 1e6 + wobble(index))) state = detector.observe(state, at, value).state;
    const packed = detector.pack(state);
    expect(JSON.stringify(packed).length).toBeLessThan(1024);
    expect(detector.unpack([99, ...packed.slice(1)])).toBeUndefined();
    expect(detector.unpack([])).toBeUndefined();
  });
});

it('detectors have ids of their own', () => expect(new Set(detectors.map((each) => each.id)).size).toBe(detectors.length));
