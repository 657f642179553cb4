/**
 * Finds what is assigned to a telling name: `password=…`, `"api_key": "…"`, `Cookie: …`, `--token …`, `<secret>…</secret>`. Each sign
 * is looked at once and the name before it belongs to that sign alone, so the work is in proportion to the text.
 */
import { tellsSecret } from './telling-name.ts';

const isName = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x5f ||
  code === 0x2d ||
  code === 0x2e;

const longestName = 64;

/** How far a candidate is looked at before it is judged; only a secret is read to its end, and never again. */
const peek = 128;

/** How long a quoted value is looked after for its end. */
const longestQuoted = 512;

/** A header's value, at most. */
const longestHeader = 4096;

const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x60;

/** Ends of an unquoted assigned value: white space and the usual separators. */
const isValue = (code: number): boolean =>
  code > 0x20 && !isQuote(code) && code !== 0x2c && code !== 0x3b && code !== 0x26 && code !== 0x29 && code !== 0x7d && code !== 0x5d;

const isElement = (code: number): boolean => code !== 0x3c && code !== 0x0a;
const isHeader = (code: number): boolean => code !== 0x0a && code !== 0x0d && code !== 0x22 && code !== 0x27 && code !== 0x5c;

const runEnd = (text: string, from: number, belongs: (code: number) => boolean, limit: number): number => {
  const last = Math.min(text.length, from + limit);
  let at = from;
  while (at < last && belongs(text.charCodeAt(at))) at += 1;
  return at;
};

/** Words in place of a value: nothing is lost with them, and much is understood. */
const placeholder =
  /^(?:\*+|[xX]+|\.\.\.|<[^>]*>?|\$\{?[\w.:-]*\}?|\{\{?[\w. ]*\}?\}?|%[sdvq]|none|nil|null|true|false|undefined|empty|missing|invalid|expired|required|optional|masked|hidden)$/i;

const isRedacted = (value: string): boolean => value.startsWith('[redacted') || value.startsWith('email:') || value.startsWith('ip:');

/** `com.example.service/17` */
const dottedName = /^[a-z]+(?:\.[a-z]+){2}/;

/** Backslashes before a quote: JSON within JSON within JSON within JSON has seven. */
const mostEscapes = 7;

/** The name that ends at `end`, an escape or a quote between; empty for none. */
const nameBefore = (text: string, end: number): string => {
  let last = end;
  if (last > 0 && text.charCodeAt(last - 1) === 0x20) last -= 1;
  if (last > 0 && isQuote(text.charCodeAt(last - 1))) last -= 1;
  for (let left = mostEscapes; left > 0 && last > 0 && text.charCodeAt(last - 1) === 0x5c; left -= 1) last -= 1;
  let start = last;
  while (start > 0 && last - start < longestName && isName(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start, last);
};

interface Value {
  readonly start: number;
  readonly end: number;
}

/** The value behind a sign, which `sure` signs and names give even where it looks like a word of a sentence. */
const valueAfter = (text: string, behind: number, name: string, sure: boolean): Value | undefined => {
  let at = behind;
  if (text[at] === '>' && text[at - 1] === '=') at += 1;
  while (text[at] === ' ' && at < behind + 3) at += 1;
  if (text[at] === '[') at += 1;
  for (let left = mostEscapes; left > 0 && text[at] === '\\'; left -= 1) at += 1;
  const quoted = isQuote(text.charCodeAt(at));
  if (quoted) at += 1;
  const scheme = /^(?:bearer|basic|digest|token|apikey|negotiate) (?!$)/i.exec(text.slice(at, at + 12))?.[0] ?? '';
  const from = at + scheme.length;
  const closing = quoted ? text.slice(from, from + longestQuoted).indexOf(text[at - 1] as string) : -1;
  const header = !quoted && /authorization|cookie/i.test(name);
  const belongs = header ? isHeader : isValue;
  const quoteEnd = closing > 0 && text[from + closing - 1] === '\\' ? from + closing - 1 : from + closing;
  const value = text.slice(from, closing === -1 ? runEnd(text, from, belongs, peek) : quoteEnd);
  if (value.length < 3 || isRedacted(value) || placeholder.test(value)) return undefined;
  if (/credentials?$/i.test(name) && /^(?:https?:\/)?\//.test(value)) return undefined;
  if (!sure && !quoted && scheme === '' && (value.length < 8 || !/\d/.test(value) || dottedName.test(value))) return undefined;
  return { start: from, end: closing === -1 ? runEnd(text, from, belongs, header ? longestHeader : text.length) : quoteEnd };
};

/** `--password hunter2` */
const option = /--([A-Za-z][\w-]{0,40}) (?=[^\s-])/y;

const elementName = (text: string, end: number): string => {
  const name = nameBefore(text, end);
  return text[end - name.length - 1] === '<' ? name : '';
};

/** `curl -u name:password`; `docker run -u 1000:1000` has numbers. */
const userOption = /(?:^|\s)(?:-u|--(?:proxy-)?user)[ =]?["']?$/;

const userPassword = (text: string, colon: number): Value | undefined => {
  const value = valueAfter(text, colon + 1, 'password', true);
  return value === undefined || /^\d+$/.test(text.slice(value.start, value.end)) ? undefined : value;
};

/** The secret that an assignment at this place names. */
const assignedAt = (text: string, at: number): Value | undefined => {
  switch (text.charCodeAt(at)) {
    case 0x3d: {
      const name = nameBefore(text, at);
      if (name === '' || !tellsSecret(name)) return undefined;
      // `auth=success` tells how it went, as `pass=124 fail=2` tells of tests.
      if (/^pass$/i.test(name) && /^\d+\b/.test(text.slice(at + 1, at + 12))) return undefined;
      return valueAfter(text, at + 1, name, !/^(?:auth|jwt)$/i.test(name));
    }
    case 0x3a: {
      const name = nameBefore(text, at);
      if (name !== '' && userOption.test(text.slice(Math.max(0, at - name.length - 16), at - name.length))) return userPassword(text, at);
      if (name === '' || !tellsSecret(name) || /^(?:pass|auth|jwt|otp)$/i.test(name)) return undefined;
      return valueAfter(text, at + 1, name, /(?:pass(?:word|wd|phrase|code)|pwd)$/i.test(name));
    }
    case 0x3e: {
      const name = elementName(text, at);
      if (name === '' || !tellsSecret(name)) return undefined;
      const end = runEnd(text, at + 1, isElement, text.length);
      const value = text.slice(at + 1, end);
      return value.length < 3 || isRedacted(value) || placeholder.test(value) ? undefined : { start: at + 1, end };
    }
    case 0x2d: {
      option.lastIndex = at;
      const match = option.exec(text);
      if (match === null || !tellsSecret(match[1] as string)) return undefined;
      return valueAfter(text, option.lastIndex, match[1] as string, true);
    }
    default:
      return undefined;
  }
};

/** Signs, each with what makes it worth a look. */
const sign = /[=:]|>|--(?=[A-Za-z])/g;

/** Replaces assigned secrets by `[redacted:secret]`. */
export const replaceAssigned = (text: string): string => {
  sign.lastIndex = 0;
  let result = '';
  let copied = 0;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const value = assignedAt(text, match.index);
    if (value === undefined || value.start < copied) continue;
    result += `${text.slice(copied, value.start)}[redacted:secret]`;
    copied = value.end;
    sign.lastIndex = value.end;
  }
  return copied === 0 ? text : result + text.slice(copied);
};
