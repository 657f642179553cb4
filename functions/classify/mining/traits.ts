/** What a token is: a word that says what happened, or a name of a thing (a class, a file, a host, a user). Worked out once a token, as few tokens are new. */
import { generations } from '#kernel/generations.ts';
import { tellingParts, tellingWords, troubleParts } from './telling-words.ts';
import { wildcard } from './tokens.ts';

/** Up to so many letters beside a number are a kind of thing, as in `eth<*>` and `wlan<*>`; more are its name. */
const maxPrefix = 4;
/** Tokens that are remembered. */
const remembered = 20_000;

export interface Traits {
  /** What it says before its value: `size=`, `reason:`; empty where it is one word. The rest is about the value. */
  readonly key: string;
  readonly isWildcard: boolean;
  /** The letters alone: `node-<*>` and `node<*>` have the same. */
  readonly letters: string;
  /** `root_domain`, `java.io.File`, `onExtend`, `<*>.log`; not `failed`, `HTTPS`, `eth<*>`, or what names a trouble: `java.io.IOException`. */
  readonly isName: boolean;
  /** It says what happened: `closed`, `IOException`. */
  readonly tells: boolean;
  /** The parts of a name that say what happened, sorted: `CONTAINER_LAUNCH` has one. */
  readonly tellingParts: string;
}

const notLetters = /[^\p{L}]+/gu;

const isLetter = (character: string): boolean => character.toLowerCase() !== character.toUpperCase();

/** Without the punctuation around it; a slash before a path stays. */
const bareName = (token: string): string => {
  let start = 0;
  let end = token.length;
  const begins = (character: string): boolean => isLetter(character) || character === '<' || character === '/' || character === '\\';
  while (start < end && !begins(token[start] ?? '')) start += 1;
  while (end > start && token[end - 1] !== '>' && !isLetter(token[end - 1] ?? '')) end -= 1;
  return token.slice(start, end);
};

/** `CONTAINER_REMOTE_LAUNCH` and `containerRemoteLaunch` have the same three. */
const partsOf = (token: string): readonly string[] =>
  token
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '');

const wordsOf = (token: string): readonly string[] => token.toLowerCase().split(/[^a-z]+/);

const keyOf = (token: string): string => {
  const key = token.slice(0, Math.max(token.lastIndexOf('='), token.lastIndexOf(':', token.length - 2)) + 1);
  return key.endsWith('::') ? '' : key;
};

const lettersOf = (token: string): string => token.replaceAll(wildcard, '').replace(notLetters, '');

const isName = (value: string): boolean => {
  const bare = bareName(value);
  if (/[._/\\@]|::/.test(bare)) return true;
  if (bare.includes(wildcard)) {
    const { length } = lettersOf(bare);
    return length > maxPrefix || length === 0;
  }
  return /\p{Ll}\p{Lu}/u.test(bare);
};

const traits = (token: string): Traits => {
  const key = keyOf(token);
  const value = token.slice(key.length);
  const parts = partsOf(value);
  const isTrouble = parts.some((part) => troubleParts.has(part));
  return {
    key,
    isWildcard: value === wildcard,
    letters: lettersOf(value),
    isName: value === wildcard || (!isTrouble && isName(value)),
    tells: isTrouble || wordsOf(value).some((word) => tellingWords.has(word)),
    tellingParts: [...new Set(parts.filter((part) => tellingParts.has(part)))].sort().join(' '),
  };
};

const known = generations<Traits>(remembered);

export const traitsOf = (token: string): Traits => {
  const there = known.get(token);
  if (there !== undefined) return there;
  const found = traits(token);
  known.set(token, found);
  return found;
};
