/** What the ensemble and a threshold make of a reading together: whose severity counts, and who speaks. */
import { describe, expect, it } from 'vitest';
import { advanceAlarm } from '#functions/detect/alarm.ts';
import { judgeSeries } from '#functions/detect/judge-series.ts';
import type { Reading } from '#functions/detect/series/reading.ts';
import { startSeries } from '#functions/detect/series-state.ts';
import { voiceOf } from '#functions/detect/voice.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { Severity } from '#kernel/severity.ts';
import { startAt } from '#test/support/signals.ts';

const step = 10_000;
const thresholds = [{ name: 'load', warning: 80, critical: 95, clear: 75, forMinutes: 1, metrics: [{ metric: 'load' }] }];

const readingAt = (index: number, value: number, more: Partial<Reading>): Reading => ({
  ...{ key: 'load', name: 'load', aspect: 'gauge', at: startAt + index * step, value, unit: '', upOnly: false, signals: [], count: 1 },
  labels: () => ({}),
  ...more,
});

/** Severity and speaker of what is told, ten seconds a value. */
const told = (values: readonly number[], severity: Severity, more: Partial<Reading> = {}): readonly string[] => {
  const policy = detectionSchema.parse({ severity, thresholds });
  const judge = judgeSeries(policy);
  const series = startSeries(more.aspect ?? 'gauge', startAt);
  return values.flatMap((value, index) => {
    const reading = readingAt(index, value, more);
    const judgement = judge(series, reading);
    const change = advanceAlarm(series.alarm, policy, reading.at, judgement);
    if (change === undefined) return [];
    const { id } = voiceOf(series, reading, judgement, change);
    if (change !== 'resolved') series.alarm.speaker = id;
    return [`${change} ${series.alarm.severity} ${id}`];
  });
};

const flat = (value: number, count = 60): readonly number[] => Array<number>(count).fill(value);

describe('a series under a threshold', () => {
  it("has the threshold's severity where only that is passed, whatever the policy's", () => {
    expect(told(flat(85, 8), 'critical')).toEqual(['fired warning static-threshold-load']);
    expect(told(flat(97, 8), 'info')).toEqual(['fired critical static-threshold-load']);
  });

  it('has the worse of both where the detectors find it abnormal too', () => {
    const climbs = [...flat(30), ...flat(97, 8)];
    expect(told(climbs, 'warning')).toEqual(['fired warning robust-level', 'still_firing critical static-threshold-load']);
    expect(told([...flat(30), ...flat(85, 8)], 'critical')).toEqual([
      'fired critical robust-level',
      'still_firing critical static-threshold-load',
    ]);
  });

  it('comes back in the words of who spoke last', () => {
    const there = [...flat(30), ...flat(97, 7), ...flat(30, 5)];
    expect(told(there, 'warning').at(-1)).toBe('resolved critical static-threshold-load');
    expect(told([...flat(30), ...flat(60, 3), ...flat(30, 5)], 'warning').at(-1)).toBe('resolved warning robust-level');
  });

  it('does not fall under it with its rate', () => {
    expect(told(flat(97, 20), 'info', { aspect: 'rate' })).toEqual([]);
  });

  it('is not abnormal for being low where only high values are bad', () => {
    expect(told([...flat(60), ...flat(1, 8)], 'warning', { upOnly: true })).toEqual([]);
    expect(told([...flat(60), ...flat(1, 8)], 'warning')[0]).toBe('fired warning robust-level');
  });
});
