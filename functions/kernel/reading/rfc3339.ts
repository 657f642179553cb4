/** RFC 3339 times to exact nanoseconds; `Date` keeps milliseconds only. */

/** Zones without a colon and a space for the `T` are read too: PagerDuty's own examples and SQL write them. Linear: every part has its length. */
const shape = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,40}))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** Days since 1970-01-01 in the Gregorian calendar, for any year; years begin in March here, so that the leap day is the last. */
const daysSinceEpoch = (year: number, month: number, day: number): number => {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
};

/** Nanoseconds since the Unix epoch, negative before it; digits past the ninth are cut off. Undefined where the text is no such time. */
export const rfc3339Nanos = (text: string): bigint | undefined => {
  const match = shape.exec(text);
  if (match === null) return undefined;
  const part = (at: number): number => Number(match[at] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  // 60 is a leap second: it becomes the first of the next minute, as in POSIX.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const [zoneHour, zoneMinute] = [part(9), part(10)];
  if (zoneHour > 23 || zoneMinute > 59) return undefined;
  const zone = (zoneHour * 60 + zoneMinute) * (match[8] === '-' ? -1 : 1);
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + (minute - zone) * 60 + second;
  return BigInt(seconds) * 1_000_000_000n + BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
};

/** The last nanosecond a signed 64-bit clock has: in 2262. */
const last = 9_223_372_036_854_775_807n;

/** A time as a signal may carry it: 0, which the time of receipt stands in for, where it lies before 1970 or after 2262. Go writes "no time" as the year 1. */
export const signalTime = (nanos: bigint): bigint => (nanos > 0n && nanos <= last ? nanos : 0n);
