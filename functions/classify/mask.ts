/** Replaces what varies in a message, so that messages of one kind become one text. One pass, no pattern engine: attackers choose the text. */
import { maskWord } from './mask-word.ts';
import { tellingWords } from './mining/telling-words.ts';

/** What a character is to masking: bits. */
const space = 1;
/** Ends a word, and stays as it is. */
const delimiter = 2;
/** Ends a URL. */
const urlEnd = 4;
const colon = 8;
/** A word of nothing else stays as it is. */
const plain = 16;

const classes = new Uint8Array(256).fill(0);
for (let code = 0; code <= 32; code += 1) classes[code] = space | urlEnd;
classes[0xa0] = space | urlEnd;
for (const character of '"\'`()[]{}<>,;=|') classes[character.charCodeAt(0)] = delimiter;
for (const character of '"\'`()[]{}<>') classes[character.charCodeAt(0)] = delimiter | urlEnd;
classes[58] = colon;
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!?*-_+#$%&~^') classes[character.charCodeAt(0)] = plain;

/** Past the end nothing is. */
const classAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 256 ? (classes[code] ?? 0) : 0;
};

/** A colon ends a word when a space, a delimiter or the end follows, as in `failed: no route`; not in `10:22:33`, `::1` or `http://`. */
const colonEnds = (text: string, at: number): boolean => at + 1 === text.length || (classAt(text, at + 1) & (space | delimiter)) > 0;

const isLetters = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at) | 32;
    if (code < 97 || code > 122) return false;
  }
  return text !== '';
};

/**
 * A quoted single word names something (`user "alice"`), unless it is a key or a plain word of a JSON text (`"level":"error"`), or says what happened
 * (`state 'Inactive'`). Returns where its closing quote lies, or -1.
 */
const quotedValueEnd = (text: string, at: number): number => {
  const quote = text[at];
  if (quote !== '"' && quote !== "'" && quote !== '`') return -1;
  const before = at === 0 ? space : classAt(text, at - 1);
  // An apostrophe within a word quotes nothing.
  if ((before & (space | delimiter | colon)) === 0) return -1;
  let end = at + 1;
  for (const limit = Math.min(text.length, at + 200); end < limit && text[end] !== quote; end += 1) {
    if ((classAt(text, end) & space) > 0 || text[end] === '\\') return -1;
  }
  if (text[end] !== quote || end === at + 1) return -1;
  if (text[end + 1] === ':') return -1;
  const word = text.slice(at + 1, end);
  return tellingWords.has(word.toLowerCase()) || (before === colon && isLetters(word)) ? -1 : end;
};

/** A URL goes on to the next space, quote or bracket: `=`, `,` and `;` belong to it. */
const endOfUrl = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && (classAt(text, at) & urlEnd) === 0) at += 1;
  return at;
};

/** What stands for what varies must not be written by whoever sends messages: `<num>` becomes `‹num›`. */
const placeholders = /<(num|id|ip|uuid|time|path|str|email|hex|url|host|\*)>/g;

/**
 * The masked text, spaces collapsed: numbers, ids, addresses, times, paths, hosts and quoted names become `<num>`, `<id>`, `<ip>`…
 *
 * `found` hears of every word that was masked, as it was and as it is. Example: `order 123 failed after 3000 ms: "8f3c"` → `order <num> failed after <num> ms: "<str>"`.
 */
export const maskMessage = (message: string, found?: (word: string, masked: string) => void): string => {
  const text = message.includes('<') ? message.replaceAll(placeholders, '‹$1›') : message;
  let masked = '';
  let at = 0;
  /** What stands from here to `at` is taken as it is. */
  let kept = 0;
  while (at < text.length) {
    let sort = classAt(text, at);
    if ((sort & space) > 0) {
      const end = at;
      while (at < text.length && (classAt(text, at) & space) > 0) at += 1;
      // One space between words stays with them.
      if (at === end + 1 && text.charCodeAt(end) === 32 && at < text.length && end > 0) continue;
      masked += text.slice(kept, end);
      if (masked !== '' && at < text.length) masked += ' ';
      kept = at;
      continue;
    }
    if ((sort & delimiter) > 0 || (sort === colon && colonEnds(text, at))) {
      const quoteEnd = sort === colon ? -1 : quotedValueEnd(text, at);
      if (quoteEnd > 0) {
        masked += `${text.slice(kept, at + 1)}<str>`;
        found?.(text.slice(at + 1, quoteEnd), '<str>');
        kept = quoteEnd;
        at = quoteEnd;
      }
      at += 1;
      continue;
    }
    const start = at;
    let seen = 0;
    let inner = false;
    for (; at < text.length; at += 1) {
      sort = classAt(text, at);
      if ((sort & (space | delimiter)) > 0) break;
      if (sort === colon) {
        if (colonEnds(text, at)) break;
        inner = true;
      }
      seen |= sort === plain ? 0 : 1;
    }
    if (seen === 0) continue;
    let word = text.slice(start, at);
    if (inner && word.includes('://')) {
      at = endOfUrl(text, at);
      word = text.slice(start, at);
    }
    const replaced = maskWord(word);
    if (replaced === word) continue;
    found?.(word, replaced);
    masked += text.slice(kept, start) + replaced;
    kept = at;
  }
  return masked + text.slice(kept, at);
};
