/** Time that a test moves: `sleep` as the judge takes it, and what waits for it. */

export interface VirtualTime {
  readonly clock: { now(): number };
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Lets so much time pass, in steps, with everything that happens meanwhile. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until the promise has settled. */
  until<Result>(promise: Promise<Result>): Promise<Result>;
}

/** Turns of the microtask queue and of I/O that a step waits for. */
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

export const virtualTime = (start = Date.parse('2026-11-27T10:00:00Z')): VirtualTime => {
  let now = start;
  const waiting = new Set<{ readonly at: number; readonly wake: () => void }>();
  const next = (): number | undefined => (waiting.size === 0 ? undefined : Math.min(...[...waiting].map(({ at }) => at)));
  const goTo = async (time: number): Promise<void> => {
    await settle();
    for (let at = next(); at !== undefined && at <= time; at = next()) {
      now = Math.max(now, at);
      for (const sleeper of [...waiting].filter(({ at }) => at <= now)) {
        waiting.delete(sleeper);
        sleeper.wake();
      }
      await settle();
    }
    now = Math.max(now, time);
  };
  return {
    clock: { now: () => now },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const sleeper = { at: now + Math.max(0, ms), wake: resolve };
        waiting.add(sleeper);
        signal?.addEventListener('abort', () => {
          waiting.delete(sleeper);
          resolve();
        });
      }),
    pass: (ms) => goTo(now + ms),
    until: async (promise) => {
      let isSettled = false;
      promise.then(
        () => {
          isSettled = true;
        },
        () => {
          isSettled = true;
        },
      );
      await settle();
      for (let at = next(); !isSettled; at = next()) {
        if (at === undefined) throw new Error('nothing is waited for, and nothing comes of it');
        await goTo(at);
      }
      return promise;
    },
  };
};
