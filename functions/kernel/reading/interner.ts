/** Remembers short ASCII strings by their bytes: attribute keys and common values come again and again, and making a string costs more than comparing one. */

/** Power of two: a slot a hash. Bounds the memory to slots × longest. */
const slots = 4096;
const longest = 48;

/** `view` and `bytes` are the same memory. */
export type Interner = (bytes: Buffer, view: DataView, start: number, end: number) => string;

/** Of the first, the middle and the last bytes, which tell most names apart. */
const hashOf = (bytes: Buffer, view: DataView, start: number, end: number): number => {
  const length = end - start;
  const middle = start + ((length - 4) >> 1);
  if (length < 4)
    return Math.imul(
      ((bytes[start] as number) << 16) + ((bytes[start + (length >> 1)] as number) << 8) + (bytes[end - 1] as number) + length,
      0x9e3779b1,
    );
  return (
    Math.imul(view.getInt32(start, true), 0x9e3779b1) ^
    Math.imul(view.getInt32(middle, true), 0xc2b2ae35) ^
    Math.imul(view.getInt32(end - 4, true) + length, 0x85ebca6b)
  );
};

/** A string source with its own memory. Equal bytes give equal strings, always. */
export const createInterner = (): Interner => {
  const strings: string[] = new Array(slots).fill('');
  const lengths = new Uint8Array(slots);
  /** The bytes of each slot's string, to be compared four at a time. */
  const kept = new Uint8Array(slots * longest);
  const keptView = new DataView(kept.buffer);
  /** By slot, the hash that found another string there last. What comes a second time takes the slot; what comes once, an id say, puts nothing out of its place. */
  const missed = new Int32Array(slots);
  const holds = (slot: number, bytes: Buffer, view: DataView, start: number, length: number): boolean => {
    if (lengths[slot] !== length) return false;
    const from = slot * longest;
    let at = 0;
    for (; at + 4 <= length; at += 4) if (view.getInt32(start + at, true) !== keptView.getInt32(from + at, true)) return false;
    for (; at < length; at += 1) if (bytes[start + at] !== kept[from + at]) return false;
    return true;
  };
  const keep = (slot: number, text: string): void => {
    // Only ASCII may be remembered: there a character is a byte, which the comparison rests on.
    for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return;
    for (let at = 0; at < text.length; at += 1) kept[slot * longest + at] = text.charCodeAt(at);
    strings[slot] = text;
    lengths[slot] = text.length;
  };
  return (bytes, view, start, end) => {
    const length = end - start;
    if (length === 0) return '';
    if (length > longest) return bytes.toString('utf8', start, end);
    const hash = hashOf(bytes, view, start, end);
    const slot = hash >>> 20;
    if (holds(slot, bytes, view, start, length)) return strings[slot] as string;
    const fresh = bytes.toString('utf8', start, end);
    if (missed[slot] !== hash) missed[slot] = hash;
    else if (fresh.length === length) keep(slot, fresh);
    return fresh;
  };
};
