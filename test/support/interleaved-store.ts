/** A store in which other processes come between any two calls, and in which a process dies now and then. */
import type fc from 'fast-check';
import type { CorrelationStore, ResponseStore } from '#kernel/ports.ts';

export type InterleavedStore = ResponseStore & CorrelationStore;

/** Every call is a step of the scheduler; `dies` says whether the process ends before or after this one. */
export const interleaved = (
  store: InterleavedStore,
  scheduler: fc.Scheduler,
  dies: () => 'before' | 'after' | undefined,
): InterleavedStore => {
  const entries = Object.entries(store).map(([name, run]: [string, (...given: unknown[]) => Promise<unknown>]) => [
    name,
    async (...given: unknown[]) => {
      const death = dies();
      if (death === 'before') throw new Error('killed');
      await scheduler.schedule(Promise.resolve(), name);
      const result = await run(...given);
      if (death === 'after') throw new Error('killed');
      return result;
    },
  ]);
  return Object.fromEntries(entries) as InterleavedStore;
};

/** What is done again: a death, or a race that was lost. */
const worthRepeating = /killed|wrote first|resolved incident|holds the group|opened an incident first|is over/;

/** Tries until it works, as the queue and people do. */
export const untilDone = async (attempt: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; tries < 60; tries += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof Error) || !worthRepeating.test(error.message)) throw error;
    }
  }
  throw new Error('never done');
};
