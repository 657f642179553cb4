/** Waits in real time; stages get it as a port, so that tests need not wait. */

/** Resolves after this many milliseconds, or at once when the signal says that nobody waits any more. */
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    return undefined;
  });
