/** Matchers of a configuration, in each form there ever was, as the policy's. */
import { InputError } from '#kernel/errors.ts';
import { type Matcher, matcherText, parseMatchers } from '#kernel/routing/matchers.ts';
import { patternOf } from '#kernel/routing/patterns.ts';
import type { Place } from './place.ts';

const legacyName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const reading = <Result>(place: Place, read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return place.fail(`cannot be read: ${error.message.replace(/\.$/, '')}`);
    throw error;
  }
};

/** `match:` and its like: a label and a text or a pattern each. */
const legacy = (place: Place, operator: '=' | '=~'): readonly Matcher[] =>
  place.entries().map(([name, value]) => {
    if (!legacyName.test(name)) return value.fail('is not a label name');
    const text = value.text() ?? '';
    // Alertmanager keeps and prints the pattern anchored: group keys stay what they were.
    const matcher = { name, operator, value: operator === '=~' ? `^(?:${text})$` : text };
    if (operator === '=~') reading(value, () => patternOf(matcher.value));
    return matcher;
  });

/** One text may hold several matchers, in braces or not. */
const modern = (place: Place): readonly Matcher[] => {
  const texts = typeof place.value === 'string' ? [place] : place.items();
  return texts.flatMap((each) => reading(each, () => parseMatchers(each.text() ?? '')));
};

/** All matchers under the old and the new keys of one thing. */
export const matchersOf = (place: Place, keys: { readonly equal: string; readonly pattern: string; readonly matchers: string }): string[] =>
  [...legacy(place.at(keys.equal), '='), ...legacy(place.at(keys.pattern), '=~'), ...modern(place.at(keys.matchers))].map(matcherText);
