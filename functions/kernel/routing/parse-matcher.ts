/**
 * Reads matchers as Alertmanager reads them by default: with its UTF-8 parser, with its classic one where that fails, and with the
 * classic one again where both succeed and do not agree.
 */
import { InputError } from '#kernel/errors.ts';
import { parseClassicMatcher, parseClassicMatchers } from './classic-matcher.ts';
import type { Matcher } from './matcher.ts';
import { patternOf } from './patterns.ts';
import { parseUtf8Matchers } from './utf8-matcher.ts';

/** What one parser makes of a text: matchers whose patterns are patterns, or nothing. */
const attempt = (parse: () => readonly Matcher[]): readonly Matcher[] | InputError => {
  try {
    const matchers = parse();
    for (const { operator, value } of matchers) if (operator.endsWith('~')) patternOf(value);
    return matchers;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
};

const agree = (some: readonly Matcher[], others: readonly Matcher[]): boolean =>
  some.length === others.length &&
  some.every(({ name, operator, value }, index) => {
    const other = others[index];
    return name === other?.name && operator === other.operator && value === other.value;
  });

const either = (utf8: readonly Matcher[] | InputError, classic: readonly Matcher[] | InputError): readonly Matcher[] => {
  if (utf8 instanceof InputError) {
    if (classic instanceof InputError) throw classic;
    return classic;
  }
  return classic instanceof InputError || agree(utf8, classic) ? utf8 : classic;
};

/** Reads one matcher such as `name="value"`. InputError when it is none, or its pattern is no pattern. */
export const parseMatcher = (text: string): Matcher => {
  const one = (matchers: readonly Matcher[]): readonly Matcher[] => {
    if (matchers.length !== 1) throw new InputError(`"${text}" is not one matcher such as severity="critical".`, { reason: 'matcher' });
    return matchers;
  };
  if (text.startsWith('{') || text.endsWith('}'))
    throw new InputError(`"${text}" is not a matcher: braces enclose several.`, { reason: 'matcher' });
  const [matcher] = either(
    attempt(() => one(parseUtf8Matchers(text))),
    attempt(() => [parseClassicMatcher(text)]),
  );
  if (matcher === undefined) throw new InputError(`"${text}" is not a matcher.`, { reason: 'matcher' });
  return matcher;
};

/** Reads several in one text: `{a="b", c=~"d|e"}`, braces optional. InputError when they are none. */
export const parseMatchers = (text: string): readonly Matcher[] =>
  either(
    attempt(() => parseUtf8Matchers(text)),
    attempt(() => parseClassicMatchers(text)),
  );
