/** Masks one word of a message. Every check reads the word once: linear in its length. */

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isHexLetter = (code: number): boolean => (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

interface Shape {
  readonly digits: number;
  /** Letters a to f. */
  readonly hexLetters: number;
  readonly otherLetters: number;
  readonly upper: number;
  readonly dots: number;
  readonly colons: number;
  readonly dashes: number;
  readonly slashes: number;
  /** Anything else. */
  readonly others: number;
}

const shapeOf = (word: string): Shape => {
  let digits = 0;
  let hexLetters = 0;
  let otherLetters = 0;
  let upper = 0;
  let dots = 0;
  let colons = 0;
  let dashes = 0;
  let slashes = 0;
  let others = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (isDigit(code)) digits += 1;
    else if (isLetter(code)) {
      if (isHexLetter(code)) hexLetters += 1;
      else otherLetters += 1;
      if (code <= 90) upper += 1;
    } else if (code === 46) dots += 1;
    else if (code === 58) colons += 1;
    else if (code === 45) dashes += 1;
    else if (code === 47 || code === 92) slashes += 1;
    else others += 1;
  }
  return { digits, hexLetters, otherLetters, upper, dots, colons, dashes, slashes, others };
};

/** Each run of digits becomes `<num>`: `node12` → `node<num>`, `3000ms` → `<num>ms`, `-1.5%` → `<num>%`. */
const maskDigits = (word: string): string => {
  let masked = '';
  let at = 0;
  while (at < word.length) {
    const code = word.charCodeAt(at);
    const sign = (code === 45 || code === 43) && at === 0 && isDigit(word.charCodeAt(1));
    if (!isDigit(code) && !sign) {
      masked += word[at];
      at += 1;
      continue;
    }
    at += 1;
    // A dot between digits belongs to the number.
    while (isDigit(word.charCodeAt(at)) || (word.charCodeAt(at) === 46 && isDigit(word.charCodeAt(at + 1)))) at += 1;
    masked += '<num>';
  }
  return masked;
};

/** What a word of digits and punctuation stands for, with `<num>` as the rest. */
const maskNumeric = (word: string, shape: Shape): string => {
  if (shape.dots === 3 && shape.digits >= 4 && shape.dashes === 0 && shape.colons <= 1) return '<ip>';
  if (word.includes('::')) return '<ip>';
  if (shape.colons >= 2 || (shape.dashes === 2 && shape.digits >= 6)) return '<time>';
  return maskDigits(word);
};

const isUuid = (word: string, { dashes, digits, hexLetters }: Shape): boolean =>
  word.length === 36 && dashes === 4 && digits + hexLetters === 32 && word[8] === '-' && word[23] === '-';

/** `2026-11-21T05:24:00.123Z` and its kin: digits with the letters T and Z only. */
const isTimestamp = (word: string, { digits, hexLetters, otherLetters, dashes, colons }: Shape): boolean =>
  digits >= 8 &&
  hexLetters === 0 &&
  otherLetters <= 2 &&
  otherLetters > 0 &&
  colons >= 1 &&
  dashes >= 1 &&
  (word.includes('T') || word.includes('Z'));

const trailing = new Set(['.', '!', '?', ':']);

const hashedIp = /^ip:[0-9a-f]{16}(?::\d{1,5})?$/;

const maskCore = (word: string): string => {
  const scheme = word.indexOf('://');
  if (scheme > 0) return `${word.slice(0, scheme)}://<url>`;
  const shape = shapeOf(word);
  if (word.length > 1 && (word[0] === '/' || (word[1] === ':' && word[2] === '\\'))) return '<path>';
  if (shape.slashes >= 2 && shape.others + shape.colons === 0) return '<path>';
  const name = word.indexOf('@');
  if (name > 0 && word.indexOf('.', name) > name) return '<email>';
  // As the sanitiser leaves an address: a keyed hash, and a port perhaps.
  if (word.length === 22 && word.startsWith('email:')) return '<email>';
  if (word.startsWith('ip:') && hashedIp.test(word)) return '<ip>';
  if (shape.digits === 0) return word.length >= 32 && shape.upper > 4 && shape.upper < word.length - 8 ? '<id>' : word;
  const letters = shape.hexLetters + shape.otherLetters;
  if (letters === 0) return maskNumeric(word, shape);
  if (isUuid(word, shape)) return '<uuid>';
  if (isTimestamp(word, shape)) return '<time>';
  if (word.startsWith('0x') || word.startsWith('0X')) return '<hex>';
  const plain = shape.dots + shape.colons + shape.dashes + shape.slashes + shape.others === 0;
  if (plain && shape.otherLetters === 0 && word.length >= 8) return '<hex>';
  if (shape.colons >= 2 && shape.otherLetters === 0 && shape.others + shape.slashes === 0) return '<ip>';
  // Long mixtures of letters and digits are ids; how they mix differs from one to the next.
  if (word.length >= 16 && shape.digits >= 3 && shape.dots + shape.colons + shape.slashes === 0) return '<id>';
  return maskDigits(word);
};

/** The word with what varies masked; closing punctuation stays. */
export const maskWord = (word: string): string => {
  let end = word.length;
  while (end > 1 && trailing.has(word[end - 1] ?? '')) end -= 1;
  return end === word.length ? maskCore(word) : maskCore(word.slice(0, end)) + word.slice(end);
};
