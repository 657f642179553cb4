/** Whom a level addresses. */
import { expect, it } from 'vitest';
import { audienceUpTo, names } from '#functions/escalate/audience.ts';
import { escalationSchema } from '#kernel/policy.ts';

const level = (notify: string[], channels: string[]) => ({ notify, channels, waitMinutes: 1 });
const policy = escalationSchema.shape.policies.valueType.parse({
  new: level(['a'], ['x']),
  escalated: level(['a', 'b'], ['x', 'y']),
  critical: level(['c'], ['y']),
});

it('addresses everyone up to a level once', () => {
  expect(audienceUpTo('new', policy)).toEqual({ recipients: ['a'], channels: ['x'] });
  expect(audienceUpTo('escalated', policy)).toEqual({ recipients: ['a', 'b'], channels: ['x', 'y'] });
  expect(audienceUpTo('critical', policy)).toEqual({ recipients: ['a', 'b', 'c'], channels: ['x', 'y'] });
});

it.for([
  { people: ['alex'], words: 'alex' },
  { people: ['alex', 'sam'], words: 'alex and sam' },
  { people: ['alex', 'sam', 'robin'], words: 'alex, sam and robin' },
])('joins $people as $words', ({ people, words }) => {
  expect(names(people)).toBe(words);
});
