/** JSON values one after another, with line ends, blanks or nothing between them: NDJSON, and what collectors of events are sent. */

const quote = 0x22;
const backslash = 0x5c;
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const opens = (byte: number): boolean => byte === 0x7b || byte === 0x5b;
const closes = (byte: number): boolean => byte === 0x7d || byte === 0x5d;

/** Just behind the string that opens at `start`; the end of the bytes where it never closes. */
export const endOfString = (bytes: Uint8Array, start: number): number => {
  for (let at = start + 1; at < bytes.length; at += 1) {
    if (bytes[at] === backslash) at += 1;
    else if (bytes[at] === quote) return at + 1;
  }
  return bytes.length;
};

/** Just behind the object or list that opens at `start`. */
const endOfBlock = (bytes: Uint8Array, start: number): number => {
  let depth = 0;
  for (let at = start; at < bytes.length; ) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      at = endOfString(bytes, at);
      continue;
    }
    at += 1;
    if (opens(byte)) depth += 1;
    else if (closes(byte)) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return bytes.length;
};

/** Just behind a number, a word, or whatever else is no block and no string. */
const endOfWord = (bytes: Uint8Array, start: number): number => {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (isBlank(byte) || opens(byte) || byte === quote) return at;
  }
  return bytes.length;
};

/**
 * The text of each value, looking at every byte once. Whether it is JSON is for whoever parses it to find: what is cut off or
 * out of balance comes as one text to the end.
 */
export function* jsonTexts(body: Uint8Array): Generator<string, void> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    if (isBlank(first)) {
      at += 1;
      continue;
    }
    const start = at;
    at = opens(first) ? endOfBlock(bytes, start) : first === quote ? endOfString(bytes, start) : endOfWord(bytes, start);
    yield bytes.toString('utf8', start, at);
  }
}
