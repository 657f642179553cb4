/** Waits in real time; stages get it as a port, so that tests need not wait. */

/** Resolves after this many milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
