/** Patterns of policies: `*` any number of characters, `?` one, and policy variables `${key}` and `${key, 'default'}`. */

/** The value of a condition key (`aws:PrincipalAccount`) in a request; undefined when the request has none. */
export type Lookup = (key: string) => string | undefined;

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** `${*}`, `${?}` and `${$}` stand for the characters themselves [D: IAM User Guide, policy variables]. */
const literals: readonly string[] = ['*', '?', '$'];

const variable = /\$\{([^}]*)\}/g;

const variableValue = (expression: string, lookup: Lookup): string | undefined => {
  if (literals.includes(expression)) return expression;
  const [key = '', fallback] = expression.split(/,\s*/, 2);
  return lookup(key.trim()) ?? /^'(.*)'$/.exec(fallback?.trim() ?? '')?.[1];
};

const wild = (text: string): string => literally(text).replaceAll('\\*', '[\\s\\S]*').replaceAll('\\?', '[\\s\\S]');

/** The pattern as a regular expression; undefined when it holds a variable that has no value: then it matches nothing. */
const expressionOf = (pattern: string, lookup: Lookup, flags: string): RegExp | undefined => {
  let source = '';
  let from = 0;
  for (const match of pattern.matchAll(variable)) {
    const value = variableValue(match[1] ?? '', lookup);
    if (value === undefined) return undefined;
    source += wild(pattern.slice(from, match.index)) + literally(value);
    from = match.index + match[0].length;
  }
  return new RegExp(`^${source}${wild(pattern.slice(from))}$`, flags);
};

const none: Lookup = () => undefined;

const compiled = new Map<string, RegExp>();

/** Whether a value matches; a pattern with an unknown variable matches nothing. */
export const matches = (pattern: string, value: string, lookup: Lookup = none, { ignoreCase = false } = {}): boolean => {
  const flags = ignoreCase ? 'i' : '';
  if (pattern.includes('${')) return expressionOf(pattern, lookup, flags)?.test(value) ?? false;
  const key = `${flags}/${pattern}`;
  const known = compiled.get(key) ?? new RegExp(`^${wild(pattern)}$`, flags);
  compiled.set(key, known);
  return known.test(value);
};

/** The text with its variables filled; undefined when one has no value. */
export const filled = (text: string, lookup: Lookup): string | undefined => {
  let isKnown = true;
  const result = text.replace(variable, (_, expression: string) => {
    const value = variableValue(expression, lookup);
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? result : undefined;
};

/** ARNs match part by part: a `*` does not reach over a colon, but for the last part, which may hold colons itself [D: ArnLike]. */
export const arnMatches = (pattern: string, value: string, lookup: Lookup = none): boolean => {
  const split = (arn: string): readonly string[] => {
    const parts = arn.split(':');
    return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  // The colons of a variable (`${aws:SourceArn}`) are not the ARN's.
  const wanted = filled(pattern, lookup);
  if (wanted === undefined) return false;
  const patterns = split(wanted);
  const parts = split(value);
  return patterns.length === 6 && parts.length === 6 && patterns.every((part, index) => matches(part, parts[index] ?? ''));
};
