/** Makes texts of the integers in JSON that a double cannot hold, so that parsing keeps their digits. A reviver would do as much, at ten times the memory. */
import { endOfString } from './json-sequence.ts';

const quote = 0x22;
const minus = 0x2d;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
/** What makes a number of digits a fraction or a power of ten, or no number at all. */
const isRestOfDouble = (byte: number | undefined): boolean =>
  isDigit(byte) || byte === 0x2e || byte === 0x45 || byte === 0x65 || byte === 0x2b || byte === minus;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Digits a safe integer may have; with fewer there is nothing to look at. */
const shortest = 16;

/** Whether digits from `start` to `end` are an integer as JSON writes it, and more than a double holds. */
const isBig = (bytes: Buffer, start: number, end: number): boolean => {
  const first = bytes[start] === minus ? start + 1 : start;
  return end - first >= shortest && bytes[first] !== 0x30 && !Number.isSafeInteger(Number(bytes.toString('latin1', start, end)));
};

/** Quotes would make a name of digits before a colon, and JSON of what is none. */
const isName = (bytes: Buffer, end: number): boolean => {
  let at = end;
  while (isBlank(bytes[at])) at += 1;
  return bytes[at] === 0x3a;
};

/** Where big integers stand, as starts and ends in turn. */
const find = (bytes: Buffer): number[] => {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      at = endOfString(bytes, at);
      continue;
    }
    const start = at;
    at += 1;
    if (byte !== minus && !isDigit(byte)) continue;
    while (isDigit(bytes[at])) at += 1;
    if (!isRestOfDouble(bytes[at])) {
      if (isBig(bytes, start, at) && !isName(bytes, at)) found.push(start, at);
    } else while (isRestOfDouble(bytes[at])) at += 1;
  }
  return found;
};

/** The same JSON with big integers between quotes; what is not JSON stays none. */
export const quoteBigIntegers = (bytes: Buffer): Buffer => {
  const found = find(bytes);
  if (found.length === 0) return bytes;
  const quoted = Buffer.allocUnsafe(bytes.length + found.length);
  let from = 0;
  let to = 0;
  for (const at of found) {
    to += bytes.copy(quoted, to, from, at);
    quoted[to] = quote;
    to += 1;
    from = at;
  }
  bytes.copy(quoted, to, from);
  return quoted;
};
