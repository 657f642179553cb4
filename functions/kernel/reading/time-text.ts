/** Times written as text, in nanoseconds: RFC 3339, and the forms of ISO 8601 that come instead of it. */
import { rfc3339Nanos, signalTime } from './rfc3339.ts';

/** Nanoseconds since the epoch; 0n for what is no such time. Without a zone it is UTC. */
export const nanosOfText = (text: unknown): bigint => {
  if (typeof text !== 'string' || text.length > 64) return 0n;
  const [, local = '', zone = ''] = /^(.*?) ?([Zz]|UTC|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  return signalTime(rfc3339Nanos(`${local}${zone === '' || zone === 'UTC' ? 'Z' : zone}`) ?? 0n);
};

/**
 * Seconds since the epoch, a number or its digits, as exactly as they were written; 0n for none. Thirteen digits are
 * milliseconds, which many senders mistake for seconds: as seconds they would lie 30,000 years ahead.
 */
export const nanosOfSeconds = (given: unknown): bigint => {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' && given.length <= 64 ? given.trim() : '';
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,40}))?$/.exec(text) ?? [];
  if (whole === undefined) return 0n;
  if (whole.length === 13) return signalTime(BigInt(whole) * 1_000_000n + BigInt(decimals.slice(0, 6).padEnd(6, '0')));
  return signalTime(BigInt(whole) * 1_000_000_000n + BigInt(decimals.slice(0, 9).padEnd(9, '0')));
};
