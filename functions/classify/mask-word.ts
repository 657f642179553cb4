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
  /** Letters beside digits. */
  readonly turns: number;
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
  let turns = 0;
  let before = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    let sort = 0;
    if (isDigit(code)) {
      digits += 1;
      sort = 1;
    } else if (isLetter(code)) {
      sort = 2;
      if (isHexLetter(code)) hexLetters += 1;
      else otherLetters += 1;
      if (code <= 90) upper += 1;
    } else if (code === 46) dots += 1;
    else if (code === 58) colons += 1;
    else if (code === 45) dashes += 1;
    else if (code === 47 || code === 92) slashes += 1;
    else others += 1;
    if (sort + before === 3) turns += 1;
    before = sort;
  }
  return { digits, hexLetters, otherLetters, upper, dots, colons, dashes, slashes, turns, others };
};

const isHex = (code: number): boolean => isDigit(code) || isHexLetter(code);
const isWordCode = (code: number): boolean => isDigit(code) || isLetter(code);

/** `2607:f140:6000:8:…`, `FF:F2:9F:16:EB:27`: where four groups or more end that begin here, or -1. */
const groupsEnd = (word: string, from: number): number => {
  let at = from;
  let groups = 0;
  for (;;) {
    const start = at;
    while (at - start < 5 && isHex(word.charCodeAt(at))) at += 1;
    if (at === start || at - start > 4 || isLetter(word.charCodeAt(at))) return -1;
    groups += 1;
    if (word.charCodeAt(at) !== 58 || !isHex(word.charCodeAt(at + 1))) return groups >= 4 ? at : -1;
    at += 1;
  }
};

/** `0x7fed8` and `7f8efa7db140` within a word: where it ends, or -1. `from` is where letters and digits begin. */
const hexEnd = (word: string, from: number): number => {
  const prefixed = word.charCodeAt(from) === 48 && (word.charCodeAt(from + 1) | 32) === 120;
  let at = prefixed ? from + 2 : from;
  let digits = 0;
  let letters = 0;
  for (; isHex(word.charCodeAt(at)); at += 1) {
    if (isDigit(word.charCodeAt(at))) digits += 1;
    else letters += 1;
  }
  if (isWordCode(word.charCodeAt(at))) return -1;
  return prefixed || (letters > 0 && digits >= 2 && digits + letters >= 6) ? at : -1;
};

/** Each number within a word becomes `<num>`: `node12` → `node<num>`, `3000ms` → `<num>ms`, `-1.5%` → `<num>%`; `@0x7fe` → `@<hex>`. */
const maskDigits = (word: string): string => {
  let masked = '';
  let at = 0;
  let inWord = false;
  while (at < word.length) {
    const code = word.charCodeAt(at);
    if (!inWord && isHex(code)) {
      const groups = groupsEnd(word, at);
      const end = groups > 0 ? groups : hexEnd(word, at);
      if (end > 0) {
        masked += groups > 0 ? '<ip>' : '<hex>';
        at = end;
        inWord = true;
        continue;
      }
    }
    const sign = (code === 45 || code === 43) && at === 0 && isDigit(word.charCodeAt(1));
    inWord = isWordCode(code);
    if (!isDigit(code) && !sign) {
      masked += word[at];
      at += 1;
      continue;
    }
    at += 1;
    // A dot between digits belongs to the number.
    while (isDigit(word.charCodeAt(at)) || (word.charCodeAt(at) === 46 && isDigit(word.charCodeAt(at + 1)))) at += 1;
    inWord = true;
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

/** What names of hosts end in, beside countries' two letters. */
const topDomains = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil', 'arpa']);
/** Words that names of hosts within a network end in: three parts or a number tell them from `codes.Internal`. */
const innerDomains = new Set(['local', 'internal', 'lan', 'corp', 'svc', 'cluster', 'localdomain', 'intra']);
/** What names of classes begin with: they tell what happened. */
const reversed = new Set([
  'com',
  'org',
  'net',
  'io',
  'java',
  'javax',
  'sun',
  'jdk',
  'scala',
  'kotlin',
  'android',
  'edu',
  'gov',
  'dev',
  'system',
  'microsoft',
]);
/** Endings of files and programs that are countries' too. */
const noCountries = new Set([
  'py',
  'sh',
  'pl',
  'rs',
  'so',
  'id',
  'is',
  'cc',
  'ps',
  'md',
  'go',
  'js',
  'ts',
  'rb',
  'io',
  'gz',
  'db',
  'my',
  'in',
  'to',
  'me',
  'it',
  'no',
  'do',
  'at',
  'as',
  'am',
  'or',
]);

const isPort = (text: string): boolean => {
  if (text.length === 0 || text.length > 5) return false;
  for (let at = 0; at < text.length; at += 1) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
};

/** `db1.shop.internal`, `example.com:443`; not `java.io.IOException` or `app.log`. */
const isHost = (word: string, { dots, colons, digits, others }: Shape): boolean => {
  if (colons > 1 || others > 0) return false;
  const colon = word.indexOf(':');
  if (colon >= 0 && !isPort(word.slice(colon + 1))) return false;
  const name = colon < 0 ? word : word.slice(0, colon);
  const first = name.slice(0, name.indexOf('.')).toLowerCase();
  const top = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (first === '' || top === '' || reversed.has(first)) return false;
  if (topDomains.has(top)) return true;
  if (innerDomains.has(top)) return dots >= 2 || colon > 0 || digits > 0;
  if (!isLetter(top.charCodeAt(0))) return false;
  return colon > 0 ? !name.endsWith('.java') : dots >= 2 && top.length === 2 && !noCountries.has(top);
};

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
  const rooted = word.indexOf(':/');
  if (rooted > 0) return `${maskDigits(word.slice(0, rooted))}:<path>`;
  if (shape.dots > 0 && shape.slashes === 0 && isHost(word, shape)) return '<host>';
  if (shape.digits === 0) return word;
  const letters = shape.hexLetters + shape.otherLetters;
  if (letters === 0) return maskNumeric(word, shape);
  if (isUuid(word, shape)) return '<uuid>';
  if (isTimestamp(word, shape)) return '<time>';
  if (word.startsWith('0x') || word.startsWith('0X')) return '<hex>';
  const plain = shape.dots + shape.colons + shape.dashes + shape.slashes + shape.others === 0;
  if (plain && shape.otherLetters === 0 && word.length >= 8) return '<hex>';
  if (shape.colons >= 2 && shape.otherLetters === 0 && shape.others + shape.slashes === 0) return '<ip>';
  // Long mixtures of letters and digits are ids; how they mix differs from one to the next.
  if (word.length >= 16 && shape.digits >= 3 && shape.turns >= 3 && shape.dots + shape.colons + shape.slashes === 0) return '<id>';
  return maskDigits(word);
};

/** The word with what varies masked; closing punctuation stays. */
export const maskWord = (word: string): string => {
  let end = word.length;
  while (end > 1 && trailing.has(word[end - 1] ?? '')) end -= 1;
  return end === word.length ? maskCore(word) : maskCore(word.slice(0, end)) + word.slice(end);
};
