/** Whom a level addresses, and the words around it. */
import { describe, expect, it } from 'vitest';
import { audienceUpTo, inWords, names, policyOf, seconds } from '#functions/escalate/plan.ts';
import { escalationSchema } from '#kernel/policy.ts';
import { routesPolicy } from '#test/support/findings.ts';

const level = (notify: string[], channels: string[]) => ({ notify, channels, waitMinutes: 1 });
const escalation = escalationSchema.parse({
  policies: {
    first: { new: level(['a'], ['x']), escalated: level(['a', 'b'], ['x', 'y']), critical: level(['c'], ['y']) },
    'on-call': { new: level(['alex'], ['x']), escalated: level(['sam'], ['x']), critical: level(['kim'], ['x']) },
  },
});
const settings = { routes: routesPolicy, escalation };

describe('the policy of an incident', () => {
  it.for([
    { what: 'its route', route: 'billing', policies: escalation.policies, expected: 'alex' },
    { what: 'the last route when its own is gone', route: 'gone', policies: escalation.policies, expected: 'alex' },
    {
      what: 'the first policy when the named one is gone',
      route: 'billing',
      policies: { first: escalation.policies['first'] },
      expected: 'a',
    },
  ])('is that of $what', ({ route, policies, expected }) => {
    const present = Object.fromEntries(
      Object.entries(policies).flatMap(([name, policy]) => (policy === undefined ? [] : [[name, policy]])),
    );
    expect(policyOf({ route }, { ...settings, escalation: { policies: present } }).new.notify).toEqual([expected]);
  });

  it('must exist', () => {
    expect(() => policyOf({ route: 'billing' }, { ...settings, escalation: { policies: {} } })).toThrow('escalation.yaml has no policy');
  });
});

describe('words', () => {
  it('name everyone up to a level once', () => {
    const policy = policyOf({ route: 'billing' }, {
      ...settings,
      escalation: { policies: { 'on-call': escalation.policies['first'] ?? escalation.policies['on-call'] } },
    } as typeof settings);
    expect(audienceUpTo('new', policy)).toEqual({ recipients: ['a'], channels: ['x'] });
    expect(audienceUpTo('escalated', policy)).toEqual({ recipients: ['a', 'b'], channels: ['x', 'y'] });
    expect(audienceUpTo('critical', policy)).toEqual({ recipients: ['a', 'b', 'c'], channels: ['x', 'y'] });
  });

  it.for([
    { minutes: 15, words: '15 minutes', whole: 900 },
    { minutes: 1, words: '1 minute', whole: 60 },
    { minutes: 1.5, words: '90 seconds', whole: 90 },
    { minutes: 0.001, words: '1 second', whole: 1 },
  ])('say $minutes minutes as $words', ({ minutes, words, whole }) => {
    expect(inWords(minutes)).toBe(words);
    expect(seconds(minutes)).toBe(whole);
  });

  it.for([
    { people: ['alex'], words: 'alex' },
    { people: ['alex', 'sam'], words: 'alex and sam' },
    { people: ['alex', 'sam', 'robin'], words: 'alex, sam and robin' },
  ])('join $people as $words', ({ people, words }) => {
    expect(names(people)).toBe(words);
  });
});
