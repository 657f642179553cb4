/** One look at a text, a step a character: which of the searches for secrets and personal data could find anything in it. */

/** What a text may hold; a sum of these. */
export const suspicion = {
  /** A run of sixteen letters, digits, dashes and underscores: a token. Hexadecimal digits alone are none. */
  long: 1,
  /** `=`, `:`, `>` or `--`: an assignment, a header, an option, a PEM block. */
  assignment: 2,
  /** Thirteen digits, single gaps between them: a payment card. */
  digits: 4,
  /** `@`: an e-mail address, or credentials in a URL. */
  at: 8,
  /** Three dots behind digits, or `::`, or six colons between hexadecimal digits: an IP address. */
  address: 16,
} as const;

const longRun = 16;
/** Alone, hexadecimal digits and dashes are an identity: a UUID, a digest, a trace's id. Behind other words they may be a secret. */
const longestAlone = 40;
const cardDigits = 13;

const [other, letter, hexLetter, digit, dash, underscore, blank, dot, colon, sign, at] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** What a character is, by its code below 128. */
const kinds = new Uint8Array(128);
for (const [characters, kind] of [
  ['ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ', letter],
  ['abcdefABCDEF', hexLetter],
  ['0123456789', digit],
  ['-', dash],
  ['_', underscore],
  [' ', blank],
  ['.', dot],
  [':', colon],
  ['=>', sign],
  ['@', at],
] as const)
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;

/** What is to be looked for in a text; 0, and most texts are, for nothing. */
export const suspicionOf = (text: string): number => {
  let found = 0;
  let run = 0;
  let plain = text.length > longestAlone;
  let digits = 0;
  let dots = 0;
  let colons = 0;
  let before = other;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (kinds[code] as number) : other;
    if (kind === letter || kind === hexLetter) {
      run += 1;
      if (kind === letter) {
        plain = true;
        colons = 0;
      }
      if (run >= longRun && plain) found |= suspicion.long;
      digits = 0;
      dots = 0;
    } else if (kind === digit) {
      run += 1;
      if (run >= longRun && plain) found |= suspicion.long;
      digits += 1;
      if (digits === cardDigits) found |= suspicion.digits;
    } else if (kind === dash || kind === underscore) {
      run += 1;
      if (run >= longRun && plain) found |= suspicion.long;
      if (kind === dash && before === dash) found |= suspicion.assignment;
      if (kind === underscore || before !== digit) digits = 0;
      dots = 0;
      colons = 0;
    } else {
      run = 0;
      if (kind !== blank || before !== digit) digits = 0;
      if (kind === dot) {
        dots = before === digit ? dots + 1 : 0;
        if (dots === 3) found |= suspicion.address;
      } else {
        dots = 0;
        if (kind === colon) {
          found |= suspicion.assignment;
          colons += 1;
          if (before === colon || colons === 6) found |= suspicion.address;
        } else {
          colons = 0;
          if (kind === sign) found |= suspicion.assignment;
          else if (kind === at) found |= suspicion.at;
        }
      }
    }
    before = kind;
  }
  return found;
};
