/** Virtual time inside an environment: `Date` stands still during an event but for a tick per call to the outside and for sleep, and never goes back. */
import { promisify } from 'node:util';
import { dateTelling } from '../time/date-telling.ts';

/** Milliseconds that one call to the outside seems to take. */
const tickMs = 1;

export interface WorkerTime {
  /** A call to the outside takes its moment. */
  tick(): void;
  /** A call to the outside is under way until the result is called. */
  beginCall(): () => void;
  /** An event begins or ends: what was set before it wakes nobody any more. */
  turn(): void;
}

/** Real time: nothing to do. */
export const realTime: WorkerTime = { tick: () => {}, beginCall: () => () => {}, turn: () => {} };

/** Replaces `Date`, and has a timer that wakes a function make it as late as the function has slept. */
export const installVirtualTime = (clock: SharedArrayBuffer): WorkerTime => {
  const shared = new BigInt64Array(clock);
  let ticks = 0;
  let base = 0;
  let calls = 0;
  let event = 0;
  const now = (): number => {
    const cloud = Number(Atomics.load(shared, 0));
    // Ticks count from the later of the cloud's time and what was already told.
    if (cloud > base + ticks) {
      base = cloud;
      ticks = 0;
    }
    return base + ticks;
  };
  globalThis.Date = dateTelling(now);

  const realSetTimeout = globalThis.setTimeout;
  const setVirtualTimeout = (callback: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): NodeJS.Timeout => {
    const due = now() + Math.max(0, Math.round(delayMs));
    const setIn = event;
    return realSetTimeout(() => {
      // While a call is under way, a timer that fires says how busy this machine is, not how long the function slept.
      if (calls === 0 && setIn === event) ticks += Math.max(0, due - now());
      callback(...args);
    }, delayMs);
  };
  const slept = (delayMs: number, value: unknown): Promise<unknown> => new Promise((wake) => setVirtualTimeout(wake, delayMs, value));
  globalThis.setTimeout = Object.assign(setVirtualTimeout, { [promisify.custom]: slept }) as unknown as typeof setTimeout;

  return {
    tick: () => {
      now();
      ticks += tickMs;
    },
    beginCall: () => {
      calls += 1;
      let open = true;
      return () => {
        if (open) calls -= 1;
        open = false;
      };
    },
    turn: () => {
      event += 1;
    },
  };
};
