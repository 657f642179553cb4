import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rfc3339Nanos, signalTime } from '#kernel/reading/rfc3339.ts';

describe('an RFC 3339 time', () => {
  it.for([
    ['1970-01-01T00:00:00Z', 0n],
    ['2025-11-24T16:00:00Z', 1_764_000_000_000_000_000n],
    ['2025-11-24T17:00:00.123456789+01:00', 1_764_000_000_123_456_789n],
    ['2025-11-24T10:30:00.5-05:30', 1_764_000_000_500_000_000n],
    ['2025-11-24 16:00:00z', 1_764_000_000_000_000_000n],
    ['2015-07-17T08:42:58.315+0000', 1_437_122_578_315_000_000n],
    ['2025-11-24T16:00:00.1234567891234Z', 1_764_000_000_123_456_789n],
    ['2016-12-31T23:59:60Z', 1_483_228_800_000_000_000n],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000_000n],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000_000_000n],
    ['9999-12-31T23:59:59.999999999Z', 253_402_300_799_999_999_999n],
  ] as const)('%s is %s nanoseconds', ([text, nanos]) => {
    expect(rfc3339Nanos(text)).toBe(nanos);
  });

  it.for([
    '',
    'yesterday',
    '2025-11-24',
    '2025-11-24T16:00:00',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-04-31T00:00:00Z',
    '2025-11-24T24:00:00Z',
    '2025-11-24T16:60:00Z',
    '2025-11-24T16:00:61Z',
    '2025-11-24T16:00:00+24:00',
    '2025-11-24T16:00:00.Z',
    '2025-11-24T16:00:00Z ',
    '\u0662025-11-24T16:00:00Z',
  ])('%j is none', (text) => {
    expect(rfc3339Nanos(text)).toBeUndefined();
  });

  it('agrees with Date on every millisecond it can write', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          expect(rfc3339Nanos(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
        },
      ),
    );
  });

  it('is the same moment whatever the zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -1439, max: 1439 }), (millis, zone) => {
        const local = new Date(millis + zone * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(zone) / 60), Math.abs(zone) % 60].map((part) => String(part).padStart(2, '0'));
        expect(rfc3339Nanos(`${local}${zone < 0 ? '-' : '+'}${hours}:${minutes}`)).toBe(BigInt(millis) * 1_000_000n);
      }),
    );
  });
});

describe('the time of a signal', () => {
  it.for([
    [1n, 1n],
    [0n, 0n],
    [-1n, 0n],
    [9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
    [9_223_372_036_854_775_808n, 0n],
  ] as const)('of %s is %s', ([nanos, expected]) => {
    expect(signalTime(nanos)).toBe(expected);
  });
});
