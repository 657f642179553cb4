/** Texts that are hidden in a text by an encoding: base64, base32, hex, URL, escapes, entities, numbers. All in linear time; nothing is run or inflated. */

/** Decoded bytes that are readable text, else nothing. */
const readable = (bytes: Buffer): string | undefined => {
  const text = bytes.toString('utf8');
  if (text.length < 6) return undefined;
  let odd = 0;
  let letters = 0;
  for (const character of text) {
    if (character === '\ufffd' || (character < ' ' && character !== '\n' && character !== '\t' && character !== '\r')) odd += 1;
    if (/\p{L}/u.test(character)) letters += 1;
  }
  return odd * 20 <= text.length && letters * 2 >= text.length ? text : undefined;
};

const found = (text: string, pattern: RegExp, decode: (match: string) => Buffer): readonly string[] => {
  const texts: string[] = [];
  for (const [match] of text.matchAll(pattern)) {
    const decoded = readable(decode(match));
    if (decoded !== undefined) texts.push(decoded);
  }
  return texts;
};

/** Base64 that is broken into lines or groups, or glued to other text: whatever is readable at one of the four places where it can begin. */
const pieces = (text: string): readonly string[] => {
  const joined = text.replace(/[\s"',.]+/g, '');
  return (joined.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].flatMap(
      (from) =>
        Buffer.from(run.slice(from), 'base64')
          .toString('latin1')
          .match(/[ -~]{12,}/g) ?? [],
    ),
  );
};

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const fromBase32 = (text: string): Buffer => {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase()) {
    const digit = base32Letters.indexOf(letter);
    if (digit < 0) continue;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
};

const bytesOf = (numbers: readonly number[]): Buffer => Buffer.from(numbers.filter((number) => number >= 0 && number <= 255));

/** `%69`, `\x69`, `\u0069`, `&#105;`, `&#x69;`, `=69`, `U+0069`: in place, the rest of the text as it is. Undefined where there is none. */
const unescaped = (text: string): string | undefined => {
  if (!/%[0-9a-f]{2}|\\[xu]|&#|&[lg]t;|&quot;|=[0-9A-F]{2}|U\+/i.test(text)) return undefined;
  const codePoint = (number: number): string => (number <= 0x10ffff && number > 0 ? String.fromCodePoint(number) : ' ');
  const bytes = text.replace(/(?:%[0-9a-f]{2})+|(?:\\x[0-9a-f]{2})+|(?:=[0-9A-F]{2})+/gi, (run) =>
    Buffer.from(run.replace(/[^0-9a-f]/gi, ''), 'hex').toString('utf8'),
  );
  return bytes
    .replace(/\\u\{?([0-9a-f]{4,6})\}?|U\+([0-9a-f]{4,6})\s?/gi, (_, a?: string, b?: string) =>
      codePoint(Number.parseInt(a ?? b ?? '', 16)),
    )
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, hex: string) => codePoint(Number.parseInt(hex, 16)))
    .replace(/&#([0-9]{1,7});?/g, (_, decimal: string) => codePoint(Number(decimal)))
    .replace(/&quot;/gi, '"')
    .replace(/&[lg]t;/gi, ' ');
};

/** Words broken over quoting, `"ig" + "nore"`, are left to the view without spaces. */
const decodings: readonly ((text: string) => readonly string[])[] = [
  (text) => found(text, /[A-Za-z0-9+/_-]{12,}/g, (run) => Buffer.from(run, 'base64')),
  pieces,
  (text) => found(text, /[A-Za-z2-7]{16,}/g, fromBase32),
  (text) => found(text, /(?:(?:0x)?[0-9a-fA-F]{2}[\s:,-]{0,2}){8,}/g, (run) => Buffer.from(run.replace(/0x|[^0-9a-fA-F]/g, ''), 'hex')),
  (text) =>
    found(text, /(?:[01]{8}[\s,]{0,2}){6,}/g, (run) => bytesOf((run.match(/[01]{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)))),
  (text) => found(text, /(?:[0-9]{2,3}[\s,;-]{1,2}){7,}[0-9]{2,3}/g, (run) => bytesOf((run.match(/[0-9]+/g) ?? []).map(Number))),
  (text) => {
    const plain = unescaped(text);
    return plain === undefined || plain === text ? [] : [plain];
  },
];

const most = 40;
/** Encodings within encodings. */
const deepest = 3;

/** Every readable text that is hidden in this one, those hidden in them included; bounded in number, and each is shorter than what hides it. */
export const hiddenTexts = (text: string): readonly string[] => {
  const all: string[] = [];
  let level: readonly string[] = [text];
  for (let depth = 0; depth < deepest && all.length < most; depth += 1) {
    level = level.flatMap((outer) => decodings.flatMap((decode) => decode(outer))).slice(0, most - all.length);
    all.push(...level);
  }
  return all;
};
