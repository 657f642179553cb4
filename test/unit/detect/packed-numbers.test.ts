import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numberReader, packNumbers } from '#functions/detect/packed-numbers.ts';

const anyNumber = fc.oneof(
  fc.constant(0),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.float({ noNaN: true }),
  fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
);

it('gives back every list, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyNumber, { maxLength: 40 }), { maxLength: 20 }), (lists) => {
      const read = numberReader(packNumbers(lists));
      expect(lists.map((list) => read(list.length))).toEqual(lists.map((list) => list.map((value) => value + 0)));
    }),
  );
});

it.each([
  ['zeros', [0, 0, 0, 0], 1],
  ['small integers', [1, -2, 60, 0], 4],
  ['a time in ms', [1_795_237_200_000], 7],
  ['single precision', [0.5, Math.fround(0.1)], 9],
  ['double precision', [0.1], 9],
] as const)('writes %s in few bytes', (_name, numbers, bytes) => {
  expect(packNumbers([numbers])).toHaveLength(bytes);
});

it('says where the bytes end too soon', () => {
  const packed = packNumbers([[0.1, 0.2]]);
  expect(() => numberReader(packed.subarray(0, 12))(2)).toThrow(RangeError);
});
