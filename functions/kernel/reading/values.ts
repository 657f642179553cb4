/** OTLP attribute values as the kernel holds them, whichever encoding they came in. */
import type { AttributeValue } from '#kernel/resource.ts';
import { maxAttributes } from './limits.ts';
import { ItemRefused } from './tally.ts';

export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };
export type AttributeDraft = Record<string, AttributeValue>;

/** Sets an attribute under any name; a plain assignment to `__proto__` would change the object instead. */
export const setAttribute = (attributes: AttributeDraft, key: string, value: AttributeValue): void => {
  if (key === '__proto__') Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true });
  else attributes[key] = value;
};

/** A double as an attribute: JSON has no NaN, no infinities and no negative zero. */
export const doubleValue = (value: number): AttributeValue => {
  if (value - value !== 0) return String(value);
  return value === 0 ? 0 : value;
};

export const tooManyAttributes = (): ItemRefused => new ItemRefused(`more than ${maxAttributes} attributes`);
