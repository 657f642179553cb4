/** Timestamps: milliseconds on the wire, nanoseconds in signals. */
import { ItemRefused } from '#kernel/reading/tally.ts';

/** The last millisecond whose nanoseconds a signed 64-bit integer holds: in the year 2262. */
const last = 9_223_372_036_854;

/** Converts one request's timestamps; equal neighbours share one bigint. ItemRefused outside 1970 to 2262. */
export const createTimes = (): ((millis: number | string) => bigint) => {
  let known = 0;
  let nanos = 0n;
  return (millis) => {
    if (millis === known) return nanos;
    if (typeof millis === 'string' || millis < 0 || millis > last) throw new ItemRefused('timestamp before 1970 or after 2262');
    known = millis;
    nanos = BigInt(millis) * 1_000_000n;
    return nanos;
  };
};
