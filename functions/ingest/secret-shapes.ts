/**
 * Finds secrets by their shape. One pattern of literal beginnings finds candidates; each is then judged by reading forward,
 * and reading goes on behind what was read, so that no text, however made, costs more than its length.
 */

/** Beginnings of secrets. The words of assignments are taken in the usual cases. */
const marker =
  /(?<key>AKIA|ASIA)|(?<token>gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|sk_live_|rk_live_)|(?<jwt>eyJ)|(?<block>-----BEGIN )|(?<scheme>[Bb]earer |[Bb]asic )|(?<word>[Pp]ass(?:w(?:or)?d|phrase)|PASSW(?:OR)?D|[Pp]wd|PWD|[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Aa]pi[_-]?[Kk]ey|API[_-]?KEY|[Aa]ccess[_-]?[Kk]ey|ACCESS_KEY)/g;

const isWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;

/** Characters tokens are made of: letters, digits and `-._~+/=`. */
const isToken = (code: number): boolean =>
  isWord(code) || code === 0x2d || code === 0x2e || code === 0x2f || code === 0x2b || code === 0x3d || code === 0x7e;

/** Where a run of characters ends, at most `limit` further on. */
const runEnd = (text: string, from: number, belongs: (code: number) => boolean, limit = text.length): number => {
  const last = Math.min(text.length, from + limit);
  let at = from;
  while (at < last && belongs(text.charCodeAt(at))) at += 1;
  return at;
};

/** How far a candidate is looked at before it is judged; only a secret is read to its end, and never again. */
const peek = 128;

/** What to replace, and where to read on. */
interface Finding {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

const found = (start: number, end: number, label: string): Finding => ({ start, end, label });

/** The end of a PEM block that begins here, when it is a private key's. */
const privateKey = (text: string, start: number): Finding | undefined => {
  const headEnd = text.indexOf('-----', start + 11);
  if (headEnd === -1 || headEnd - start > 64 || !text.slice(start, headEnd).endsWith('PRIVATE KEY')) return undefined;
  const foot = text.indexOf('-----END ', headEnd);
  const end = foot === -1 ? -1 : text.indexOf('-----', foot + 9);
  return found(start, end === -1 ? text.length : end + 5, 'private_key');
};

const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x60;

/** Ends of an unquoted assigned value: white space and the usual separators. */
const isValue = (code: number): boolean =>
  code > 0x20 && !isQuote(code) && code !== 0x2c && code !== 0x3b && code !== 0x26 && code !== 0x29 && code !== 0x7d && code !== 0x5d;

/** `password=…`, `"api_key": "…"`: the value behind a telling word. Prose such as `token: expired` is left alone. */
const assigned = (text: string, start: number, end: number): Finding | undefined => {
  let at = runEnd(text, end, (code) => isWord(code) || code === 0x2d, peek);
  if (text[at] === '\\') at += 1;
  if (isQuote(text.charCodeAt(at))) at += 1;
  const spaced = text[at] === ' ';
  if (spaced) at += 1;
  const sign = text[at];
  if (sign !== '=' && sign !== ':') return undefined;
  at += 1;
  const gap = text[at] === ' ';
  if (gap) at += 1;
  if (text[at] === '\\') at += 1;
  const quoted = isQuote(text.charCodeAt(at));
  if (quoted) at += 1;
  const scheme = /^(?:[Bb]earer|[Bb]asic) $/.exec(text.slice(at, at + 7))?.[0] ?? '';
  const from = at + scheme.length;
  const closing = quoted ? text.indexOf(text[at - 1] as string, from) : -1;
  const whole = closing !== -1 && closing - from <= 512;
  const unescaped = whole && text[closing - 1] === '\\' ? closing - 1 : closing;
  const value = text.slice(from, whole ? unescaped : runEnd(text, from, isValue, peek));
  if (value.length < 3 || value.startsWith('[redacted') || value === 'null' || value === 'true' || value === 'false') return undefined;
  const surely = sign === '=' || quoted || /^pass|^pwd/i.test(text.slice(start, end));
  if (!surely && (value.length < 8 || !/\d/.test(value))) return undefined;
  return found(from, whole ? unescaped : runEnd(text, from, isValue), 'secret');
};

const judge = (text: string, groups: Readonly<Record<string, string | undefined>>, start: number, end: number): Finding | undefined => {
  if (groups['block'] !== undefined) return privateKey(text, start);
  if (groups['word'] !== undefined) return assigned(text, start, end);
  if (start > 0 && isWord(text.charCodeAt(start - 1))) return undefined;
  if (groups['scheme'] !== undefined) {
    const stop = runEnd(text, end, isToken);
    return stop - end >= 16 ? found(end, stop, 'credentials') : undefined;
  }
  if (groups['key'] !== undefined) {
    const stop = runEnd(text, end, isWord);
    return stop - start === 20 && /^[A-Z0-9]+$/.test(text.slice(end, stop)) ? found(start, stop, 'aws_key') : undefined;
  }
  if (groups['token'] !== undefined) {
    const run = text.slice(end, runEnd(text, end, isToken, peek));
    return run.length >= 16 && /\d/.test(run) ? found(start, runEnd(text, end, isToken), 'token') : undefined;
  }
  const stop = runEnd(text, end, isToken);
  const run = text.slice(start, stop);
  return run.split('.', 3).length === 3 && run.length >= 20 ? found(start, stop, 'jwt') : undefined;
};

/** Where reading goes on behind a candidate that was none: nothing that was read is read again by the same kind of run. */
const passOver = (text: string, groups: Readonly<Record<string, string | undefined>>, end: number): number =>
  groups['jwt'] === undefined ? end : runEnd(text, end, isToken);

/** Replaces what looks like a secret by `[redacted:<kind>]`. */
export const replaceSecrets = (text: string): string => {
  marker.lastIndex = 0;
  let result = '';
  let copied = 0;
  for (let match = marker.exec(text); match !== null; match = marker.exec(text)) {
    const end = match.index + match[0].length;
    const finding = judge(text, match.groups ?? {}, match.index, end);
    if (finding === undefined) {
      marker.lastIndex = passOver(text, match.groups ?? {}, end);
      continue;
    }
    result += `${text.slice(copied, finding.start)}[redacted:${finding.label}]`;
    copied = finding.end;
    marker.lastIndex = finding.end;
  }
  return copied === 0 ? text : result + text.slice(copied);
};
