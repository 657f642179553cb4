/** Label matchers, as Alertmanager applies and prints them. */
import type { Labels } from '#kernel/fingerprint.ts';
import { compareBytes, goQuote } from './go-text.ts';
import type { Matcher, MatchOperator } from './matcher.ts';
import { patternOf } from './patterns.ts';
import { reserved } from './utf8-matcher.ts';

export type { Matcher } from './matcher.ts';
export { parseMatcher, parseMatchers } from './parse-matcher.ts';

/** Whether the labels meet the condition. InputError when its pattern is none. */
export const matches = ({ name, operator, value }: Matcher, labels: Labels): boolean => {
  const actual = Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
  if (operator === '=') return actual === value;
  if (operator === '!=') return actual !== value;
  return patternOf(value)(actual) === (operator === '=~');
};

/** Whether the labels meet all of the conditions. */
export const matchesAll = (matchers: readonly Matcher[], labels: Labels): boolean => matchers.every((matcher) => matches(matcher, labels));

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('\n', String.raw`\n`).replaceAll('"', String.raw`\"`);

/** The matcher as Alertmanager prints it; `parseMatcher` reads it back. */
export const matcherText = ({ name, operator, value }: Matcher): string =>
  reserved.test(name) ? `${goQuote(name)}${operator}${goQuote(value)}` : `${name}${operator}"${escaped(value)}"`;

const operators: readonly MatchOperator[] = ['=', '!=', '=~', '!~'];

/** The order in which group keys print them. */
export const compareMatchers = (a: Matcher, b: Matcher): number =>
  compareBytes(a.name, b.name) || compareBytes(a.value, b.value) || operators.indexOf(a.operator) - operators.indexOf(b.operator);
