/** The adaptive detector: what it tells from noise, in series of healthy systems and in sick ones. */
import { describe, expect, it } from 'vitest';
import { advanceAlarm, startAlarm } from '#functions/detect/alarm.ts';
import { detectorOf } from '#functions/detect/registry.ts';
import { randomSource } from '#test/bench/random.ts';
import { healthyKinds, monday, randomFrom } from '#test/support/healthy-series.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 5);
const detector = detectorOf.gauge;

type Samples = readonly (readonly [number, number])[];

/** When alarms were raised, by the ensemble as it is deployed. */
const alarmsOf = (samples: Samples): readonly number[] => {
  const state = detector.start();
  const alarm = startAlarm();
  const raised = ([at, value]: readonly [number, number]): boolean => {
    const { score, abnormal } = detector.observe(state, at, value);
    return advanceAlarm(alarm, { alarmAfter: 1, clearAfter: 4 }, at, { news: score >= 0.5, abnormal, severity: 'warning' }) === 'fired';
  };
  return samples.filter(raised).map(([at]) => at);
};

const series = (lengthMs: number, step: number, value: (elapsed: number, noise: () => number) => number): Samples => {
  const random = randomSource(7);
  const noise = (): number => random() + random() + random() - 1.5;
  return Array.from({ length: Math.floor(lengthMs / step) }, (_, index) => [start + index * step, value(index * step, noise)] as const);
};

const wave = (elapsed: number): number => Math.sin(((elapsed % day) / day) * 2 * Math.PI);

/** A healthy series of a kind, with a deployment a fortnight in some: the level moves by up to a quarter. */
const healthyOf = (index: number, weeks: number): { readonly name: string; readonly samples: Samples } => {
  const [kind = '', make] = Object.entries(healthyKinds)[index % Object.keys(healthyKinds).length] ?? [];
  const random = randomFrom(index + 1);
  const value = make?.(random) ?? (() => 0);
  const step = ([1, 5, 15, 60][index % 4] ?? 5) * minute;
  const factors = Array.from({ length: weeks }, () => (random() < 0.2 ? 0.75 + 0.5 * random() : 1));
  const factorAt = (elapsed: number): number =>
    factors.slice(0, Math.floor(elapsed / (7 * day)) + 1).reduce((product, factor) => product * factor, 1);
  const length = Math.floor((weeks * 7 * day) / step);
  const samples = Array.from({ length }, (_, sample) => {
    const at = monday + sample * step;
    const usual = value(at);
    const moved = usual * factorAt(sample * step);
    return [at, Number.isInteger(usual) ? Math.round(moved) : moved] as const;
  });
  return { name: `${kind} (${index}), every ${step / minute} min`, samples };
};

describe('on healthy series', () => {
  it('raises an alarm a series in six weeks at most, of two hundred, and in 198 of them at most one a week', {
    timeout: 120_000,
  }, () => {
    const weeks = 4;
    const told = Array.from({ length: 200 }, (_, index) => healthyOf(index, weeks)).map(({ name, samples }) => ({
      name,
      alarms: alarmsOf(samples).length,
    }));
    expect(told.reduce((sum, { alarms }) => sum + alarms, 0)).toBeLessThanOrEqual((200 * weeks) / 6);
    expect(told.filter(({ alarms }) => alarms > weeks).length).toBeLessThanOrEqual(2);
  });
});

describe('on sick ones', () => {
  it('sees an outage within two minutes after half an hour of samples every ten seconds', () => {
    const [first = 0] = alarmsOf(series(hour, 10_000, (elapsed, noise) => (elapsed < 30 * minute ? 40 : 400) + 3 * noise()));
    expect(first - start - 30 * minute).toBeGreaterThanOrEqual(0);
    expect(first - start - 30 * minute).toBeLessThan(2 * minute);
  });

  it('sees that the morning does not come', () => {
    const samples = series(
      15 * day,
      5 * minute,
      (elapsed, noise) => 20 + noise() + (Math.floor(elapsed / day) === 12 ? 0 : 80 * Math.max(0, wave(elapsed))),
    );
    const alarms = alarmsOf(samples);
    expect(alarms.filter((at) => at - start < 12 * day)).toEqual([]);
    expect(alarms.some((at) => at - start < 12.5 * day)).toBe(true);
  });

  it('tells a lasting shift of level soon, and a week later takes it for usual', () => {
    const shifted = series(21 * day, 5 * minute, (elapsed, noise) => (elapsed < 7 * day ? 100 : 160) + 4 * noise());
    const alarms = alarmsOf(shifted).map((at) => (at - start) / day);
    expect(alarms[0]).toBeCloseTo(7, 1);
    expect(alarms.filter((at) => at > 14)).toEqual([]);
  });
});

describe('on what comes every day', () => {
  it('leaves a spike alone once it has come some days', () => {
    const spiky = series(14 * day, 5 * minute, (elapsed, noise) => 20 + noise() + (elapsed % day < 10 * minute ? 80 : 0));
    expect(alarmsOf(spiky).filter((at) => at - start > 5 * day)).toEqual([]);
  });

  it('does not hold against a rising disk that it rises', () => {
    expect(alarmsOf(series(14 * day, 5 * minute, (elapsed, noise) => 30 + (elapsed / day) * 2 + 0.3 * noise()))).toEqual([]);
  });
});

it('knows a season after some days: what is expected follows it', () => {
  const state = detector.start();
  const errors = series(10 * day, 5 * minute, (elapsed, noise) => 100 + 50 * wave(elapsed) + noise()).map(([at, value]) =>
    Math.abs(detector.observe(state, at, value).expected - value),
  );
  const mean = (from: number): number => errors.slice(from, from + 288).reduce((sum, error) => sum + error, 0) / 288;
  expect(mean(288)).toBeGreaterThan(12);
  expect(mean(9 * 288)).toBeLessThan(6);
});
