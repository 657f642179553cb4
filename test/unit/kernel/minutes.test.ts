/** Minutes of the policy as workflows and people have them. */
import { expect, it } from 'vitest';
import { inWords, wholeSeconds } from '#kernel/minutes.ts';

it.for([
  { minutes: 15, words: '15 minutes', whole: 900 },
  { minutes: 1, words: '1 minute', whole: 60 },
  { minutes: 1.5, words: '90 seconds', whole: 90 },
  { minutes: 0.001, words: '1 second', whole: 1 },
])('says $minutes minutes as $words', ({ minutes, words, whole }) => {
  expect(inWords(minutes)).toBe(words);
  expect(wholeSeconds(minutes)).toBe(whole);
});
