/** The shop's own time: half an hour passes as fast as its events can be told, and `Date.now` reads it. */

export interface VirtualTime {
  now(): number;
  /** Resolves when this much time of the shop has passed. */
  sleep(durationMs: number): Promise<void>;
  /** Runs an act at a time (ms since the epoch); equal times in the order they were asked for. */
  at(timeMs: number, act: () => void | Promise<void>): void;
  /** Runs everything up to a time, one act after the other. */
  runUntil(timeMs: number): Promise<void>;
}

interface Act {
  readonly timeMs: number;
  readonly order: number;
  readonly act: () => void | Promise<void>;
}

const earlier = (a: Act, b: Act): number => a.timeMs - b.timeMs || a.order - b.order;

/** Whoever was woken has gone on to its next sleep. */
const everybodyWaits = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes over `Date.now` and `performance.now` of this process; sockets and timers stay real. */
export const startVirtualTime = (startAt: number): VirtualTime => {
  let now = startAt;
  let order = 0;
  const acts: Act[] = [];
  Date.now = () => Math.floor(now);
  performance.now = () => now - startAt;
  const at = (timeMs: number, act: Act['act']): void => {
    const entry = { timeMs: Math.max(timeMs, now), order: order++, act };
    const place = acts.findIndex((other) => earlier(entry, other) < 0);
    acts.splice(place === -1 ? acts.length : place, 0, entry);
  };
  return {
    now: () => now,
    at,
    sleep: (durationMs) => new Promise((resolve) => at(now + durationMs, () => resolve())),
    runUntil: async (timeMs) => {
      for (let next = acts[0]; next !== undefined && next.timeMs <= timeMs; next = acts[0]) {
        acts.shift();
        now = next.timeMs;
        await next.act();
        await everybodyWaits();
      }
      now = timeMs;
    },
  };
};
