/** One look at a text, a step a character: which of the searches for secrets and personal data could find anything in it. */
import { secretStarts } from './secret-shapes.ts';

/** What a text may hold; a sum of these. */
export const suspicion = {
  /** A run of sixteen letters, digits, dashes and underscores: a token. Hexadecimal digits alone are none. */
  long: 1,
  /** `=`, `:`, `>` or `--`: an assignment, a header, an option, a PEM block. */
  assignment: 2,
  /** Thirteen digits, single gaps between them: a payment card. */
  digits: 4,
  /** `@`, or `%40`: an e-mail address, or credentials in a URL. */
  at: 8,
  /** Three dots behind digits, or `::`, or six colons between hexadecimal digits: an IP address. */
  address: 16,
  /** A word begins as a secret of a known shape does. */
  shape: 32,
  /** A run of twenty letters, digits and `+/_-`, capitals, small letters and digits among them: a word drawn by lot. */
  mixed: 64,
} as const;

const longRun = 16;
/** Alone, hexadecimal digits and dashes are an identity: a UUID, a digest, a trace's id. Behind other words they may be a secret. */
const longestAlone = 40;
const cardDigits = 13;
/** The first part of a Discord token, before a dot. */
const longHead = 24;
/** The first part of Airtable's, which begins with `p`. */
const airtableHead = 17;
/** What Mailchimp's keys begin with, before `-us14`. */
const longIdentity = 32;
const mixedRun = 20;

/** What characters of words are, by code; 0 for all others. A word's kinds are the sum of its characters'. */
const [small, capital, digit, dash, underscore, beyondHex] = [1, 2, 4, 8, 16, 32];
const smallCapitalDigit = small | capital | digit;

const kinds = new Uint8Array(128);
for (const [characters, kind] of [
  ['abcdef', small],
  ['ghijklmnopqrstuvwxyz', small | beyondHex],
  ['ABCDEF', capital],
  ['GHIJKLMNOPQRSTUVWXYZ', capital | beyondHex],
  ['0123456789', digit],
  ['-', dash],
  ['_', underscore],
] as const)
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;

/** Whether two characters, and four by hash, may begin a secret: that others share a place costs a search and changes nothing. */
const startLength = 4;
const slotBits = 16;
const slotAt = (text: string, at: number): number => {
  const two = (text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1);
  return Math.imul((two << 16) ^ (text.charCodeAt(at + 2) << 8) ^ text.charCodeAt(at + 3), 0x9e3779b1) >>> (32 - slotBits);
};
const heads = new Uint8Array(1 << 14);
const headAt = (text: string, at: number): number => ((text.charCodeAt(at) & 127) << 7) | (text.charCodeAt(at + 1) & 127);
const starts = new Uint8Array(1 << slotBits);
for (const start of secretStarts) {
  heads[headAt(start, 0)] = 1;
  starts[slotAt(start, 0)] = 1;
}

/** `suspicion.shape` where a secret may begin. */
const startAt = (text: string, at: number): number =>
  at + startLength > text.length || heads[headAt(text, at)] === 0 || starts[slotAt(text, at)] === 0 ? 0 : suspicion.shape;

/** Nothing can be found in one, and many signals have one of their own. */
const uuidLength = 36;
const dashes = [8, 13, 18, 23] as const;
const isUuid = (text: string): boolean => {
  for (const at of dashes) if (text.charCodeAt(at) !== 0x2d) return false;
  let codes = 0;
  let word = 0;
  let dashed = 0;
  for (let at = 0; at < uuidLength; at += 1) {
    const code = text.charCodeAt(at);
    const kind = kinds[code & 127] as number;
    codes |= code;
    // 0x80 stands for what is in no word.
    word |= ((kind - 1) & 0x80) | kind;
    dashed += kind & dash;
  }
  return codes < 128 && (word & ~(small | capital | digit | dash)) === 0 && dashed === dashes.length * dash;
};

/** What is to be looked for in a text; 0, and most texts are, for nothing. */
export const suspicionOf = (text: string): number => {
  const { length } = text;
  if (length === uuidLength && isUuid(text)) return 0;
  let found = 0;
  let plain = length > longestAlone;
  let digits = 0;
  let dots = 0;
  let colons = 0;
  /** Where the run of words, `+` and `/` began, and its kinds. */
  let runStart = 0;
  let runKinds = 0;
  for (let at = 0; at <= length; at += 1) {
    const start = at;
    let word = 0;
    let code = -1;
    for (; at < length; at += 1) {
      code = text.charCodeAt(at);
      const kind = code < 128 ? (kinds[code] as number) : 0;
      if (kind === 0) break;
      word |= kind;
    }
    let endsInDigit = false;
    if (word !== 0) {
      found |= startAt(text, start);
      runKinds |= word;
      if ((word & beyondHex) !== 0) plain = true;
      if (plain && at - start >= longRun) found |= suspicion.long;
      if (word === digit) {
        digits += at - start;
        endsInDigit = true;
        if (digits >= cardDigits) found |= suspicion.digits;
      } else {
        dots = 0;
        if ((word & (beyondHex | dash | underscore)) !== 0) colons = 0;
        if ((word & (digit | dash)) === 0) digits = 0;
        else if ((word & dash) === 0 && digits + at - start < cardDigits) {
          let last = at;
          while (kinds[text.charCodeAt(last - 1)] === digit) last -= 1;
          digits = at - last;
          endsInDigit = digits !== 0;
        } else {
          let before = 0;
          for (let inside = start; inside < at; inside += 1) {
            const kind = kinds[text.charCodeAt(inside)] as number;
            if (kind === digit) {
              digits += 1;
              if (digits >= cardDigits) found |= suspicion.digits;
            } else if (kind === dash) {
              found |= startAt(text, inside + 1);
              if (inside - start >= longIdentity && text.charCodeAt(inside + 1) === 0x75) found |= suspicion.shape;
              if (before === dash) found |= suspicion.assignment;
              // A word's first dash stands behind whatever ended the last word, which was no digit.
              if (before !== digit) digits = 0;
            } else digits = 0;
            before = kind;
          }
          endsInDigit = before === digit;
        }
      }
    }
    if (at === length) break;
    if (code === 0x20) {
      if (!endsInDigit) digits = 0;
      dots = 0;
      colons = 0;
    } else if (code === 0x2e) {
      digits = 0;
      dots = endsInDigit ? dots + 1 : 0;
      if (dots === 3) found |= suspicion.address;
      if (at - start >= longHead || (at - start >= airtableHead && text.charCodeAt(at - airtableHead) === 0x70)) found |= suspicion.shape;
    } else {
      digits = 0;
      dots = 0;
      if (code === 0x3a) {
        found |= suspicion.assignment;
        colons += 1;
        if (text.charCodeAt(at + 1) === 0x41 && text.charCodeAt(at + 2) === 0x41) found |= suspicion.shape;
        if (colons === 6 || text.charCodeAt(at - 1) === 0x3a) found |= suspicion.address;
      } else {
        colons = 0;
        if (code === 0x3d || code === 0x3e) found |= suspicion.assignment;
        else if (code === 0x40) found |= suspicion.at;
        else if (code === 0x5c) found |= startAt(text, at + 2);
        else if (code === 0x25) {
          found |= startAt(text, at + 3);
          if (text.charCodeAt(at + 1) === 0x34 && text.charCodeAt(at + 2) === 0x30) found |= suspicion.at;
        } else if (code === 0x7e && text.charCodeAt(at - 1) === 0x51) found |= suspicion.shape;
      }
    }
    if (code !== 0x2f && code !== 0x2b) {
      if (runKinds !== 0) {
        if (at - runStart >= mixedRun && (runKinds & smallCapitalDigit) === smallCapitalDigit) found |= suspicion.mixed;
        runKinds = 0;
      }
      runStart = at + 1;
    }
  }
  if (length - runStart >= mixedRun && (runKinds & smallCapitalDigit) === smallCapitalDigit) found |= suspicion.mixed;
  return found;
};
