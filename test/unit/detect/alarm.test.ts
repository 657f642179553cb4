/** The alarm's states: quiet, suspected, firing; and every way between them. */
import { describe, expect, it } from 'vitest';
import { type AlarmChange, advanceAlarm, isQuiet, startAlarm } from '#functions/detect/alarm.ts';
import { startAt } from '#test/support/signals.ts';

const step = 10_000;

/** A letter a sample, ten seconds apart: `.` as expected, `a` abnormal, `n` news, `N` news of something critical, `b` news of a value that is not abnormal. */
const changes = (letters: string, policy = { alarmAfter: 1, clearAfter: 4 }): string => {
  const alarm = startAlarm();
  const signs: Record<AlarmChange, string> = { fired: 'F', still_firing: 's', resolved: 'R' };
  return Array.from(letters, (letter, index) => {
    const news = 'nNb'.includes(letter);
    const abnormal = 'anN'.includes(letter);
    const change = advanceAlarm(alarm, policy, startAt + index * step, {
      news,
      abnormal,
      severity: letter === 'N' ? 'critical' : 'warning',
    });
    return change === undefined ? '.' : signs[change];
  }).join('');
};

describe('an alarm', () => {
  it.for<[string, string, string]>([
    ['stays quiet while samples are as expected', '......', '......'],
    ['is not opened by abnormal samples without news', 'aaaaaa', '......'],
    ['is opened by news', '..n', '..F'],
    ['is opened by news late in a run of abnormal samples', '.aan', '...F'],
    ['lasts on abnormal samples that are no news any more, told again every minute', 'naaaaaaaaaaaaa', 'F.....s.....s.'],
    ['closes after four samples in a row that are as expected', 'na....', 'F....R'],
    ['does not count samples that were interrupted', 'na...a...a....', 'F........s...R'],
    ['opens again after it was closed', 'n....n....', 'F...RF...R'],
    ['is opened by news of a value that is not abnormal, and closes', 'b.....', 'F...R.'],
    ['is told at once when it becomes worse, and once', 'naNaa', 'F.s..'],
    ['does not become worse by what is milder', 'Nannn', 'F....'],
  ])('%s', ([, letters, wanted]) => expect(changes(letters)).toBe(wanted));

  it('waits for so many abnormal samples as a policy asks for', () => {
    expect(changes('naa.aan', { alarmAfter: 3, clearAfter: 1 })).toBe('..FR..F');
    expect(changes('n.n.n.', { alarmAfter: 2, clearAfter: 1 })).toBe('......');
  });

  it('knows since when: from the first abnormal sample of the run, until after it is closed', () => {
    const alarm = startAlarm();
    const policy = { alarmAfter: 1, clearAfter: 1 };
    const sample = (at: number, news: boolean, abnormal: boolean) =>
      advanceAlarm(alarm, policy, at, { news, abnormal, severity: 'warning' });
    sample(1, false, true);
    sample(2, true, true);
    sample(3, false, true);
    expect(alarm.since).toBe(1);
    sample(4, false, false);
    expect([alarm.since, isQuiet(alarm)]).toEqual([1, true]);
    sample(5, true, true);
    expect([alarm.since, isQuiet(alarm)]).toEqual([5, false]);
  });
});
