/** Sentry's times: seconds since the epoch as a number, or RFC 3339 text. Both become exact nanoseconds. */

/** Beyond this (in the year 2262) nanoseconds leave 63 bits. */
const lastSecond = 9_223_372_035n;

const nanosFrom = (seconds: bigint, fraction: string): bigint | undefined => {
  const nanos = seconds * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return nanos > 0n && seconds <= lastSecond ? nanos : undefined;
};

/** A double's shortest digits are those its sender wrote, so nothing is lost to binary fractions. */
const ofSeconds = (digits: string): bigint | undefined => {
  const parts = /^(\d{1,11})(?:\.(\d{1,40}))?$/.exec(digits);
  return parts === null ? undefined : nanosFrom(BigInt(parts[1] as string), parts[2] ?? '');
};

const format = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,40}))?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

const ofText = (text: string): bigint | undefined => {
  const parts = format.exec(text);
  if (parts === null) return ofSeconds(text);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return undefined;
  const offset = (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * 60 * (parts[8] === '-' ? -1 : 1);
  return nanosFrom(BigInt(midnight / 1_000 + hour * 3_600 + minute * 60 + second - offset), parts[7] ?? '');
};

/** Nanoseconds since the epoch; undefined for what is no time after it. A text without an offset is UTC. */
export const nanosOf = (value: unknown): bigint | undefined => {
  if (typeof value === 'number') return ofSeconds(String(value));
  return typeof value === 'string' && value.length <= 80 ? ofText(value) : undefined;
};
