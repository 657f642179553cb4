/** What a history promises: small, resumable, blind to the future, unmoved by nonsense. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type History, observe, packHistory, startHistory, unpackHistory } from '#functions/detect/forecast/history.ts';
import { outlook, valuesAhead } from '#functions/detect/forecast/outlook.ts';
import { capacityKinds, capacitySeries, noiseKinds } from '#test/support/capacity-series.ts';
import { startAt } from '#test/support/signals.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Sample {
  readonly at: number;
  readonly value: number;
}

const anySamples = fc
  .array(
    fc.record({
      elapsed: fc.oneof(fc.constant(10 * minute), fc.integer({ min: -minute, max: 3 * day }), fc.constant(0), fc.constant(400 * day)),
      value: fc.oneof(fc.double(), fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true })),
    }),
    { maxLength: 150 },
  )
  .map((steps): readonly Sample[] => {
    let at = startAt;
    return steps.map(({ elapsed, value }) => {
      at += elapsed;
      return { at, value };
    });
  });

const kinds = fc.constantFrom(
  ...(['rising', 'falling'] as const).flatMap((direction) =>
    (['peaks', 'troughs'] as const).map((envelope) => [direction, envelope] as const),
  ),
);

const follow = (samples: readonly Sample[], history: History = startHistory('rising', 'peaks')): History => {
  for (const { at, value } of samples) observe(history, at, value);
  return history;
};

const said = (history: History) => [outlook(history, 100), outlook(history, 0), valuesAhead(history, [day])];

const again = (history: History): History => unpackHistory(JSON.parse(JSON.stringify(packHistory(history)))) ?? expect.unreachable();

describe('a history', () => {
  it('says the same when it was packed and resumed at any sample', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(150), kinds, (samples, cut, kind) => {
        const whole = follow(samples, startHistory(...kind));
        const resumed = follow(samples.slice(cut), again(follow(samples.slice(0, cut), startHistory(...kind))));
        expect(resumed).toEqual(whole);
        expect(said(resumed)).toEqual(said(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('said what it said, whatever comes later', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(150), (samples, cut) => {
        const history = startHistory('rising', 'peaks');
        const sayings = samples.map((sample, index) => {
          follow([sample], history);
          return index + 1 === cut ? said(history) : undefined;
        });
        if (cut >= 1 && cut <= samples.length) expect(sayings[cut - 1]).toEqual(said(follow(samples.slice(0, cut))));
      }),
      { numRuns: 60 },
    );
  });

  it('gives ordered times and values that are numbers, whatever it is fed', () => {
    fc.assert(
      fc.property(anySamples, kinds, fc.oneof(fc.double(), fc.constant(100)), (samples, kind, limit) => {
        const history = follow(samples, startHistory(...kind));
        expect(packHistory(history).every(Number.isFinite)).toBe(true);
        const times = outlook(history, limit);
        if (times !== undefined) {
          expect(times.earliest).toBeLessThanOrEqual(times.median);
          expect(times.median).toBeLessThanOrEqual(times.latest);
          expect(times.earliest).toBeGreaterThanOrEqual(history.lastAt);
          expect([times.perDay, times.since].every(Number.isFinite)).toBe(true);
        }
        for (const ahead of valuesAhead(history, [minute, day])) {
          if (ahead === undefined) continue;
          expect([ahead.lower, ahead.median, ahead.upper].every(Number.isFinite)).toBe(true);
          expect(ahead.lower).toBeLessThanOrEqual(ahead.upper);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is unmoved by duplicates, by samples from the past, and by what is no number', () => {
    const history = follow(Array.from({ length: 300 }, (_, index) => ({ at: startAt + index * 10 * minute, value: index % 17 })));
    const before = structuredClone(history);
    for (const [at, value] of [
      [history.lastAt, 99],
      [history.lastAt - day, 99],
      [history.lastAt + 1, Number.NaN],
      [history.lastAt + 1, Number.NEGATIVE_INFINITY],
      [Number.NaN, 1],
      [Number.POSITIVE_INFINITY, 1],
    ] as const)
      observe(history, at, value);
    expect(history).toEqual(before);
  });

  it('takes at most 600 bytes, as text of numbers', () => {
    for (const kind of capacityKinds)
      for (const [index, noise] of noiseKinds.entries()) {
        const { values, start } = capacitySeries(kind, noise, 10 * minute, 20, 40 + index);
        const history = startHistory('falling', 'peaks');
        for (const [place, value] of values.entries()) {
          observe(history, start + place * 10 * minute, (100 - value) * 1.073e9);
          if (place % 100 === 0) expect(JSON.stringify(packHistory(history)).length).toBeLessThanOrEqual(600);
        }
      }
  });

  it('is forgotten when it is of a version nobody knows, or damaged', () => {
    const packed = packHistory(follow([{ at: startAt, value: 1 }]));
    expect(unpackHistory([99, ...packed.slice(1)])).toBeUndefined();
    expect(unpackHistory(packed.slice(0, -1))).toBeUndefined();
    expect(unpackHistory([])).toBeUndefined();
  });
});
