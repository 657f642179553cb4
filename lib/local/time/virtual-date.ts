/** Replaces the process's `Date` while a deterministic cloud runs: the emulators read `Date.now()` and must see virtual time. */

const realDate = globalThis.Date;
let installed = false;

/** Makes `Date` tell the time of `now`; the result restores the real one. One at a time: a second would read the first's clock. */
export const installVirtualDate = (now: () => number): (() => void) => {
  if (installed) throw new Error('A deterministic local cloud already runs in this process; close it first.');
  installed = true;
  class VirtualDate extends realDate {
    constructor(...parts: unknown[]) {
      super(...((parts.length === 0 ? [now()] : parts) as [number]));
    }

    static override now(): number {
      return now();
    }
  }
  globalThis.Date = VirtualDate as DateConstructor;
  return () => {
    globalThis.Date = realDate;
    installed = false;
  };
};

/** Real milliseconds since the epoch, whatever `Date` says. */
export const realNow = (): number => realDate.now();
