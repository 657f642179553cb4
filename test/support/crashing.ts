/** Every place at which a change by hand can be interrupted by a crash. */
import type { ResponseStore } from '#kernel/ports.ts';
import type { MemoryResponseStore } from './memory-response-store.ts';
import { failing } from './responders.ts';

/** Before and after each write. */
export const crashes = (['putIncident', 'putAlert', 'releaseGroup', 'claimGroup', 'record'] as const).flatMap((method) =>
  (['before', 'after'] as const).flatMap((when) => [0, 1, 2].map((skip) => ({ method, when, skip }))),
);

/** The store of a process that dies there. */
export const crashing = (store: MemoryResponseStore, { method, when, skip }: (typeof crashes)[number]): ResponseStore => {
  let left = skip;
  const broken = failing(store, method, when, new Error('killed'));
  const call = async (...given: unknown[]): Promise<unknown> => {
    const run = (left > 0 ? store[method] : broken[method]) as (...all: unknown[]) => Promise<unknown>;
    left -= 1;
    return run(...given);
  };
  return { ...store, [method]: call };
};
