/** Takes a Sentry envelope apart by its bytes (https://develop.sentry.dev/sdk/foundations/transport/envelopes/): lines of JSON with payloads between. */
import { InputError } from '#kernel/errors.ts';
import { isObject, type JsonObject, parseJson } from '#kernel/reading/json.ts';
import { malformed, type Tally } from '#kernel/reading/tally.ts';

/** Items an envelope may hold. Sentry takes far fewer: one event or transaction, 100 sessions. */
export const maxItems = 10_000;

/** Bytes a header line may have; real ones stay below 2,000. */
export const maxHeaderBytes = 65_536;

export interface Item {
  readonly header: JsonObject;
  readonly payload: Buffer;
  /** The header asks for more bytes than came. */
  readonly cutOff: boolean;
}

export interface Envelope {
  readonly header: JsonObject;
  readonly items: readonly Item[];
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** The JSON object of a header line, or undefined. */
const headerOf = (line: Buffer): JsonObject | undefined => {
  if (line.length > maxHeaderBytes) return undefined;
  try {
    const value = parseJson(line);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
};

const lineEnd = (bytes: Buffer, from: number): number => {
  const at = bytes.indexOf(newline, from);
  return at === -1 ? bytes.length : at;
};

/** Where the bytes of an item of this length would be followed by a line's end or nothing; undefined where they are not. */
const afterPayload = (bytes: Buffer, end: number): number | undefined => {
  if (end >= bytes.length) return bytes.length;
  if (bytes[end] === newline) return end + 1;
  return bytes[end] === carriageReturn && bytes[end + 1] === newline ? end + 2 : undefined;
};

/** Where the next line that says something begins. */
const afterBlanks = (bytes: Buffer, from: number): number => {
  let at = from;
  while (bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] === newline)) at += 1;
  return at;
};

/**
 * The envelope's items. What cannot be taken apart ends the reading: it is refused in the tally, what came before is kept.
 * InputError `malformed` for a body without the header of an envelope, `too_large` for more than {@link maxItems}.
 */
export const readEnvelope = (body: Uint8Array, tally: Tally): Envelope => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const firstEnd = lineEnd(bytes, 0);
  const header = headerOf(bytes.subarray(0, firstEnd));
  if (header === undefined) throw malformed('The first line of an envelope is a JSON object of at most 65,536 bytes; this one is not.');
  const items: Item[] = [];
  for (let at = afterBlanks(bytes, firstEnd + 1); at < bytes.length; at = afterBlanks(bytes, at)) {
    const end = lineEnd(bytes, at);
    const line = bytes.subarray(at, end);
    at = end + 1;
    if (items.length === maxItems)
      throw new InputError(`An envelope may hold ${maxItems} items at most; send smaller ones.`, { reason: 'too_large' });
    const itemHeader = headerOf(line);
    if (itemHeader === undefined) {
      tally.refuse('the header of an item is not a JSON object; nothing behind it was read');
      break;
    }
    const { length } = itemHeader;
    if (length === undefined || length === null) {
      const payloadEnd = Math.max(lineEnd(bytes, at), at);
      items.push({ header: itemHeader, payload: bytes.subarray(at, payloadEnd), cutOff: false });
      at = payloadEnd + 1;
      continue;
    }
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
      tally.refuse('the length of an item is not a whole number; nothing behind it was read');
      break;
    }
    const payloadEnd = at + length;
    const next = afterPayload(bytes, payloadEnd);
    if (next === undefined) {
      tally.refuse('an item does not end where its length says; nothing behind it was read');
      break;
    }
    items.push({ header: itemHeader, payload: bytes.subarray(at, payloadEnd), cutOff: payloadEnd > bytes.length });
    at = next;
  }
  return { header, items };
};
