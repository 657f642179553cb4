/** Cuts a masked message into words and placeholders. One pass over bounded text, no pattern engine: attackers choose the text. */

import { hiddenNumbers } from './hidden-numbers.ts';
import { foldLookalikes } from './lookalikes.ts';
import { stemOf } from './stem.ts';

/** A word, or what the mask left for something that varies. */
export interface Token {
  /** Lower case; a placeholder as it stands: `<num>`. */
  readonly text: string;
  readonly stem: string;
  readonly isWord: boolean;
  /** The number behind a `<num>`, where the example tells. */
  readonly value?: string;
  /** Written in capitals, three letters or more. */
  readonly shouted: boolean;
  /** Characters between the token before and this one, blanks left out. */
  readonly gap: string;
}

/** Longer texts are cut: what a message is about stands at its beginning. Characters. */
const maxText = 2000;
/** Tokens looked at. */
const maxTokens = 120;
/** Characters of a word that count. */
const maxWord = 40;

const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isLower = (code: number): boolean => code >= 97 && code <= 122;
/** Letters of every script: what is no Latin letter is no separator either. */
const isLetter = (code: number): boolean => isUpper(code) || isLower(code) || code >= 0xc0;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const apostrophe = 39;

/** Where a word within a compound begins: `SocketTimeout`, `HTTPStatus`. */
const startsPart = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (!isUpper(code)) return false;
  return isLower(text.charCodeAt(at - 1)) || (isUpper(text.charCodeAt(at - 1)) && isLower(text.charCodeAt(at + 1)));
};

/** Two words that are one. The second follows the first within the same clause. */
const joined: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'timed out': 'timeout',
    'time out': 'timeout',
    'times out': 'timeout',
    'timing out': 'timeout',
    'shut down': 'shutdown',
    'shutting down': 'shutdown',
    'shuts down': 'shutdown',
    'gave up': 'giveup',
    'give up': 'giveup',
    'giving up': 'giveup',
    'back off': 'backoff',
    'backing off': 'backoff',
    'roll back': 'rollback',
    'rolled back': 'rollback',
    'rolling back': 'rollback',
    'fail over': 'failover',
    'failed over': 'failover',
    'failing over': 'failover',
    'fell behind': 'lagging',
    'falling behind': 'lagging',
    'could not': 'cannot',
    'can not': 'cannot',
    'not able': 'cannot',
    'ran out': 'exhausted',
    'run out': 'exhausted',
    'running out': 'exhausted',
  }),
);

const placeholderEnd = (text: string, at: number): number => {
  let end = at + 1;
  while (end < at + 8 && isLower(text.charCodeAt(end))) end += 1;
  return text[end] === '>' && end > at + 1 ? end + 1 : -1;
};

/** The tokens of a masked message, numbers told from the example. */
export const tokensOf = (template: string, example: string): readonly Token[] => {
  const text = foldLookalikes(template.slice(0, maxText));
  const numbers = hiddenNumbers(text, example);
  const tokens: Token[] = [];
  let gap = '';
  let at = 0;
  let nth = 0;

  const addMask = (mask: string, value: string | undefined): void => {
    tokens.push({ text: mask, stem: mask, isWord: false, shouted: false, gap, ...(value === undefined ? {} : { value }) });
    gap = '';
  };
  const addWord = (raw: string): void => {
    const word = raw.slice(0, maxWord);
    const lower = word.toLowerCase();
    const before = tokens.at(-1);
    const both = before?.isWord && gap === '' ? joined.get(`${before.text} ${lower}`) : undefined;
    const shouted = word.length >= 3 && word === word.toUpperCase() && word !== lower;
    if (both !== undefined && before !== undefined) tokens[tokens.length - 1] = { ...before, text: both, stem: stemOf(both) };
    else tokens.push({ text: lower, stem: stemOf(lower), isWord: true, shouted, gap });
    gap = '';
  };

  while (at < text.length && tokens.length < maxTokens) {
    const code = text.charCodeAt(at);
    const end = code === 60 ? placeholderEnd(text, at) : -1;
    if (end > 0) {
      const mask = text.slice(at, end);
      addMask(mask, mask === '<num>' ? numbers[nth] : undefined);
      if (mask === '<num>') nth += 1;
      at = end;
    } else if (isLetter(code)) {
      const start = at;
      let word = '';
      at += 1;
      while (at < text.length && !startsPart(text, at) && (isLetter(text.charCodeAt(at)) || text.charCodeAt(at) === apostrophe)) at += 1;
      word = text.slice(start, at).replaceAll("'", '');
      addWord(word);
    } else if (isDigit(code)) {
      const start = at;
      while (isDigit(text.charCodeAt(at))) at += 1;
      addMask('<num>', text.slice(start, Math.min(at, start + 20)));
    } else {
      if (code > 32 && gap.length < 8) gap += text[at];
      at += 1;
    }
  }
  return tokens;
};
