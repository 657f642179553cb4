/** Fields of OTLP/JSON (proto3 JSON with lowerCamelCase names and hexadecimal ids; https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */

import { isObject, type JsonObject, parseJson } from '#kernel/reading/json.ts';
import { maxAttributes, maxValueDepth } from '#kernel/reading/limits.ts';
import { ItemRefused, malformed } from '#kernel/reading/tally.ts';
import { type AttributeDraft, doubleValue, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';
import type { AttributeValue } from '#kernel/resource.ts';

/** The request object; InputError `malformed` for anything else, `too_large` for too much structure. */
export const parseRequest = (body: Uint8Array): JsonObject => {
  const value = parseJson(body);
  if (!isObject(value)) throw malformed('The body is JSON, but not an object as OTLP/JSON asks for.');
  return value;
};

/** A repeated field; absent and null are empty. */
export const list = (value: unknown, field: string): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new ItemRefused(`${field} is not a list`);
};

export const text = (value: unknown, field: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new ItemRefused(`${field} is not a string`);
};

/** A 64-bit integer: a number where JavaScript holds it exactly, else its digits. */
export const integer = (value: unknown, field: string): number | string => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
    const exact = BigInt(value);
    if (exact === BigInt.asIntN(64, exact) || exact === BigInt.asUintN(64, exact)) return String(exact);
  }
  throw new ItemRefused(`${field} is not an integer`);
};

/** A count or flag as a double; absent is 0. */
export const count = (value: unknown, field: string): number => (value === undefined || value === null ? 0 : Number(integer(value, field)));

export const nanos = (value: unknown, field: string): bigint => {
  if (value === undefined || value === null || value === '' || value === 0 || value === '0') return 0n;
  const exact = BigInt(integer(value, field));
  if (exact < 0n) throw new ItemRefused(`${field} is negative`);
  return exact;
};

const words: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

export const double = (value: unknown, field: string): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const word = words.get(value);
    if (word !== undefined) return word;
    if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
  }
  throw new ItemRefused(`${field} is not a number`);
};

export const optionalDouble = (value: unknown, field: string): number | undefined =>
  value === undefined || value === null ? undefined : double(value, field);

/** An enum as its number; names are tolerated. Unknown names are refused. */
export const enumeration = (value: unknown, prefix: string, names: readonly string[], field: string): number => {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return value;
  const at = typeof value === 'string' ? names.indexOf(value.startsWith(prefix) ? value.slice(prefix.length) : value) : -1;
  if (at === -1) throw new ItemRefused(`${field} is not a known value`);
  return at;
};

/** An id in lower case; undefined when it is empty or all zero, null when it is not that many hex digits. */
export const id = (value: unknown, digits: number): string | undefined | null => {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length !== digits || !/^[0-9a-fA-F]+$/.test(value)) return null;
  return /^0+$/.test(value) ? undefined : value.toLowerCase();
};

/** An AnyValue; null when it is empty. */
export const anyValue = (value: unknown, part: () => void, depth = 0): AttributeValue => {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new ItemRefused('an attribute value is not an object');
  if (depth > 0) part();
  if (depth > maxValueDepth) throw new ItemRefused(`values nested deeper than ${maxValueDepth}`);
  const { stringValue, intValue, boolValue, doubleValue: double64, arrayValue, kvlistValue, bytesValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (intValue !== undefined && intValue !== null) return integer(intValue, 'intValue');
  if (typeof boolValue === 'boolean') return boolValue;
  if (double64 !== undefined && double64 !== null) return doubleValue(double(double64, 'doubleValue'));
  if (isObject(arrayValue)) return list(arrayValue['values'], 'arrayValue').map((item) => anyValue(item, part, depth + 1));
  if (isObject(kvlistValue)) return attributes(kvlistValue['values'], part, Number.POSITIVE_INFINITY, depth + 1);
  if (typeof bytesValue === 'string') return Buffer.from(bytesValue, 'base64').toString('base64');
  return null;
};

/** A list of KeyValues; a key that comes twice keeps its last value. */
export const attributes = (value: unknown, part: () => void, limit = maxAttributes, depth = 0): AttributeDraft => {
  const entries = list(value, 'attributes');
  if (entries.length > limit) throw tooManyAttributes();
  const draft: AttributeDraft = {};
  for (const entry of entries) {
    if (!isObject(entry)) throw new ItemRefused('an attribute is not an object');
    setAttribute(draft, text(entry['key'], 'attribute key'), anyValue(entry['value'], part, depth));
  }
  return draft;
};
