/** Times written as text, in nanoseconds: RFC 3339, and the forms of ISO 8601 that come instead of it. */

/** Date, `T` or a blank, time, any number of decimals, and `Z`, `+02:00`, `+0200` or nothing, which is UTC. */
const form = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,30}))? ?(?:[Zz]|UTC|([+-])(\d{2}):?(\d{2}))?$/;

/** The last nanosecond that 64 bits hold, in 2554. */
const last = 0xffff_ffff_ffff_ffffn;

/** Nanoseconds since the epoch, or 0n for none: before 1970, or past what 64 bits hold. */
export const inRange = (nanos: bigint): bigint => (nanos > 0n && nanos <= last ? nanos : 0n);

/** Nanoseconds since the epoch; 0n for what is no such time. */
export const nanosOfText = (text: unknown): bigint => {
  if (typeof text !== 'string' || text.length > 64) return 0n;
  const parts = form.exec(text);
  if (parts === null) return 0n;
  const [, year, month, day, hour, minute, second, decimals = '', sign, hours = '0', minutes = '0'] = parts;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC lets the 31st of February be the 3rd of March.
  const date = new Date(millis);
  if (Number.isNaN(millis) || date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return 0n;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const nanos = BigInt(millis - offset) * 1_000_000n + BigInt(decimals.slice(0, 9).padEnd(9, '0'));
  return inRange(nanos);
};

/**
 * Seconds since the epoch, a number or its digits, as exactly as they were written; 0n for none. Thirteen digits are
 * milliseconds, which many senders mistake for seconds: as seconds they would lie 30,000 years ahead.
 */
export const nanosOfSeconds = (given: unknown): bigint => {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' && given.length <= 64 ? given.trim() : '';
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,40}))?$/.exec(text) ?? [];
  if (whole === undefined) return 0n;
  if (whole.length === 13) return inRange(BigInt(whole) * 1_000_000n + BigInt(decimals.slice(0, 6).padEnd(6, '0')));
  return inRange(BigInt(whole) * 1_000_000_000n + BigInt(decimals.slice(0, 9).padEnd(9, '0')));
};
