/** Times to a limit on series whose future one can tell by hand. */
import { describe, expect, it } from 'vitest';
import { type Direction, type Envelope, observe, startHistory } from '#functions/detect/forecast/history.ts';
import { outlook } from '#functions/detect/forecast/outlook.ts';
import { startAt } from '#test/support/signals.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Case {
  readonly days: number;
  readonly value: (days: number) => number;
  readonly limit?: number;
  readonly direction?: Direction;
  readonly envelope?: Envelope;
  readonly everyMs?: number;
}

/** Days from now until the limit. */
const leftOf = ({ days, value, limit = 100, direction = 'rising', envelope = 'peaks', everyMs = 10 * minute }: Case) => {
  const history = startHistory(direction, envelope);
  for (let elapsed = 0; elapsed <= days * day; elapsed += everyMs) observe(history, startAt + elapsed, value(elapsed / day));
  const said = outlook(history, limit);
  if (said === undefined) return undefined;
  const [earliest = 0, median = 0, latest = 0] = [said.earliest, said.median, said.latest].map((at) => (at - startAt) / day - days);
  return { ...said, earliest, median, latest };
};

/** Deterministic noise between -1 and 1. */
const wobble = (days: number): number => Math.sin(days * 1296.89) * Math.cos(days * 7823.3);

describe('an outlook', () => {
  it.for<[string, Case, number]>([
    ['a line', { days: 8, value: (days) => 20 + 5 * days + wobble(days) }, 8],
    ['a line sampled by the hour', { days: 8, value: (days) => 20 + 5 * days + wobble(days), everyMs: 60 * minute }, 8],
    ['bytes that fall to nothing', { days: 8, value: (days) => 1e11 - 6e9 * days, limit: 0, direction: 'falling' }, 8.67],
    [
      'a steep slope since the day before yesterday',
      { days: 10, value: (days) => 40 + Math.max(0, days - 8) * 10 + 0.3 * wobble(days) },
      4,
    ],
    ['a leak under a garbage collector', { days: 6, value: (days) => 20 + 6 * days + 30 * ((days * 40) % 1), envelope: 'troughs' }, 7.3],
    ['a season on a slope', { days: 12, value: (days) => 30 + 3 * days + 10 * Math.sin(2 * Math.PI * days) + wobble(days) }, 8.2],
    ['somebody who cleans up', { days: 9, value: (days) => (days < 6 ? 40 + 8 * days : 8 * days - 30) + 0.3 * wobble(days) }, 7.25],
  ])('of %s is right within its interval', ([, given, wanted]) => {
    const { earliest, median, latest } = leftOf(given) ?? expect.unreachable();
    expect(earliest).toBeLessThanOrEqual(wanted + 0.25);
    expect(latest).toBeGreaterThanOrEqual(wanted - 0.25);
    expect(Math.abs(median - wanted)).toBeLessThan(0.35 * wanted);
  });

  it.for<[string, Case]>([
    ['a flat line', { days: 10, value: () => 90 }],
    ['noise', { days: 10, value: (days) => 60 + 5 * wobble(days) }],
    ['logs that are rotated', { days: 10, value: (days) => 40 + 40 * ((days / 1.3) % 1) }],
    ['a day like any other', { days: 6, value: (days) => 60 + 20 * Math.sin(2 * Math.PI * days) }],
    ['what becomes less', { days: 6, value: (days) => 80 - 5 * days }],
    ['a morning of a young series', { days: 0.3, value: (days) => 50 + 20 * Math.sin(2 * Math.PI * days) }],
  ])('of %s names no time it is sure of', ([, given]) => {
    const latest = leftOf(given)?.latest ?? Number.POSITIVE_INFINITY;
    expect(latest).toBe(Number.POSITIVE_INFINITY);
  });

  it('sees within hours that a disk fills as it never did', () => {
    const said = leftOf({ days: 5.2, value: (days) => 40 + Math.max(0, days - 5) * 120 + 0.3 * wobble(days) }) ?? expect.unreachable();
    expect(said.median * 24).toBeGreaterThan(4);
    expect(said.median * 24).toBeLessThan(16);
  });

  it('says who speaks, at which rate, and since when', () => {
    const said = leftOf({ days: 10, value: (days) => 40 + Math.max(0, days - 7) * 10 + 0.3 * wobble(days) }) ?? expect.unreachable();
    expect(said.forecaster).toBe('changed-slope');
    expect(said.perDay).toBeCloseTo(10, 0);
    expect((said.since - startAt) / day).toBeGreaterThan(6);
    expect((said.since - startAt) / day).toBeLessThan(8);
    expect(leftOf({ days: 10, value: (days) => 40 + 40 * ((days / 2.3) % 1) })?.forecaster).toBe('saw-tooth');
  });
});
