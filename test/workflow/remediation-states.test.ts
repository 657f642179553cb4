/** Every state of the deployed remediation workflow is entered, and each journey ends where it should; a stop at any of them is heeded. */
import { describe, expect, it } from 'vitest';
import { type Journey, journeys } from '#test/support/remediation-journeys.ts';
import { definition, endOf, RemediationRun, statesOf } from '#test/support/remediation-run.ts';

const { States } = JSON.parse(definition) as { States: Record<string, { readonly Type: string }> };

const go = async ({ settings, meanwhile }: Journey) => {
  const run = new RemediationRun(settings);
  const execution = await run.begin();
  meanwhile?.(run);
  await run.clock.advanceBy(180 * 60_000);
  return { run, execution };
};

describe('a remediation that is', () => {
  it.for(journeys)('$name ends in "$endsIn"', async (journey) => {
    const { run, execution } = await go(journey);
    expect(endOf(execution)).toBe(journey.endsIn);
    expect(run.jobs.filter(({ purpose }) => purpose === 'run').length).toBeLessThanOrEqual(1);
    const failed = execution.status === 'FAILED';
    expect(run.reasons().includes('remediation_failed')).toBe(failed);
  });

  it('any of these enters every state that is deployed', async () => {
    const entered = new Set<string>();
    for (const journey of journeys) for (const state of statesOf((await go(journey)).execution)) entered.add(state);
    expect(Object.keys(States).filter((state) => !entered.has(state))).toEqual([]);
  });
});
