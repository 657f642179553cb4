/** Fields as Sentry's SDKs write them: lists in several forms, ids with or without dashes, attributes with their type. */
import { isObject, type JsonObject, plainAttributes, plainValue } from '#kernel/reading/json.ts';
import { maxAttributes } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { type AttributeDraft, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';

/** Characters of one text that is kept of an event. Sentry trims to 8,192. */
const maxText = 8_192;

/** A text that says something, at most `length` characters of it. */
export const textOf = (value: unknown, length = maxText): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length <= length ? value : `${value.slice(0, length - 1).toWellFormed()}…`;
};

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** `{"values": […]}`, a plain list, or a single object: all three are sent. */
export const objectsOf = (value: unknown): readonly JsonObject[] => {
  const list = isObject(value) && Array.isArray(value['values']) ? value['values'] : value;
  if (Array.isArray(list)) return list.filter(isObject);
  return isObject(list) && !Object.hasOwn(list, 'values') ? [list] : [];
};

/** An id in lower case; undefined where it is missing, all zero or not that many hex digits. */
export const idOf = (value: unknown, digits: 16 | 32): string | undefined => {
  if (typeof value !== 'string' || value.length > 36) return undefined;
  const hex = value.replaceAll('-', '').toLowerCase();
  return hex.length === digits && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex) ? hex : undefined;
};

/** What tells who a person is, beyond an id that means nothing elsewhere. */
const personal = (key: string): boolean =>
  (key.startsWith('user.') && key !== 'user.id') || key === 'client.address' || key === 'http.client_ip';

/** Attributes of a span of a transaction: any JSON. ItemRefused past the limits. */
export const dataOf = (value: unknown, part: () => void): AttributeDraft => {
  const draft = plainAttributes(objectOf(value), part);
  for (const key of Object.keys(draft)) if (personal(key)) delete draft[key];
  return draft;
};

/** Attributes of logs, metrics and spans of version 2: `{"key": {"value": …, "type": "string"}}`. ItemRefused past the limits. */
export const typedAttributes = (value: unknown, part: () => void): AttributeDraft => {
  const entries = Object.entries(objectOf(value));
  if (entries.length > maxAttributes) throw tooManyAttributes();
  const draft: AttributeDraft = {};
  for (const [key, typed] of entries) {
    part();
    if (personal(key)) continue;
    setAttribute(draft, key, plainValue(isObject(typed) && Object.hasOwn(typed, 'value') ? typed['value'] : typed, part));
  }
  return draft;
};

/** Removes an attribute and gives its text. */
export const take = (attributes: AttributeDraft, key: string): string | undefined => {
  if (!Object.hasOwn(attributes, key)) return undefined;
  const text = textOf(attributes[key]);
  delete attributes[key];
  return text;
};

/** Tags come as an object or as a list of pairs; those without a value do not count. ItemRefused past the limits. */
export const setTags = (attributes: AttributeDraft, tags: unknown, part: () => void): void => {
  const pairs: readonly unknown[] = Array.isArray(tags) ? tags : Object.entries(objectOf(tags));
  if (pairs.length > maxAttributes) throw new ItemRefused(`more than ${maxAttributes} tags`);
  for (const pair of pairs) {
    part();
    const [name, value] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const [label, text] = [textOf(name, 200), textOf(value)];
    if (label !== undefined && text !== undefined) attributes[`label.${label}`] = text;
  }
};

/** Sets what there is. */
export const setTexts = (attributes: AttributeDraft, texts: Readonly<Record<string, string | undefined>>): void => {
  for (const [key, text] of Object.entries(texts)) if (text !== undefined) attributes[key] = text;
};
