/** Alertmanager's classic grammar of matchers: names as Prometheus's, values bare or in double quotes, escapes taken lightly. */
import { InputError } from '#kernel/errors.ts';
import { goSpace } from './go-text.ts';
import type { Matcher, MatchOperator } from './matcher.ts';

const form = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*([\s\S]*?)[\t\n\f\r ]*$/;

const strayQuote = (text: string): InputError =>
  new InputError(`"${text}" is not a matcher: a double quote in it is not escaped.`, { reason: 'matcher' });

/** The value without quotes and escapes; a backslash that escapes nothing stands for itself. */
const valueIn = (raw: string, text: string): string => {
  let expectQuote = raw.startsWith('"');
  const inner = expectQuote ? raw.slice(1) : raw;
  let value = '';
  for (let index = 0; index < inner.length; index += 1) {
    const character = inner.charAt(index);
    const isLast = index === inner.length - 1;
    if (character === '\\' && !isLast) {
      index += 1;
      const escaped = inner.charAt(index);
      value += escaped === 'n' ? '\n' : escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`;
    } else if (character === '"') {
      if (!expectQuote || !isLast) throw strayQuote(text);
      expectQuote = false;
    } else value += character;
  }
  if (expectQuote) throw strayQuote(text);
  return value;
};

/** InputError when the text is not of this grammar; a pattern is not looked at. */
export const parseClassicMatcher = (text: string): Matcher => {
  const [, name, operator, raw] = form.exec(text) ?? [];
  if (name === undefined || operator === undefined || raw === undefined)
    throw new InputError(`"${text}" is not a matcher such as severity="critical".`, { reason: 'matcher' });
  return { name, operator: operator as MatchOperator, value: valueIn(raw, text) };
};

const trailingSpace = new RegExp(`^[${goSpace}]+|[${goSpace}]+$`, 'gu');

/** Several, separated by commas outside quotes. InputError as above. */
export const parseClassicMatchers = (text: string): readonly Matcher[] => {
  const inner = text.replace(/^\{/, '').replace(/\}$/, '');
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let escaped = false;
  for (const character of inner) {
    if (character === ',' && !quoted) {
      parts.push(part);
      part = '';
      continue;
    }
    if (character === '"') {
      if (!escaped) quoted = !quoted;
      escaped = false;
    } else if (character !== ',') escaped = character === '\\' ? !escaped : false;
    part += character;
  }
  const last = part.replace(trailingSpace, '');
  return [...parts, ...(last === '' ? [] : [last])].map(parseClassicMatcher);
};
