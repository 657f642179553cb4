import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanosOfText } from '#kernel/reading/time-text.ts';

describe('times as text', () => {
  it.for([
    ['2026-11-02T09:00:00Z', 1_793_610_000_000_000_000n],
    ['2026-11-02T09:00:00.123456789Z', 1_793_610_000_123_456_789n],
    ['2026-11-02T09:00:00.1234567899Z', 1_793_610_000_123_456_789n],
    ['2026-11-02T10:00:00.5+01:00', 1_793_610_000_500_000_000n],
    ['2026-11-02T04:30:00.000-0430', 1_793_610_000_000_000_000n],
    ['2026-11-02 09:00:00.000001+00:00', 1_793_610_000_000_001_000n],
    ['2026-11-02 09:00:00 UTC', 1_793_610_000_000_000_000n],
    ['2026-02-31T00:00:00Z', 0n],
    ['2026-11-02T25:00:00Z', 0n],
    ['1969-12-31T23:59:59Z', 0n],
    ['9999-01-01T00:00:00Z', 0n],
    ['2026-11-02', 0n],
    ['null', 0n],
    [null, 0n],
    [1_793_610_000, 0n],
    ['2'.repeat(100_000), 0n],
  ] as const)('%s is read', ([text, nanos]) => {
    expect(nanosOfText(text)).toBe(nanos);
  });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(1), max: new Date('2262-04-01T00:00:00Z'), noInvalidDate: true }), (date) => {
        expect(nanosOfText(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
      }),
    );
  });
});
