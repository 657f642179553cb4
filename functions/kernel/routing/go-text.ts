/** Text as Go's standard library orders, quotes and unquotes it: group keys and matchers are compared with Alertmanager's letter by letter. */

/** UTF-16 puts surrogates before U+E000; UTF-8, and so Go, after U+FFFF. */
const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Order by UTF-8 bytes, as Go compares strings. */
export const compareBytes = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

/** What `unicode.IsSpace` takes as space. */
export const goSpace = String.raw`\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '\\': String.raw`\\`,
  '"': String.raw`\"`,
};
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const plain = /^[ !#-[\]-~]*$/;

const escapeOf = (character: string): string => {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  if (printable.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return String.raw`\x${code.toString(16).padStart(2, '0')}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return code > 0xffff ? String.raw`\U${code.toString(16).padStart(8, '0')}` : String.raw`\u${code.toString(16).padStart(4, '0')}`;
};

/** As `strconv.Quote`. */
export const goQuote = (text: string): string => (plain.test(text) ? `"${text}"` : `"${[...text].map(escapeOf).join('')}"`);

const escapeForm = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\"]))/y;
const unescaped: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(shortEscapes).map(([raw, text]) => [text[1], raw]));

/** The bytes one escape stands for, and where it ends; undefined when it is none. */
const bytesAt = (text: string, index: number): { readonly bytes: Buffer; readonly end: number } | undefined => {
  escapeForm.lastIndex = index;
  const [whole, hex, octal, short, long, letter] = escapeForm.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const end = index + whole.length;
  if (letter !== undefined) return { bytes: Buffer.from(unescaped[letter] ?? ''), end };
  const byte = hex === undefined ? (octal === undefined ? undefined : Number.parseInt(octal, 8)) : Number.parseInt(hex, 16);
  if (byte !== undefined) return byte > 0xff ? undefined : { bytes: Buffer.of(byte), end };
  const code = Number.parseInt(short ?? long ?? '', 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return { bytes: Buffer.from(String.fromCodePoint(code)), end };
};

/** As `strconv.Unquote` of a text in double quotes; undefined where that fails, or what comes out is no UTF-8. */
export const goUnquote = (quoted: string): string | undefined => {
  const inner = quoted.slice(1, -1);
  if (inner.includes('\n')) return undefined;
  if (!inner.includes('\\')) return inner.includes('"') ? undefined : inner;
  const parts: Buffer[] = [];
  for (let index = 0; index < inner.length; ) {
    const next = inner.indexOf('\\', index);
    const plainEnd = next < 0 ? inner.length : next;
    if (inner.slice(index, plainEnd).includes('"')) return undefined;
    parts.push(Buffer.from(inner.slice(index, plainEnd)));
    if (next < 0) break;
    const escaped = bytesAt(inner, next);
    if (escaped === undefined) return undefined;
    parts.push(escaped.bytes);
    index = escaped.end;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
};
