/** Numbers of line protocol, from bytes: what a double holds exactly is added up, the rest is left to the engine. */

const zero = 0x30;
const nine = 0x39;
const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;

const maxInt64 = 9_223_372_036_854_775_807n;
const maxUint64 = 18_446_744_073_709_551_615n;

/** Powers of ten a double holds exactly: one division by them rounds rightly. */
const tens = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

const notNumber = 'a field value is not a number';
const outOfRange = 'a field value is out of range';

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine;

/** Whether a token is digits alone, with a minus before them where one is allowed. Leading zeros are passed over: the start of the rest. */
const significantFrom = (bytes: Buffer, start: number, end: number): number => {
  let at = start;
  while (at < end - 1 && bytes[at] === zero) at += 1;
  for (let digit = at; digit < end; digit += 1) if (!isDigit(bytes[digit])) return -1;
  return at < end ? at : -1;
};

/** A signed or unsigned 64-bit integer's digits, without its `i` or `u`; a sentence part where it is none. */
const integer = (bytes: Buffer, start: number, end: number, unsigned: boolean): number | string => {
  const negative = bytes[start] === minus;
  if (negative && unsigned) return notNumber;
  const first = significantFrom(bytes, negative ? start + 1 : start, end);
  if (first === -1) return notNumber;
  if (end - first > 20) return outOfRange;
  const value = BigInt(bytes.toString('latin1', first, end));
  if (value > (unsigned ? maxUint64 : negative ? maxInt64 + 1n : maxInt64)) return outOfRange;
  return Number(negative ? -value : value) + 0;
};

const digitsFrom = (bytes: Buffer, start: number, end: number): number => {
  let at = start;
  while (at < end && isDigit(bytes[at])) at += 1;
  return at;
};

/** Digits with a point and an exponent, no words and no hexadecimal. */
const isDecimal = (bytes: Buffer, start: number, end: number): boolean => {
  const from = bytes[start] === minus ? start + 1 : start;
  let at = digitsFrom(bytes, from, end);
  let digits = at - from;
  if (bytes[at] === dot && at < end) {
    const fraction = digitsFrom(bytes, at + 1, end);
    digits += fraction - at - 1;
    at = fraction;
  }
  if (digits === 0) return false;
  if (at === end) return true;
  if ((bytes[at] as number | 0x20) !== 0x65 && bytes[at] !== 0x45) return false;
  const exponent = bytes[at + 1] === minus || bytes[at + 1] === plus ? at + 2 : at + 1;
  return exponent < end && digitsFrom(bytes, exponent, end) === end;
};

/** The number of a field between two bytes, or a sentence part where it is none. Integers beyond 2^53 lose their last digits. */
export const numberAt = (bytes: Buffer, start: number, end: number): number | string => {
  const negative = bytes[start] === minus;
  let at = negative ? start + 1 : start;
  let value = 0;
  let scale = -1;
  const first = at;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= zero && byte <= nine) {
      value = value * 10 + (byte - zero);
      if (scale >= 0) scale += 1;
    } else if (byte === dot && scale < 0) scale = 0;
    else break;
  }
  const digits = at - first - (scale < 0 ? 0 : 1);
  const last = bytes[end - 1];
  const whole = at === end - 1 && scale < 0 && (last === 0x69 || (last === 0x75 && !negative));
  if (digits > 0 && digits <= 15 && (at === end || whole)) {
    const exact = scale > 0 ? value / (tens[scale] as number) : value;
    return negative ? 0 - exact : exact;
  }
  if (last === 0x69 || last === 0x75) return integer(bytes, start, end - 1, last === 0x75);
  if (!isDecimal(bytes, start, end)) return notNumber;
  const parsed = Number(bytes.toString('latin1', start, end));
  return Number.isFinite(parsed) ? parsed + 0 : outOfRange;
};

/** Reads timestamps; lines of one request often share theirs. */
export class TimeReader {
  private readonly unit: bigint;
  private upper = -1;
  private lower = -1;
  private nanos = 0n;

  /** Nanoseconds a unit of the timestamps read. */
  constructor(unit: bigint) {
    this.unit = unit;
  }

  /** Nanoseconds since the epoch, or a sentence part. */
  at(bytes: Buffer, start: number, end: number): bigint | string {
    const negative = bytes[start] === minus;
    const first = significantFrom(bytes, negative ? start + 1 : start, end);
    if (first === -1) return 'the timestamp is not an integer';
    if (end - first > 19) return 'the timestamp is out of range';
    const middle = end - first > 9 ? end - 9 : first;
    const upper = decimal(bytes, first, middle);
    const lower = decimal(bytes, middle, end);
    if (upper !== this.upper || lower !== this.lower) {
      this.nanos = (BigInt(upper) * 1_000_000_000n + BigInt(lower)) * this.unit;
      this.upper = upper;
      this.lower = lower;
    }
    if (this.nanos > maxInt64) return 'the timestamp is out of range';
    return negative ? -this.nanos : this.nanos;
  }
}

const decimal = (bytes: Buffer, start: number, end: number): number => {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + ((bytes[at] as number) - zero);
  return value;
};
