/** Whether the exhaustive check of the remediation would notice: remediations with one thing wrong each, and the shortest order that shows it. */
import { describe, expect, it } from 'vitest';
import { explore } from '#test/support/remediation-model/explore.ts';
import { mutants } from '#test/support/remediation-model/mutants.ts';

describe('a remediation in which', () => {
  it.for(mutants)('$wrong is noticed: $breaks', { timeout: 300_000 }, async ({ wrong, changes, breaks, setting }) => {
    const { finding, states } = await explore(setting, changes);
    console.log(`${wrong}: ${finding?.invariant} (${finding?.says}) after ${states} states, by ${finding?.order.join(' · ')}`);
    expect(finding?.invariant).toBe(breaks);
  });
});
