/** Replaces the process's `Date` while a deterministic cloud runs: the emulators read `Date.now()` and must see virtual time. */
import { dateTelling } from './date-telling.ts';

const realDate = globalThis.Date;
let installed = false;

/** Makes `Date` tell the time of `now`; the result restores the real one. One at a time: a second would read the first's clock. */
export const installVirtualDate = (now: () => number): (() => void) => {
  if (installed) throw new Error('A deterministic local cloud already runs in this process; close it first.');
  installed = true;
  globalThis.Date = dateTelling(now);
  return () => {
    globalThis.Date = realDate;
    installed = false;
  };
};

/** Real milliseconds since the epoch, whatever `Date` says. */
export const realNow = (): number => realDate.now();
