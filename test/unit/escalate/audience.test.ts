/** Whom a level addresses, and why. */
import { describe, expect, it } from 'vitest';
import { names, untilWords } from '#calendar/targets.ts';
import { audienceAt, audienceTold, audienceUpTo, type Standing } from '#functions/escalate/audience.ts';
import { escalationSchema, peopleSchema, schedulesSchema } from '#kernel/policy.ts';

const now = Date.UTC(2026, 0, 5, 8);
const everyone = ['a', 'b', 'c', 'd', 'e'];
const people = peopleSchema.parse({
  people: Object.fromEntries(everyone.map((name) => [name, {}])),
  teams: { shop: { members: { d: 'responder', a: 'admin', c: 'viewer' } }, readers: { members: { c: 'viewer' } } },
});
const schedules = schedulesSchema.parse({
  schedules: {
    primary: { layers: [{ name: 'weeks', people: ['b', 'e'], start: '2026-01-05T09:00', shift: '1w' }] },
    daily: { layers: [{ name: 'days', people: ['b', 'e'], start: '2026-01-01T09:00', shift: '1d' }] },
  },
});

const level = (notify: string[], channels: string[]) => ({ notify, channels, waitMinutes: 1 });
const standing = (changes: Partial<Record<'new' | 'escalated' | 'critical', ReturnType<typeof level>>> = {}, at = now): Standing => ({
  escalation: escalationSchema.shape.policies.valueType.parse({
    new: level(['a'], ['x']),
    escalated: level(['a', 'b'], ['x', 'y']),
    critical: level(['c'], ['y']),
    ...changes,
  }),
  policy: { people, schedules },
  now: at,
});

describe('a message to all levels reached', () => {
  it('addresses everyone up to a level once', () => {
    expect(audienceUpTo('new', standing())).toEqual({ recipients: ['a'], channels: ['x'] });
    expect(audienceUpTo('escalated', standing())).toEqual({ recipients: ['a', 'b'], channels: ['x', 'y'] });
    expect(audienceUpTo('critical', standing())).toEqual({ recipients: ['a', 'b', 'c'], channels: ['x', 'y'] });
  });

  it('reaches those who were told although others stand there now', () => {
    expect(audienceUpTo('new', standing(), ['e']).recipients).toEqual(['e', 'a']);
    expect(audienceTold('escalated', standing(), ['e'])).toEqual({ recipients: ['e'], channels: ['x', 'y'] });
    expect(audienceTold('new', standing(), [])).toEqual({ recipients: ['a'], channels: ['x'] });
  });
});

describe('a level', () => {
  it.for([
    { target: 'a', at: now, recipients: ['a'], because: [] },
    {
      target: 'schedule:daily',
      at: now,
      recipients: ['e'],
      because: ['e is on call for daily until 09:00 UTC: it is the turn of e in the layer days.'],
    },
    {
      target: 'schedule:daily',
      at: now + 3_600_000,
      recipients: ['b'],
      because: ['b is on call for daily until 09:00 UTC: it is the turn of b in the layer days.'],
    },
    { target: 'team:shop', at: now, recipients: ['d', 'a'], because: ['d and a respond for the team shop.'] },
  ])('tells $target at $at as it stands, and says why', ({ target, at, recipients, because }) => {
    expect(audienceAt('new', standing({ new: level([target], ['x']) }, at))).toEqual({ recipients, channels: ['x'], because });
  });

  it.for([
    { target: 'schedule:primary', says: 'Nobody is on call for primary: the layer weeks does not apply.', besides: [] },
    { target: 'schedule:gone', says: 'Nobody is on call for gone: there is no schedule gone.', besides: [] },
    { target: 'team:readers', says: 'Nobody responds for the team readers.', besides: [] },
    { target: 'team:gone', says: 'Nobody responds for the team gone.', besides: [] },
    { target: 'left', says: 'left is not in people.yaml.', besides: ['left'] },
  ])('silences nobody when $target stands for nobody', ({ target, says, besides }) => {
    expect(audienceAt('new', standing({ new: level([target], ['x']) }))).toEqual({
      recipients: [...besides, 'a', 'b'],
      channels: ['x', 'y'],
      because: [says, 'So that nobody is left out, the level escalated hears too.'],
    });
  });

  it('falls back on all levels before it when the last one has a gap', () => {
    const { recipients, because } = audienceAt('critical', standing({ critical: level(['schedule:primary'], ['y']) }));
    expect(recipients).toEqual(['a', 'b']);
    expect(because.at(-1)).toBe('So that nobody is left out, the level new and escalated hears too.');
  });
});

it.for([
  { people: ['alex'], words: 'alex' },
  { people: ['alex', 'sam'], words: 'alex and sam' },
  { people: ['alex', 'sam', 'robin'], words: 'alex, sam and robin' },
])('joins $people as $words', ({ people: some, words }) => {
  expect(names(some)).toBe(words);
});

it.for([
  { ahead: 60, words: 'until 09:00 UTC' },
  { ahead: 25 * 60, words: 'until 2026-01-06 09:00 UTC' },
])('says when something ends $ahead minutes ahead', ({ ahead, words }) => {
  expect(untilWords(now + ahead * 60_000, now)).toBe(words);
});
