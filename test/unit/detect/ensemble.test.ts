/** One score of several detectors: who speaks, who keeps quiet and for how long, and how its packed states grow old. */
import { describe, expect, it } from 'vitest';
import type { Member } from '#functions/detect/detectors/member.ts';
import { ensemble } from '#functions/detect/ensemble.ts';
import type { Score } from '#kernel/detector.ts';
import { startAt } from '#test/support/signals.ts';

const hour = 3_600_000;

/** A detector that reads its score off the value's digit at a place, 1 for 0.1; 9 is abnormal besides. Its state counts samples. */
const digit = (id: string, place: number): Member<{ count: number }> => ({
  id,
  start: () => ({ count: 0 }),
  observe: (state, _at, value): Score => {
    state.count += 1;
    const read = Math.floor(value / 10 ** place) % 10;
    return { judged: true, score: read / 10, expected: place, lower: 0, upper: 10, abnormal: read >= 9 };
  },
  pack: ({ count }) => [1, count],
  unpack: ([version, count]) => (version === 1 && count !== undefined ? { count } : undefined),
  account: () => ({ since: undefined, sentence: id }),
});

const lead = { code: 1, member: digit('lead', 2) as Member };
const jump = { code: 2, member: digit('jump', 1) as Member };
const shift = { code: 3, member: digit('shift', 0) as Member };
/** Never heard: the leader judges from the first sample. */
const standIn = { code: 9, member: digit('stand-in', 3) as Member };
const three = ensemble('three', { lead, standIn, companions: [jump, shift] });

/** Each value an hour after the one before: score, and whose it is. */
const told = (values: readonly number[]): readonly string[] => {
  const state = three.start();
  return values.map((value, index) => {
    const score = three.observe(state, startAt + index * hour, value);
    return `${score.score}${score.abnormal ? ' abnormal' : ''} ${three.speakerOf(score)}`;
  });
};

describe('an ensemble', () => {
  it.for<[string, readonly number[], readonly string[]]>([
    ['has the score of its leader', [100, 400, 700], ['0.1 lead', '0.4 lead', '0.7 lead']],
    ['does not hear companions without news', [140, 114], ['0.1 lead', '0.1 lead']],
    ['hears a companion that has news', [170], ['0.7 jump']],
    ['hears the louder of two', [768], ['0.8 shift']],
    ['hears the leader where it is as loud', [770], ['0.7 lead']],
    [
      "takes no companion's news for news until six hours after any, but gives it the word",
      [700, 170, 107, 107, 107, 107, 107],
      ['0.7 lead', '0.49 jump', '0.49 shift', '0.49 shift', '0.49 shift', '0.49 shift', '0.7 shift'],
    ],
    [
      'lets a muted companion explain an alarm for as long as its samples are abnormal',
      [700, 190, 190, 100],
      ['0.7 lead', '0.49 abnormal jump', '0.49 abnormal jump', '0.1 lead'],
    ],
    ['gives the word back to the leader with its next news', [700, 190, 790], ['0.7 lead', '0.49 abnormal jump', '0.7 lead']],
    [
      'is abnormal while the samples of the companion that has the word are, and with news of its own none again',
      [190, 190, 109, 900],
      ['0.9 abnormal jump', '0.49 abnormal jump', '0.49 abnormal shift', '0.9 abnormal lead'],
    ],
  ])('%s', ([, values, wanted]) => expect(told(values)).toEqual(wanted));

  it('hears another while its leader warms up', () => {
    const judgesLate: Member<{ count: number }> = {
      ...digit('late', 2),
      observe: (state, at, value) => ({ ...digit('late', 2).observe(state, at, value), judged: state.count > 2 }),
    };
    const young = ensemble('young', { lead: { code: 1, member: judgesLate as Member }, standIn, companions: [jump, shift] });
    const state = young.start();
    const who = [7300, 7300, 7300].map((value, index) => young.speakerOf(young.observe(state, startAt + index * hour, value)));
    expect(who).toEqual(['stand-in', 'stand-in', 'late']);
  });

  it('takes no word and no news from a sample that came before, or at no time', () => {
    const state = three.start();
    three.observe(state, startAt, 100);
    const before = three.pack(state);
    for (const at of [startAt, startAt - hour, Number.NaN, Number.POSITIVE_INFINITY]) three.observe(state, at, 779);
    expect([state.speaker, state.newsAt, state.lastAt]).toEqual([0, 0, startAt]);
    expect(three.pack(state).slice(0, 4)).toEqual(before.slice(0, 4));
  });

  it('lets the speaker give account', () => {
    const state = three.start();
    const score = three.observe(state, startAt, 170);
    const writing = { amount: String, range: () => '' };
    expect([score.expected, three.account(state, 170, score, writing).sentence]).toEqual([1, 'jump']);
  });

  it('takes over the members it knows from older states, and starts those that are new', () => {
    const two = ensemble('three', { lead, standIn, companions: [shift] });
    const old = two.start();
    for (const value of [100, 107]) two.observe(old, startAt + value, value);
    const state = three.unpack(two.pack(old)) ?? expect.unreachable();
    expect(state.members).toEqual([{ count: 2 }, { count: 0 }, { count: 0 }, { count: 2 }]);
    expect([old.speaker, state.speaker]).toEqual([2, 3]);
    expect(two.unpack(three.pack(state))?.members).toEqual([{ count: 2 }, { count: 0 }, { count: 2 }]);
  });

  it('starts a member afresh whose numbers are of an unknown version, and only that one', () => {
    const state = three.start();
    three.observe(state, startAt, 100);
    const packed = three.pack(state);
    expect(packed).toEqual([1, startAt, 0, 1, 1, 2, 1, 1, 9, 2, 1, 0, 2, 2, 1, 1, 3, 2, 1, 1]);
    expect(three.unpack([1, startAt, 0, 1, 1, 2, 1, 1, 9, 2, 1, 0, 2, 2, 7, 1, 3, 2, 1, 1])?.members).toEqual([
      { count: 1 },
      { count: 0 },
      { count: 0 },
      { count: 1 },
    ]);
  });

  it.for([
    ['of another version', [2, 0, 0, 1, 1, 2, 1, 1]],
    ['cut short', [1, 0, 0, 1, 1, 2, 1]],
    ['that are none', [1, 0, 0, 1, 1, 2, 1, Number.NaN]],
    ['missing', []],
  ] as const)('does not read numbers %s', ([, numbers]) => expect(three.unpack(numbers)).toBeUndefined());
});
