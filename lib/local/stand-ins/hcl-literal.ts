/** Reads one HCL literal as Terraform would: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md [D]. Anything that would have to be evaluated is none. */

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** One escape sequence at `at` (behind the backslash): the text and how long it is. */
const escapeAt = (source: string, at: number): readonly [text: string, length: number] | undefined => {
  const letter = source[at] ?? '';
  const plain = escapes[letter];
  if (plain !== undefined) return [plain, 1];
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const hex = source.slice(at + 1, at + 1 + digits);
  if (digits === 0 || !new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex)) return undefined;
  const code = Number.parseInt(hex, 16);
  return code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : [String.fromCodePoint(code), digits + 1];
};

/** What stands between the quotes; undefined where it ends early, breaks a line, or begins a template. */
const quoted = (source: string): string | undefined => {
  let text = '';
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === '"' || character === '\n' || character === '\r') return undefined;
    if ((character === '$' || character === '%') && source[at + 1] === '{') return undefined;
    if (character !== '\\') {
      text += character;
      continue;
    }
    const found = escapeAt(source, at + 1);
    if (found === undefined) return undefined;
    text += found[0];
    at += found[1];
  }
  return text;
};

/** A string, a number or a boolean; undefined for everything else. */
export const hclLiteral = (source: string): string | number | boolean | undefined => {
  if (source === 'true' || source === 'false') return source === 'true';
  if (/^-?[0-9]+(?:\.[0-9]+)?$/.test(source)) return Number(source);
  return source.length >= 2 && source.startsWith('"') && source.endsWith('"') ? quoted(source.slice(1, -1)) : undefined;
};
