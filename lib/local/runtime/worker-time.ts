/** Virtual time inside an environment: `Date` stands still during an event but for a tick per call to the outside, and never goes back. */
import { dateTelling } from '../time/date-telling.ts';

/** Milliseconds that one call to the outside seems to take. */
const tickMs = 1;

/** Replaces `Date`; gives the function to call at each call to the outside. */
export const installVirtualTime = (clock: SharedArrayBuffer): (() => void) => {
  const shared = new BigInt64Array(clock);
  let ticks = 0;
  let base = 0;
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
  return () => {
    now();
    ticks += tickMs;
  };
};
