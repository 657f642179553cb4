import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelFingerprint } from '#kernel/reading/label-fingerprint.ts';

/** FNV-1a as it is defined, over code point order, which is the order of UTF-8 bytes. */
const plainly = (labels: ReadonlyMap<string, string>): string => {
  const names = [...labels.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const bytes = names
    .filter((name) => labels.get(name) !== '')
    .flatMap((name) => [...Buffer.from(name), 0xff, ...Buffer.from(labels.get(name) ?? ''), 0xff]);
  const hash = bytes.reduce((sum, byte) => ((sum ^ BigInt(byte)) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn, 0xcbf29ce484222325n);
  return hash.toString(16).padStart(16, '0');
};

it('is the offset basis for no labels', () => {
  expect(labelFingerprint(new Map())).toBe('cbf29ce484222325');
});

it('is FNV-1a over the sorted labels, whatever they are and in whatever order', () => {
  // Of every length in UTF-8; U+E000 and an emoji come in another order in UTF-16.
  const text = fc.string({ unit: fc.constantFrom('a', 'Z', '_', '\0', 'ü', '☠', '\ue000', '💥'), maxLength: 8 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 5 }), (entries) => {
      expect(labelFingerprint(new Map(entries))).toBe(plainly(new Map(entries)));
      expect(labelFingerprint(new Map([...entries].reverse()))).toBe(labelFingerprint(new Map(entries)));
    }),
  );
});
