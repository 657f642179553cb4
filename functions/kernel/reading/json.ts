/** Reads JSON that anybody may have written: bounded work, exact integers, any key. */
import { InputError } from '#kernel/errors.ts';
import type { AttributeValue } from '#kernel/resource.ts';
import { quoteBigIntegers } from './big-integers.ts';
import { maxAttributes, maxJsonOpenings, maxJsonValues, maxValueDepth } from './limits.ts';
import { ItemRefused, malformed } from './tally.ts';
import { type AttributeDraft, doubleValue, setAttribute, tooManyAttributes } from './values.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An unquoted integer beyond what a double holds may be in here. False alarms (in a text) only cost time. */
const bigNumber = /(?:^|[:[,])\s*-?\d{16}/;

/** Whether parsing with exact integers may differ from parsing without. */
export const mayHoldBigNumber = (text: string): boolean => bigNumber.test(text);

/** Whether parsing would make more objects or values than a request may have; shorter bodies need not be looked at. */
const holdsTooMuch = (body: Uint8Array): boolean => {
  if (body.length <= maxJsonOpenings) return false;
  let openings = 0;
  let commas = 0;
  for (const byte of body) {
    if (byte === 0x7b || byte === 0x5b) openings += 1;
    else if (byte === 0x2c) commas += 1;
  }
  return openings > maxJsonOpenings || commas > maxJsonValues;
};

/** InputError `too_large` where a body has more structure than a request may have. */
export const checkJsonSize = (body: Uint8Array): void => {
  if (holdsTooMuch(body))
    throw new InputError('The JSON holds too many objects, lists and values; send smaller batches.', { reason: 'too_large' });
};

/** What is not JSON is `malformed`. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('The body is not JSON.', cause);
  }
};

/** What a text says; InputError `malformed` where it is not JSON. For texts out of a body that was checked already. */
export const parseJsonText = (text: string): unknown =>
  parsed(mayHoldBigNumber(text) ? quoteBigIntegers(Buffer.from(text)).toString() : text);

/** What a body says; InputError `malformed` where it is not JSON, `too_large` for too much structure. 64-bit integers a double cannot hold become their digits. */
export const parseJson = (body: Uint8Array): unknown => {
  checkJsonSize(body);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString();
  return parsed(mayHoldBigNumber(text) ? quoteBigIntegers(bytes).toString() : text);
};

/** A member that should be a text: the text, or an empty one where it is anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Any JSON value as an attribute; ItemRefused where it nests too deep. `part` counts what it is made of. */
export const plainValue = (value: unknown, part: () => void, depth = 0): AttributeValue => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return doubleValue(value);
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= maxValueDepth) throw new ItemRefused(`values nested deeper than ${maxValueDepth}`);
  part();
  if (Array.isArray(value)) return value.map((item) => plainValue(item, part, depth + 1));
  return plainAttributes(value as JsonObject, part, Number.POSITIVE_INFINITY, depth + 1);
};

/** An object's members as attributes; ItemRefused for more than an item may have. */
export const plainAttributes = (object: JsonObject, part: () => void, limit = maxAttributes, depth = 0): AttributeDraft => {
  const entries = Object.entries(object);
  if (entries.length > limit) throw tooManyAttributes();
  const draft: AttributeDraft = {};
  for (const [key, value] of entries) {
    part();
    setAttribute(draft, key, plainValue(value, part, depth));
  }
  return draft;
};
