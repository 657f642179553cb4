/** Label matchers, as Alertmanager reads and applies them. */
import { InputError } from '#kernel/errors.ts';
import type { Labels } from '#kernel/fingerprint.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition on one label; an absent label equals an empty one. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

const quoted = /^"(?:[^"\\]|\\.)*"$/su;

/** A quoted text unquoted; `undefined` when the quotes do not agree. */
const unquote = (text: string): string | undefined => {
  if (!text.startsWith('"') && !text.endsWith('"')) return text;
  if (!quoted.test(text)) return undefined;
  return text.slice(1, -1).replace(/\\(.)/gsu, (_, character: string) => (character === 'n' ? '\n' : character));
};

/** Reads `name="value"`. InputError when it is none, or its pattern is no pattern. */
export const parseMatcher = (text: string): Matcher => {
  const found = /^\s*("(?:[^"\\]|\\.)*"|[^\s=!~"{},]+)\s*(=~|!~|!=|=)\s*(.*?)\s*$/su.exec(text);
  const name = unquote(found?.[1] ?? '""');
  const value = unquote(found?.[3] ?? '');
  if (found === null || name === undefined || name === '' || value === undefined)
    throw new InputError(`"${text}" is not a matcher such as severity="critical".`, { reason: 'matcher' });
  const matcher: Matcher = { name, operator: found[2] as MatchOperator, value };
  if (matcher.operator.endsWith('~')) patternOf(matcher.value);
  return matcher;
};

const patterns = new Map<string, RegExp>();
const keptPatterns = 1000;

/** The pattern, anchored at both ends as Alertmanager does. InputError when it is none. */
const patternOf = (source: string): RegExp => {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  try {
    const pattern = new RegExp(`^(?:${source})$`, 'su');
    if (patterns.size >= keptPatterns) patterns.clear();
    patterns.set(source, pattern);
    return pattern;
  } catch (cause) {
    throw new InputError(`"${source}" is not a regular expression.`, { cause, reason: 'matcher' });
  }
};

/** Whether the labels meet the condition. */
export const matches = ({ name, operator, value }: Matcher, labels: Labels): boolean => {
  const actual = Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
  if (operator === '=') return actual === value;
  if (operator === '!=') return actual !== value;
  return patternOf(value).test(actual) === (operator === '=~');
};

/** Whether the labels meet all of the conditions. */
export const matchesAll = (matchers: readonly Matcher[], labels: Labels): boolean => matchers.every((matcher) => matches(matcher, labels));

/** The matcher as Alertmanager prints it. */
export const matcherText = ({ name, operator, value }: Matcher): string =>
  `${/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : JSON.stringify(name)}${operator}${JSON.stringify(value)}`;
