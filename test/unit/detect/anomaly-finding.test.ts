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

it('about values far away from where the series is, then about the jump that brought them there', () => {
  const findings = findingsOf('flat with noise', () => 400, 1);
  expect(findings[0]?.reason).toMatch(
    /^Seen 400 jobs where \d+\.?\d* to \d+ jobs was expected, since 2026-11-10T10:00:00.000Z; says adaptive-gauge\.$/,
  );
  expect(new Set(findings.map(({ startsAt }) => startsAt))).toEqual(new Set([trouble]));
});

it('is over when the values are back', () => {
  const findings = findingsOf('flat with noise', (value, at) => (at < trouble + 30 * minute ? 400 : value), 2);
  expect(findings.filter(({ status }) => status === 'resolved').map(({ lastSeenAt }) => lastSeenAt)).toEqual([trouble + 33 * minute]);
  expect(findings.at(-1)?.reason).toMatch(
    /^Back to \d+\.?\d* jobs, within the expected .*, after being anomalous since 2026-11-10T10:00:00.000Z; says adaptive-gauge\.$/,
  );
});
