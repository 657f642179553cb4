/** Replaces what varies in a message, so that messages of one kind become one text. One pass, no pattern engine: attackers choose the text. */
import { maskWord } from './mask-word.ts';
import { tellingWords } from './mining/telling-words.ts';

const isSpace = (code: number): boolean => code <= 32 || code === 0xa0;

/** Characters that end a word: they stay as they are. */
const delimiters = new Set(Array.from('"\'`()[]{}<>,;=|', (character) => character.charCodeAt(0)));
const urlEnds = new Set(Array.from('"\'`()[]{}<>', (character) => character.charCodeAt(0)));
const colon = 58;

/** A colon ends a word when a space, a delimiter or the end follows, as in `failed: no route`; not in `10:22:33`, `::1` or `http://`. */
const endsWord = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (isSpace(code) || delimiters.has(code)) return true;
  if (code !== colon) return false;
  const next = text.charCodeAt(at + 1);
  return Number.isNaN(next) || isSpace(next) || delimiters.has(next);
};

const isLetters = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at) | 32;
    if (code < 97 || code > 122) return false;
  }
  return text !== '';
};

/** A quoted single word names something (`user "alice"`), unless it is a key or a plain word of a JSON text (`"level":"error"`). Returns where its closing quote lies, or -1. */
const quotedValueEnd = (text: string, at: number): number => {
  const quote = text[at];
  if (quote !== '"' && quote !== "'" && quote !== '`') return -1;
  const before = at === 0 ? 32 : text.charCodeAt(at - 1);
  // An apostrophe within a word quotes nothing.
  if (!isSpace(before) && !delimiters.has(before) && before !== colon) return -1;
  let end = at + 1;
  for (const limit = Math.min(text.length, at + 200); end < limit && text[end] !== quote; end += 1) {
    if (isSpace(text.charCodeAt(end)) || text[end] === '\\') return -1;
  }
  if (text[end] !== quote || end === at + 1) return -1;
  if (text.charCodeAt(end + 1) === colon) return -1;
  const word = text.slice(at + 1, end);
  return tellingWords.has(word.toLowerCase()) || (before === colon && isLetters(word)) ? -1 : end;
};

/** A URL goes on to the next space, quote or bracket: `=`, `,` and `;` belong to it. */
const urlEnd = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && !isSpace(text.charCodeAt(at)) && !urlEnds.has(text.charCodeAt(at))) at += 1;
  return at;
};

/**
 * The masked text, spaces collapsed: numbers, ids, addresses, times, paths and quoted names become `<num>`, `<id>`, `<ip>`…
 *
 * Example: `order 123 failed after 3000 ms: "8f3c"` → `order <num> failed after <num> ms: "<str>"`.
 */
export const maskMessage = (text: string): string => {
  let masked = '';
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
      if (masked !== '' && at < text.length) masked += ' ';
      continue;
    }
    const quoteEnd = delimiters.has(code) ? quotedValueEnd(text, at) : -1;
    if (quoteEnd > 0) {
      masked += `${text[at]}<str>${text[at]}`;
      at = quoteEnd + 1;
      continue;
    }
    if (endsWord(text, at)) {
      masked += text[at];
      at += 1;
      continue;
    }
    const start = at;
    while (at < text.length && !endsWord(text, at)) at += 1;
    let word = text.slice(start, at);
    if (word.includes('://')) {
      at = urlEnd(text, at);
      word = text.slice(start, at);
    }
    masked += maskWord(word);
  }
  return masked;
};
