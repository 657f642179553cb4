/** A small share of what `npm run fuzz:receivers` does with a million inputs a reader: the same seed, the same inputs each time. */
import { expect, it } from 'vitest';
import { fuzz } from '#test/support/fuzz/fuzz.ts';
import { fuzzTargets } from '#test/support/fuzz/targets.ts';

const inputs = 1_000;
const seed = 7;

it.for(fuzzTargets.map((target) => [target.name, target] as const))('%s reads damaged inputs as a slow reader does', async ([, target]) => {
  const score = await fuzz(target, inputs, seed);
  expect(score.failures).toEqual([]);
  expect(score.inputs).toBe(inputs);
  // Most damage is refused by both, which says little: enough of it must be read by both, and say the same.
  expect(score.compared).toBeGreaterThan(inputs / 5);
  if (target.check !== undefined) expect(score.checked).toBeGreaterThan(inputs / 20);
});
