/** A finding says in a sentence what was expected, what was seen, since when, and which detector speaks. */
import { expect, it } from 'vitest';
import { startResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import { detectionSchema } from '#kernel/policy.ts';
import { dayMs, healthyKinds, monday, randomFrom } from '#test/support/healthy-series.ts';
import { frameOf, metricOf, resourceOf } from '#test/support/signals.ts';

const minute = 60_000;
const trouble = monday + 8 * dayMs + 10 * 60 * minute;
const resource = resourceOf('payment');

/** Findings of a gauge that is healthy until the trouble, a sample a minute, until hours after it. */
const findingsOf = (kind: string, change: (value: number, at: number) => number, hours: number) => {
  const series = healthyKinds[kind]?.(randomFrom(5)) ?? expect.unreachable(kind);
  const score = frameScorer(detectionSchema.parse({}));
  const state = startResourceState();
  return Array.from({ length: (trouble - monday) / minute + hours * 60 }, (_, index) => {
    const at = monday + index * minute;
    const value = at < trouble ? series(at) : change(series(at), at);
    const frame = frameOf(`f${index}`, [metricOf(resource, at, 'depth', { type: 'gauge', value }, { unit: 'jobs' })]);
    return score(state, frame).findings;
  }).flat();
};

it('about a level that shifted under noise so wide that no sample stands out, and only about that', () => {
  const findings = findingsOf('log-normal durations', (value) => 3 * value, 24);
  const [first] = findings;
  expect(first?.reason).toMatch(
    /^Has been about 1\d\d jobs where about 4\d\.\d jobs \(\d+\.?\d* to \d+\.?\d* jobs\) was expected, since 2026-11-10T(09:5|10:)\S+; says change-point-gauge\.$/,
  );
  expect(first).toMatchObject({ status: 'firing', severity: 'warning', source: 'detect/change-point-gauge' });
  expect(new Set(findings.map(({ source }) => source))).toEqual(new Set(['detect/change-point-gauge']));
  expect(findings.filter(({ status }) => status === 'resolved')).toHaveLength(1);
  expect((findings.at(-1)?.lastSeenAt ?? 0) - trouble).toBeLessThan(3 * 60 * minute);
});

it('about values far away from where the series is, then about the jump that brought them there', () => {
  const findings = findingsOf('flat with noise', () => 400, 1);
  expect(findings[0]?.reason).toMatch(
    /^Seen 400 jobs where \d+\.?\d* to \d+ jobs was expected, since 2026-11-10T10:00:00.000Z; says robust-level\.$/,
  );
  expect(new Set(findings.map(({ startsAt }) => startsAt))).toEqual(new Set([trouble]));
});
