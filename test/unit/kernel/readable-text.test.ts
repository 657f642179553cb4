/** What a person's terminal or page gets of telemetry text. */
import { expect, it } from 'vitest';
import { readableText } from '#kernel/readable-text.ts';

it.for([
  { what: 'a terminal escape', text: 'a\u001b[2Jb', length: 20, expected: 'a [2Jb' },
  { what: 'a forged line', text: 'a\r\n\u2028b\n', length: 20, expected: 'a b' },
  { what: 'a text that reverses its direction', text: 'a\u202eb', length: 20, expected: 'a b' },
  { what: 'half a character', text: 'a\ud83d', length: 20, expected: 'a\ufffd' },
  { what: 'a long text', text: 'abcdef', length: 4, expected: 'abc…' },
  { what: 'a text of just the length', text: 'abcd', length: 4, expected: 'abcd' },
])('makes $what readable', ({ text, length, expected }) => {
  expect(readableText(text, length)).toBe(expected);
});

it('cuts no character in half', () => {
  expect(readableText('ab😀cd', 4).isWellFormed()).toBe(true);
});
