/** What is marked `compliance.no_model` marks every finding of its resource from then on, also after the state was packed and read again. */
import { expect, it } from 'vitest';
import { packResourceState, type ResourceState, startResourceState, unpackResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import type { Finding } from '#kernel/finding.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { Attributes } from '#kernel/resource.ts';
import { frameOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const policy = detectionSchema.parse({
  thresholds: [{ name: 'cpu', critical: 95, clear: 75, forMinutes: 0, metrics: [{ metric: 'cpu' }, { metric: 'load' }] }],
});
const resource = resourceOf('shop');

const scored = (state: ResourceState, minute: number, name: string, value: number, attributes: Attributes = {}): readonly Finding[] =>
  frameScorer(policy)(
    state,
    frameOf(`f${minute}`, [metricOf(resource, startAt + minute * 60_000, name, { type: 'gauge', value }, { attributes })]),
  ).findings;

const marks = (findings: readonly Finding[]) => findings.map(({ evidence }) => evidence.keptFromModels);

it('marks findings that rest on a marked signal, and none before', () => {
  const state = startResourceState();
  expect(marks(scored(state, 0, 'cpu', 99))).toEqual([undefined]);
  expect(marks(scored(state, 1, 'load', 99, { 'compliance.no_model': true }))).toEqual([true]);
});

it('marks what follows, whose series may hold some of it', () => {
  const state = startResourceState();
  scored(state, 0, 'load', 1, { 'compliance.no_model': 'true' });
  const again = unpackResourceState(packResourceState(state));
  expect(marks(scored(again, 1, 'cpu', 99))).toEqual([true]);
});

it('takes no room in the state of a resource without marks', () => {
  const state = startResourceState();
  scored(state, 0, 'load', 1);
  expect(unpackResourceState(packResourceState(state))).not.toHaveProperty('keptFromModels');
});
