import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { unsnappy } from '#kernel/reading/snappy.ts';
import { slowSnappy } from '#test/support/fuzz/slow-snappy.ts';
import { processorMs } from '#test/support/processor-time.ts';
import { snappy } from '#test/support/snappy.ts';

const cap = 1 << 20;

const reasonOf = (bytes: Uint8Array): string => {
  try {
    unsnappy(bytes, cap);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).reason;
  }
};

describe('a snappy block', () => {
  it('gives back what was packed, whatever it repeats', () => {
    const repetitive = fc
      .array(fc.tuple(fc.uint8Array({ maxLength: 90 }), fc.integer({ min: 1, max: 30 })), { maxLength: 12 })
      .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes))));
    fc.assert(
      fc.property(repetitive, (body) => {
        const block = snappy(body);
        expect(unsnappy(block, cap).equals(body)).toBe(true);
        expect(Buffer.from(slowSnappy(block)).equals(body)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.for([1, 60, 61, 256, 257, 65_536, 65_537])('reads a literal of %d bytes', (length) => {
    // Without repetition there is nothing to copy: the block is one literal.
    const body = Buffer.from(Array.from({ length }, (_, at) => Math.imul(at + 1, 0x9e3779b1) >>> 24));
    expect(unsnappy(snappy(body), cap).equals(body)).toBe(true);
  });

  it('reads a literal whose length takes one to four bytes, and a copy with a four-byte offset', () => {
    for (const wide of [1, 2, 3, 4]) {
      const length = [2, ...new Array<number>(wide - 1).fill(0)];
      expect(unsnappy(Buffer.from([3, (59 + wide) << 2, ...length, 97, 98, 99]), cap).toString()).toBe('abc');
    }
    expect(unsnappy(Buffer.from([6, 2 << 2, 97, 98, 99, (2 << 2) | 3, 3, 0, 0, 0]), cap).toString()).toBe('abcabc');
  });

  it('lets a copy run into what it writes', () => {
    expect(unsnappy(Buffer.from([41, 0, 120, (39 << 2) | 2, 1, 0]), cap).toString()).toBe('x'.repeat(41));
  });

  it.for([
    ['nothing at all', []],
    ['a length that never ends', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a length without anything behind it', [5]],
    ['less than it declares', [5, 0, 97]],
    ['more than it declares', [1, 1 << 2, 97, 98]],
    ['a literal past the end', [3, 2 << 2, 97]],
    ['a literal length past the end', [70, 63 << 2, 1]],
    ['a literal of four gigabytes', [70, 63 << 2, 0xff, 0xff, 0xff, 0xff, 97]],
    ['a copy before anything was written', [4, 1, 1]],
    ['a copy from before the start', [5, 0, 97, 1, 2]],
    ['a copy from nowhere', [5, 0, 97, 1, 0]],
    ['a copy past what it declares', [3, 0, 97, (7 << 2) | 1, 1]],
    ['a copy cut off', [5, 0, 97, 2]],
    ['the framed format of files', [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]],
  ] as const)('is refused when it holds %s', ([, bytes]) => {
    expect(reasonOf(Buffer.from(bytes))).toBe('malformed');
  });

  it('is refused by what it declares, before anything is allocated', () => {
    const four = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]);
    const took = processorMs(() => {
      expect(reasonOf(four)).toBe('too_large');
      // A megabyte out of seven bytes cannot be honest either.
      expect(reasonOf(Buffer.from([0x80, 0x80, 0x40, 0, 97, 1, 1]))).toBe('malformed');
    });
    expect(took).toBeLessThan(50);
  });

  it('allows as much as the cap and no more', () => {
    const body = Buffer.alloc(cap, 'x');
    expect(unsnappy(snappy(body), cap).length).toBe(cap);
    expect(reasonOf(snappy(Buffer.alloc(cap + 1, 'x')))).toBe('too_large');
  });
});
