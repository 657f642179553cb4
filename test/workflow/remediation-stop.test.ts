/** A person's stop, at every step of every journey: nothing is started after it, what runs is cancelled, and whoever is named hears what is left. */
import { describe, expect, it } from 'vitest';
import type { JobStatus } from '#kernel/target.ts';
import { type Journey, journeys } from '#test/support/remediation-journeys.ts';
import { endOf, RemediationRun } from '#test/support/remediation-run.ts';

/** The journey with a stop right before its n-th step; what had been started by then. */
const stoppedAt = async ({ settings, meanwhile }: Journey, step: number, how: 'this' | 'all' | 'resolve') => {
  let steps = 0;
  let startedBefore: number | undefined;
  const run = new RemediationRun({
    ...settings,
    beforeStep: async (each, action) => {
      steps += 1;
      if (steps === step) {
        startedBefore = each.jobs.length;
        await (how === 'resolve' ? each.resolve() : each.stop(how));
      }
      await settings.beforeStep?.(each, action);
    },
  });
  const execution = await run.begin();
  meanwhile?.(run);
  await run.clock.advanceBy(180 * 60_000);
  return { run, execution, startedBefore };
};

const ended: readonly JobStatus[] = ['succeeded', 'failed', 'cancelled'];

describe.for(['this', 'all', 'resolve'] as const)('a stop (%s) of a remediation that is', (how) => {
  it.for(journeys)('$name is heeded at every step', async (journey) => {
    for (let step = 1; ; step += 1) {
      const { run, execution, startedBefore } = await stoppedAt(journey, step, how);
      if (startedBefore === undefined) break;
      const at = `${how} before step ${step}: ${run.purposes().join(', ')}, ends in ${endOf(execution)}`;
      expect(run.jobs.length, at).toBe(startedBefore);
      expect(
        run.jobs.every(({ status }) => ended.includes(status)),
        at,
      ).toBe(true);
      expect(execution.status, at).not.toBe('RUNNING');
      const ran = run.jobs.some(({ purpose }) => purpose === 'run');
      const told = run.reasons().some((reason) => /^remediation_(?:failed|succeeded)$/.test(reason));
      if (ran) expect(told, at).toBe(true);
      if (execution.status === 'FAILED' && ran) expect(run.messages.at(-1)?.text, at).toMatch(/It was (?:not )?taken back/);
    }
  });
});
