/** What lines of StatsD share: sections between bars, tags, numbers. */
import { maxAttributes } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { tooManyAttributes } from '#kernel/reading/values.ts';

/** Tags in an order that does not depend on the sender's: `key:value`, or a key alone. `text` is what follows `#`. */
export const sortedTags = (text: string): readonly string[] => {
  const tags = text.split(',').filter((tag) => tag !== '');
  if (tags.length >= maxAttributes) throw tooManyAttributes();
  return tags.sort();
};

/** A tag's key and value, which is empty for a key alone. */
const splitTag = (tag: string): readonly [string, string] => {
  const colon = tag.indexOf(':');
  return colon === -1 ? [tag, ''] : [tag.slice(0, colon), tag.slice(colon + 1)];
};

/** Tags by key; values of a key that comes again are joined by commas, which no value can hold. */
export const tagMap = (tags: readonly string[]): Map<string, string> => {
  const map = new Map<string, string>();
  for (const tag of tags) {
    const [key, value] = splitTag(tag);
    const before = map.get(key);
    map.set(key, before === undefined ? value : `${before},${value}`);
  }
  return map;
};

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

export const numberOf = (text: string, what: string): number => {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new ItemRefused(`${what} is not a number`);
  return value + 0;
};

/** Seconds since the epoch as nanoseconds. */
export const secondsOf = (text: string): bigint => {
  if (!/^\d{1,10}$/.test(text)) throw new ItemRefused('the timestamp is not a number of seconds');
  return BigInt(text) * 1_000_000_000n;
};
