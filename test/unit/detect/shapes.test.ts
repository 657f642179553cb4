/** Jumps and shifts of level: what must be found, from where to where and since when; and weeks of healthy series that must be left alone. */
import { describe, expect, it } from 'vitest';
import { changePoint } from '#functions/detect/detectors/change-point.ts';
import type { Member } from '#functions/detect/detectors/member.ts';
import { rateOfChange } from '#functions/detect/detectors/rate-of-change.ts';
import { dayMs, healthyKinds, monday, randomFrom, type Series } from '#test/support/healthy-series.ts';

const floors = { relative: 0.06, absolute: 0.005, integer: 1 };
const jumps = rateOfChange('jumps', floors);
const shifts = changePoint('shifts', floors);
const minute = 60_000;
const hour = 60 * minute;
/** A Tuesday morning after a week of health. */
const trouble = monday + 8 * dayMs + 10 * hour;

interface News {
  readonly at: number;
  readonly since: number | undefined;
  readonly sentence: string;
}

const round = (value: number): string => String(Number(value.toPrecision(2)));
const writing = { amount: round, range: (lower: number, upper: number) => `${round(lower)} to ${round(upper)}` };

const watch = <State>(member: Member<State>, series: Series, until: number, step = minute) => {
  const state = member.start();
  const news: News[] = [];
  let abnormal = 0;
  for (let at = monday; at < until; at += step) {
    const value = series(at);
    const score = member.observe(state, at, value);
    if (score.abnormal) abnormal += 1;
    if (score.score >= 0.5) news.push({ at, ...member.account(state, value, score, writing) });
  }
  return { news, abnormal };
};

const healthy = (kind: string, seed = 5): Series => healthyKinds[kind]?.(randomFrom(seed)) ?? expect.unreachable(kind);

/** A healthy series, and what becomes of its values from the trouble on. */
const broken = (kind: string, change: (value: number, at: number) => number): Series => {
  const series = healthy(kind);
  return (at) => (at < trouble ? series(at) : change(series(at), at));
};

describe('a jump', () => {
  it.for<[string, string, (value: number) => number]>([
    ['traffic that stops', 'a day of traffic', () => 0],
    ['traffic that stops, where weekends are quiet', 'traffic that rests at weekends', () => 0],
    ['a level twice as high', 'flat with noise', (value) => 2 * value],
    ['a share of errors of a tenth', 'a share of errors', (value) => value + 0.1],
  ])('is found within minutes, once: %s', ([, kind, change]) => {
    const { news, abnormal } = watch(jumps, broken(kind, change), trouble + dayMs);
    expect(news).toHaveLength(1);
    expect(news[0]?.since).toBe(trouble);
    expect((news[0]?.at ?? 0) - trouble).toBeLessThanOrEqual(3 * minute);
    expect(abnormal).toBeGreaterThanOrEqual(5);
    expect(abnormal).toBeLessThanOrEqual(11);
  });

  it('says from where to where, and what would have been a large change', () => {
    const { news } = watch(
      jumps,
      broken('flat with noise', () => 200),
      trouble + hour,
    );
    expect(news.map(({ sentence }) => sentence)).toEqual(['Jumped from 99 to 200 within minutes where 47 would have been a large change']);
  });

  it('is no spike that falls back, and no change in proportion to the usual ones', () => {
    const spike = broken('flat with noise', (value, at) => (at < trouble + 2 * minute ? 10 * value : value));
    expect(watch(jumps, spike, trouble + dayMs).news).toEqual([]);
    const more = broken('log-normal durations', (value) => 1.5 * value);
    expect(watch(jumps, more, trouble + dayMs).news).toEqual([]);
  });
});

describe('a shift of level', () => {
  it.for<[string, string, (value: number) => number]>([
    ['a third more than ever', 'flat with noise', (value) => value + 30],
    ['twice as much', 'flat with noise', (value) => 2 * value],
    ['beyond the daily swing', 'a day of traffic', (value) => value + 200],
    ['under noise so wide that no sample stands out', 'log-normal durations', (value) => 3 * value],
    ['of counts', 'counts of a quiet queue', (value) => value + 10],
  ])('is found within two hours, once: %s', ([, kind, change]) => {
    const { news } = watch(shifts, broken(kind, change), trouble + 3 * dayMs);
    expect(news).toHaveLength(1);
    expect((news[0]?.at ?? 0) - trouble).toBeLessThanOrEqual(2 * hour);
    expect(Math.abs((news[0]?.since ?? 0) - trouble)).toBeLessThanOrEqual(30 * minute);
  });

  it('says from which level to which', () => {
    const { news } = watch(
      shifts,
      broken('flat with noise', (value) => value + 100),
      trouble + dayMs,
    );
    expect(news.map(({ sentence }) => sentence)).toEqual(['Has been about 200 where about 100 (83 to 120) was expected']);
  });

  it('is not what comes and goes within the hour, nor what is within the noise', () => {
    const outage = broken('flat with noise', (value, at) => (at < trouble + 20 * minute ? 2 * value : value));
    expect(watch(shifts, outage, trouble + dayMs).news).toEqual([]);
    const little = broken('flat with noise', (value) => value + 5);
    expect(watch(shifts, little, trouble + dayMs).news).toEqual([]);
  });

  it('is abnormal for an hour, then the level', () => {
    const { abnormal } = watch(
      shifts,
      broken('flat with noise', (value) => 2 * value),
      trouble + 3 * dayMs,
    );
    expect(abnormal).toBeGreaterThan(50);
    expect(abnormal).toBeLessThanOrEqual(61);
  });
});

describe('weeks of a healthy series', () => {
  const kinds = Object.keys(healthyKinds);

  it.for(kinds)('have no jumps and no shifts, sampled by the minute and by the hour: %s', (kind) => {
    for (const seed of [11, 12]) {
      const found = [jumps, shifts].map((member) => [
        watch(member as Member, healthy(kind, seed), monday + 28 * dayMs).news.length,
        watch(member as Member, healthy(kind, seed), monday + 90 * dayMs, hour).news.length,
      ]);
      expect(found).toEqual([
        [0, 0],
        [0, 0],
      ]);
    }
  });
});
