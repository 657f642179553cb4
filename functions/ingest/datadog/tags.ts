/** Datadog's tags, `env:prod, team:shop, urgent`, as labels. */
import { maxAttributes } from '#kernel/reading/limits.ts';
import { tooManyAttributes } from '#kernel/reading/values.ts';

/** ItemRefused for more tags than a signal has attributes. */
const split = (tags: string): string[] => {
  const texts = tags.split(',', maxAttributes + 1);
  if (texts.length > maxAttributes) throw tooManyAttributes();
  return texts.map((text) => text.trim()).filter((text) => text !== '');
};

const entriesOf = (tags: string): (readonly [string, string])[] =>
  split(tags).flatMap((text) => {
    const colon = text.indexOf(':');
    if (colon === 0) return [];
    return colon === -1 ? [[text, 'true'] as const] : [[text.slice(0, colon), text.slice(colon + 1)] as const];
  });

/** A tag that comes with several values has them all, sorted; one without a value is `true`. What the alert is about, its scope, counts for more than the monitor's tags. */
export const labelsOf = (tags: string, scope: string): Map<string, string> => {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of entriesOf(tags)) {
    const known = values.get(name) ?? new Set();
    values.set(name, known.add(value));
  }
  const labels = new Map([...values].map(([name, all]) => [name, [...all].sort().join(',')]));
  for (const [name, value] of entriesOf(scope)) labels.set(name, value);
  return labels;
};

/** A scope however it was written: its tags sorted. */
export const plainScope = (scope: string): string => split(scope).sort().join(',');
