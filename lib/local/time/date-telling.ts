/** A `Date` that tells another clock's time; everything else about it is the real one's. */

/** `now` gives milliseconds since the epoch. */
export const dateTelling = (now: () => number): DateConstructor => {
  class VirtualDate extends Date {
    constructor(...parts: unknown[]) {
      super(...((parts.length === 0 ? [now()] : parts) as [number]));
    }

    static override now(): number {
      return now();
    }
  }
  return VirtualDate as DateConstructor;
};
