/** Whether the exhaustive check of the escalation would notice: escalations with one thing wrong each, and the shortest order that shows it. */
import { describe, expect, it } from 'vitest';
import { explore, machineryOf } from '#test/support/escalation-model/explore.ts';
import { mutants } from '#test/support/escalation-model/mutants.ts';

describe('an escalation in which', () => {
  it.for(mutants)('$wrong is noticed: $breaks', { timeout: 300_000 }, async ({ wrong, changes, breaks }) => {
    const { finding, states } = await explore(machineryOf(changes));
    console.log(`${wrong}: ${finding?.invariant} (${finding?.says}) after ${states} states, by ${finding?.order.join(' · ')}`);
    expect(finding?.invariant).toBe(breaks);
  });
});
