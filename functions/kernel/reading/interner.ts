/** Remembers short ASCII strings by their bytes: attribute keys and common values come again and again, and making a string costs more than comparing one. */

/** Power of two: a slot a hash. Bounds the memory to slots × longest. */
const slots = 4096;
const longest = 48;

export type Interner = (bytes: Buffer, start: number, end: number) => string;

/** A string source with its own memory. Equal bytes give equal strings, always. */
export const createInterner = (): Interner => {
  const strings: string[] = new Array(slots).fill('');
  /** By slot, the hash that found another string there last. What comes a second time takes the slot; what comes once, an id say, puts nothing out of its place. */
  const missed = new Int32Array(slots);
  return (bytes, start, end) => {
    const length = end - start;
    if (length === 0) return '';
    if (length > longest) return bytes.toString('utf8', start, end);
    const a = bytes[start] as number;
    const b = bytes[end - 1] as number;
    const c = bytes[start + (length >> 1)] as number;
    const d = bytes[end - 1 - (length >> 2)] as number;
    const e = bytes[length > 1 ? end - 2 : start] as number;
    const hash = Math.imul(a + (b << 8) + (c << 16) + (d << 24), 0x9e3779b1) ^ Math.imul(e + (length << 8), 0x85ebca6b);
    const slot = hash >>> 20;
    const known = strings[slot] as string;
    if (known.length === length) {
      let at = 0;
      while (at < length && known.charCodeAt(at) === bytes[start + at]) at += 1;
      if (at === length) return known;
    }
    const fresh = bytes.toString('utf8', start, end);
    // Only ASCII may be remembered: there a character is a byte, which the comparison rests on.
    if (missed[slot] !== hash) missed[slot] = hash;
    else if (fresh.length === length && isAscii(fresh)) strings[slot] = fresh;
    return fresh;
  };
};

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
};
