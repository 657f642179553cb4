/** What judging a sample costs: ensemble, threshold and alarm, without decoding and without keeping state; and how large a state is. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { advanceAlarm } from '#functions/detect/alarm.ts';
import { judgeSeries } from '#functions/detect/judge-series.ts';
import { packNumbers } from '#functions/detect/packed-numbers.ts';
import { detectorOf } from '#functions/detect/registry.ts';
import type { Reading } from '#functions/detect/series/reading.ts';
import { startSeries } from '#functions/detect/series-state.ts';
import { detectionSchema } from '#kernel/policy.ts';
import { healthyKinds, monday, randomFrom } from '#test/support/healthy-series.ts';
import { type Figure, figure, median } from './figure.ts';

const rounds = 7;
const series = 200;
const samples = 2_000;
const stepMs = 60_000;

const readingOf = (at: number, value: number): Reading => ({
  ...{ key: 'm', name: 'cpu_usage_active', aspect: 'gauge', at, value, unit: '', upOnly: false, signals: [], count: 1 },
  labels: () => ({}),
});

/** Every kind of healthy series in turn, all of them under a threshold. */
const readings = (): readonly (readonly Reading[])[] => {
  const kinds = Object.values(healthyKinds);
  return Array.from({ length: series }, (_, index) => {
    const value = kinds[index % kinds.length]?.(randomFrom(index)) ?? (() => 0);
    return Array.from({ length: samples }, (_each, sample) => readingOf(monday + sample * stepMs, value(monday + sample * stepMs)));
  });
};

export const run = async (): Promise<Figure[]> => {
  const policy = detectionSchema.parse(parse(readFileSync(new URL('../../policy/detection.yaml', import.meta.url), 'utf8')));
  const judge = judgeSeries(policy);
  const given = readings();
  const figures: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const states = given.map(() => startSeries('gauge', monday));
    const before = process.cpuUsage();
    for (let sample = 0; sample < samples; sample += 1)
      for (const [index, state] of states.entries()) {
        const reading = given[index]?.[sample];
        if (reading !== undefined) advanceAlarm(state.alarm, policy, reading.at, judge(state, reading));
      }
    const { user, system } = process.cpuUsage(before);
    figures.push((series * samples) / ((user + system) / 1e6));
    bytes = Math.max(...states.map(({ detector }) => packNumbers([detectorOf.gauge.pack(detector)]).length));
  }
  return [
    figure({
      name: 'detect: samples judged per CPU second',
      value: median(figures),
      unit: 'samples/CPU s',
      floor: 200_000,
      target: 1_000_000,
    }),
    figure({
      name: 'detect: largest state of an ensemble',
      value: bytes,
      unit: 'bytes',
      floor: 4096,
      target: 1024,
      lowerIsBetter: true,
    }),
  ];
};
