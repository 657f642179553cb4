import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietUntil } from '#kernel/quiet-hours.ts';

const person = (from: string, to: string, timeZone = 'Europe/Berlin') => ({ quietHours: { from, to }, timeZone });
const at = (text: string): number => Date.parse(text);
const until = (who: Parameters<typeof quietUntil>[0], text: string): string | undefined => {
  const end = quietUntil(who, at(text));
  return end === undefined ? undefined : new Date(end).toISOString();
};

describe('quiet hours', () => {
  it.for([
    // Berlin is an hour ahead of UTC in winter.
    ['before they begin', '2026-01-05T20:59:59Z', undefined],
    ['when they begin', '2026-01-05T21:00:00Z', '2026-01-06T06:00:00.000Z'],
    ['past midnight', '2026-01-06T01:30:30Z', '2026-01-06T06:00:00.000Z'],
    ['in their last minute', '2026-01-06T05:59:59Z', '2026-01-06T06:00:00.000Z'],
    ['when they end', '2026-01-06T06:00:00Z', undefined],
    // The clocks go forward on 29 March 2026, back on 25 October.
    ['in the night that is an hour short', '2026-03-28T21:30:00Z', '2026-03-29T05:00:00.000Z'],
    ['in the night that is an hour long', '2026-10-24T20:30:00Z', '2026-10-25T06:00:00.000Z'],
  ] as const)('hold over midnight: %s', ([, now, end]) => {
    expect(until(person('22:00', '07:00'), now)).toBe(end);
  });

  it('hold within a day, on the person’s own clock', () => {
    expect(until(person('12:00', '13:30', 'Asia/Kathmandu'), '2026-01-05T06:15:00Z')).toBe('2026-01-05T07:45:00.000Z');
    expect(until(person('12:00', '13:30', 'Asia/Kathmandu'), '2026-01-05T07:45:00Z')).toBeUndefined();
  });

  it('end where the clock jumps over their end', () => {
    // 02:30 does not exist in Berlin on that day: the first minute that is not quiet is 03:00.
    expect(until(person('01:00', '02:30'), '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('are none without an entry, and where both times are the same', () => {
    expect(quietUntil(undefined, 0)).toBeUndefined();
    expect(quietUntil({ timeZone: 'UTC' }, 0)).toBeUndefined();
    expect(until(person('08:00', '08:00'), '2026-01-05T07:00:00Z')).toBeUndefined();
  });

  it('are read in UTC when the time zone is none', () => {
    expect(until(person('22:00', '23:00', 'Nowhere/City'), '2026-01-05T22:10:00Z')).toBe('2026-01-05T23:00:00.000Z');
  });

  it('always end later, at a minute that is not quiet, with none before it that is not', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia');
    fc.assert(
      fc.property(
        clock,
        clock,
        zones,
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') }),
        (from, to, zone, now) => {
          const end = quietUntil(person(from, to, zone), now);
          if (end === undefined) return;
          expect(end).toBeGreaterThan(now);
          expect(quietUntil(person(from, to, zone), end)).toBeUndefined();
          for (const share of [0.1, 0.5, 0.9, 1])
            expect(quietUntil(person(from, to, zone), now + Math.floor((end - 1 - now) * share))).toBe(end);
        },
      ),
      { numRuns: 60 },
    );
  }, 20_000);
});
