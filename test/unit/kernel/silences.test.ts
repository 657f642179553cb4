/** Silences are made, changed and expired as Alertmanager does it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMatcher } from '#kernel/routing/matchers.ts';
import { isActive, type Silence, silencesOf } from '#kernel/silence.ts';
import type { SilenceRequest } from '#kernel/silences/check-silence.ts';
import { changeSilence, createSilence, expireSilence, silenceState } from '#kernel/silences/set-silence.ts';

const now = 1_000_000;
const hour = 3_600_000;

const request = (changes: Partial<SilenceRequest> = {}): SilenceRequest => ({
  matchers: [parseMatcher('service.name="payment"')],
  endsAt: now + hour,
  createdBy: 'alex',
  comment: 'We know.',
  ...changes,
});
const made = (changes: Partial<SilenceRequest> = {}): Silence => createSilence('s-1', request(changes), now);

describe('a silence is refused', () => {
  it.for<{ why: string; changes: Partial<SilenceRequest> }>([
    { why: 'at least one matcher required', changes: { matchers: [] } },
    { why: 'at least one matcher must not match the empty string', changes: { matchers: [parseMatcher('a=""'), parseMatcher('b=~".*"')] } },
    { why: 'at least one matcher must not match the empty string', changes: { matchers: [parseMatcher('a!="x"')] } },
    { why: 'start time must be before end time', changes: { startsAt: now + 2 * hour } },
    { why: 'start time must be before end time', changes: { startsAt: now + hour } },
    { why: "end time can't be in the past", changes: { endsAt: now - 1 } },
    { why: "end time can't be in the past", changes: { endsAt: now } },
    { why: "end time can't be in the past", changes: { startsAt: now - 2 * hour, endsAt: now - hour } },
  ])('$why', ({ why, changes }) => {
    expect(() => made(changes)).toThrow(why);
  });

  it('not for one matcher among others that the empty string meets', () => {
    expect(made({ matchers: [parseMatcher('a!="x"'), parseMatcher('b="y"')] }).matchers).toHaveLength(2);
  });
});

describe('a new silence', () => {
  it('begins now when it should have begun before, and later when it should', () => {
    expect(made().startsAt).toBe(now);
    expect(made({ startsAt: now - hour }).startsAt).toBe(now);
    expect(silenceState(made({ startsAt: now + 1 }), now)).toBe('pending');
  });

  it('mutes what all its matchers agree on, from its start until before its end', () => {
    const silence = made();
    const labels = { 'service.name': 'payment', extra: 'x' };
    expect([now - 1, now, now + hour - 1, now + hour].map((at) => silencesOf([silence], labels, at).length)).toEqual([0, 1, 1, 0]);
    expect(silencesOf([silence], { 'service.name': 'search' }, now)).toEqual([]);
  });
});

describe('changing a silence', () => {
  it.for([
    { what: 'the end of one that holds', at: now + 1, changes: { endsAt: now + 3 * hour } },
    { what: 'the comment', at: now + 1, changes: { comment: 'Still.' } },
    { what: 'the start of one to come', at: now, from: { startsAt: now + 60_000 }, changes: { startsAt: now + 120_000 } },
  ])('keeps its id for $what', ({ at, changes, from = {} }) => {
    const { silence, expired } = changeSilence(made(from), request(changes), 's-2', at);
    expect(silence).toMatchObject({ id: 's-1', version: 2, updatedAt: at, ...changes });
    expect(expired).toBeUndefined();
  });

  it.for<{ what: string; at: number; changes: Partial<SilenceRequest>; ends: boolean }>([
    { what: 'its matchers', at: now + 1, changes: { matchers: [parseMatcher('service.name="search"')] }, ends: true },
    { what: 'the start of one that holds', at: now + 1, changes: { startsAt: now + 60_000 }, ends: true },
    { what: 'anything of one that has ended', at: now + hour, changes: { endsAt: now + 3 * hour }, ends: false },
  ])('makes another one for $what, and ends the old', ({ at, changes, ends }) => {
    const { silence, expired } = changeSilence(made(), request(changes), 's-2', at);
    expect(silence).toMatchObject({ id: 's-2', version: 1 });
    expect(expired).toEqual(ends ? { ...made(), endsAt: at, updatedAt: at, version: 2 } : undefined);
  });

  it('takes the order of matchers for nothing', () => {
    const matchers = [parseMatcher('a="1"'), parseMatcher('b="2"')];
    const before = made({ matchers });
    expect(changeSilence(before, request({ matchers: matchers.toReversed() }), 's-2', now + 1).silence.id).toBe('s-1');
  });

  it('refuses an end in the past', () => {
    expect(() => changeSilence(made(), request({ endsAt: now + 1 }), 's-2', now + 2)).toThrow("end time can't be in the past");
  });
});

it('expiring ends a silence at once, also one to come, and is done once', () => {
  const active = expireSilence(made(), now + 5);
  expect(active).toMatchObject({ startsAt: now, endsAt: now + 5, version: 2 });
  const pending = expireSilence(made({ startsAt: now + 60_000 }), now + 5);
  expect(pending).toMatchObject({ startsAt: now + 5, endsAt: now + 5 });
  expect(active && expireSilence(active, now + 6)).toBeUndefined();
});

it('whatever is done to a silence, what was mute stays mute in its history and nothing is mute without one', () => {
  const change = fc.record({ after: fc.integer({ min: 1, max: hour }), endsIn: fc.integer({ min: 1, max: hour }), other: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      let at = now;
      let current = made();
      const history = new Map([[current.id, current]]);
      for (const { after, endsIn, other } of changes) {
        at += after;
        const matchers = other ? [parseMatcher('service.name=~"pay.*"')] : current.matchers;
        const was = [...history.values()].filter((each) => isActive(each, at - 1)).length;
        const changed = changeSilence(current, request({ matchers, endsAt: at + endsIn }), `s-${at}`, at);
        for (const each of [changed.silence, changed.expired]) if (each !== undefined) history.set(each.id, each);
        current = changed.silence;
        // The past stays as it was, and one silence holds from now on.
        expect([...history.values()].filter((each) => isActive(each, at - 1)).length).toBe(was);
        expect([...history.values()].filter((each) => isActive(each, at)).map(({ id }) => id)).toEqual([current.id]);
      }
    }),
  );
});
