/** Labels and annotations as JSON gives them: names with texts. */
import { isObject } from './json.ts';
import { maxAttributes } from './limits.ts';
import { ItemRefused } from './tally.ts';
import { tooManyAttributes } from './values.ts';

/** An object of texts; numbers and booleans are written out, nulls left out. ItemRefused for anything else; `field` names it. `part` counts the entries. */
export const textMap = (value: unknown, field: string, part: () => void): Map<string, string> => {
  const texts = new Map<string, string>();
  if (value === undefined || value === null) return texts;
  if (!isObject(value)) throw new ItemRefused(`${field} is not an object`);
  const entries = Object.entries(value);
  if (entries.length > maxAttributes) throw tooManyAttributes();
  for (const [name, text] of entries) {
    part();
    if (typeof text === 'string') texts.set(name, text);
    else if (typeof text === 'number' || typeof text === 'boolean') texts.set(name, String(text));
    else if (text !== null) throw new ItemRefused(`${field} holds something that is not a text`);
  }
  return texts;
};

/** A text field; empty where it is absent. Numbers are written out. ItemRefused for anything else. */
export const textField = (value: unknown, field: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ItemRefused(`${field} is not a text`);
};
