/** Alertmanager's UTF-8 grammar of matchers: names and values bare or in double quotes, `{` and `}` around them if both are there. */
import { InputError } from '#kernel/errors.ts';
import { goSpace, goUnquote } from './go-text.ts';
import type { Matcher, MatchOperator } from './matcher.ts';

interface Token {
  readonly kind: '{' | '}' | ',' | 'operator' | 'text';
  readonly value: string;
}

const space = new RegExp(`[${goSpace}]+`, 'uy');
const token = new RegExp(`([{},])|(!=|!~|=~|=)|("(?:[^"\\\\]|\\\\.)*")|([^${goSpace}{}!=~,\\\\"'\`]+)`, 'suy');

/** Characters that a name without quotes has none of. */
export const reserved = new RegExp(`[${goSpace}{}!=~,\\\\"'\`]`, 'u');

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let index = 0; index < text.length; ) {
    space.lastIndex = index;
    index += space.exec(text)?.[0].length ?? 0;
    if (index >= text.length) break;
    token.lastIndex = index;
    const [whole, mark, operator, quoted, bare] = token.exec(text) ?? [];
    const value = quoted === undefined ? bare : goUnquote(quoted);
    if (mark !== undefined) tokens.push({ kind: mark as ',', value: mark });
    else if (operator !== undefined) tokens.push({ kind: 'operator', value: operator });
    else if (whole !== undefined && value !== undefined) tokens.push({ kind: 'text', value });
    else throw new InputError(`"${text}" is not a matcher: what is at position ${index + 1} cannot be there.`, { reason: 'matcher' });
    index += whole?.length ?? 0;
  }
  return tokens;
};

/** InputError when the text is not of this grammar; patterns are not looked at. */
export const parseUtf8Matchers = (text: string): readonly Matcher[] => {
  const tokens = [...tokensOf(text)];
  const next = (): Token['kind'] | undefined => tokens[0]?.kind;
  const take = (kind: Token['kind'], what: string): string => {
    const found = tokens.shift();
    if (found?.kind !== kind) throw new InputError(`"${text}" is not a matcher: ${what} is missing.`, { reason: 'matcher' });
    return found.value;
  };
  const matchers: Matcher[] = [];
  const braced = next() === '{';
  if (braced) tokens.shift();
  while (next() !== undefined && next() !== '}') {
    const name = take('text', 'a label’s name');
    const operator = take('operator', 'an operator such as = or =~') as MatchOperator;
    matchers.push({ name, operator, value: take('text', 'a value') });
    if (next() !== ',') break;
    tokens.shift();
  }
  if (braced) take('}', 'the closing brace');
  if (tokens.length > 0) throw new InputError(`"${text}" is not a matcher: ${tokens[0]?.value} is too much.`, { reason: 'matcher' });
  return matchers;
};
