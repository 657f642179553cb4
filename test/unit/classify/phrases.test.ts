/** What is found is what trying each phrase in turn finds. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { phraseFinder } from '#functions/classify/phrases.ts';

it('finds every phrase a text has, and no other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '😀'), maxLength: 40 });
  const phrases = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '😀'), minLength: 1, maxLength: 6 }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(text, phrases, (message, looked) => {
      expect(phraseFinder(looked)(message)).toEqual(new Set(looked.filter((phrase) => message.includes(phrase))));
    }),
    { numRuns: 1_000 },
  );
});
