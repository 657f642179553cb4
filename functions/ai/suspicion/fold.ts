/** One text in the shapes that it can be read in: what looks alike, what is spaced out, what is written backwards. All in linear time. */
import { terminalEscapes } from '#ai/quoted.ts';

/** Letters of other scripts, and symbols, that are drawn like Latin ones (a part of Unicode's confusables.txt, chosen by hand). */
const lookAlikes: Readonly<Record<string, string>> = {
  ...{ а: 'a', в: 'b', е: 'e', ё: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', ѕ: 's', і: 'i', ї: 'i' },
  ...{ ј: 'j', ԁ: 'd', ɡ: 'g', һ: 'h', ո: 'n', ս: 'u', ԛ: 'q', ԝ: 'w', ӏ: 'l', ь: 'b', г: 'r', п: 'n', и: 'u', з: '3', ѵ: 'v', ү: 'y' },
  ...{ α: 'a', β: 'b', γ: 'y', ε: 'e', η: 'n', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', σ: 'o', τ: 't', υ: 'u', χ: 'x', ω: 'w', ϲ: 'c' },
  ...{ ı: 'i', ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ŧ: 't', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'p', ð: 'd', ŋ: 'n', ƒ: 'f' },
  ...{ ᴀ: 'a', ʙ: 'b', ᴄ: 'c', ᴅ: 'd', ᴇ: 'e', ꜰ: 'f', ɢ: 'g', ʜ: 'h', ɪ: 'i', ᴊ: 'j', ᴋ: 'k', ʟ: 'l', ᴍ: 'm', ɴ: 'n', ᴏ: 'o', ᴘ: 'p' },
  ...{ ʀ: 'r', ꜱ: 's', ᴛ: 't', ᴜ: 'u', ᴠ: 'v', ᴡ: 'w', ʏ: 'y', ᴢ: 'z', ǝ: 'e', ɐ: 'a', ɯ: 'm', ʇ: 't', ɹ: 'r', ʌ: 'v' },
  ...{ օ: 'o', հ: 'h', ց: 'g', զ: 'q', ꭵ: 'i', ⅼ: 'l', '∣': 'l', '⁄': '/', '∕': '/', '‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-' },
};

/** Digits and signs that stand for letters in "leet". */
const leet: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 2: 'z', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l', '+': 't', '€': 'e', '(': 'c' },
};

const mapped = (text: string, letters: Readonly<Record<string, string>>): string => {
  let out = '';
  for (const character of text) out += Object.hasOwn(letters, character) ? letters[character] : character;
  return out;
};

/** What nobody sees: formats (zero width, direction), variation selectors, fillers. */
const invisible = /[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]+/gu;
const invisibleMarks = /(?:\u034f|[\u{fe00}-\u{fe0f}]|[\u{e0100}-\u{e01ef}])+/gu;
/** Arabic vowel signs and the line that stretches a word; Hebrew points. */
const pointing = /(?:[\u064b-\u065f]|\u0640|[\u0591-\u05c7])+/gu;

/** Lower case, full width and mathematical letters as plain ones, without what nobody sees. Letters stay in their own script. */
export const plainOf = (text: string): string =>
  text
    .replace(terminalEscapes, '')
    .replace(invisible, '')
    .replace(invisibleMarks, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(pointing, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه');

/** `plain` with everything that looks Latin as Latin, without accents. */
export const latinOf = (plain: string): string =>
  mapped(
    mapped(plain, lookAlikes)
      .normalize('NFKD')
      .replace(/\p{M}+/gu, ''),
    lookAlikes,
  );

/** Words between single spaces, one before the first and one after the last. */
export const worded = (text: string): string =>
  ` ${text
    .replace(/['’`´]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()} `;

/** Letters alone. */
export const squeezed = (text: string): string => text.replace(/[^\p{L}\p{M}]+/gu, '');

/** Digits and signs as the letters they stand for. */
export const fromLeet = (latin: string): string => mapped(latin, leet);

export const reversed = (text: string): string => [...text].reverse().join('');

/** Latin letters moved on by so many; 13 undoes itself. */
export const rotated = (text: string, by: number): string => {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    out += code >= 97 && code <= 122 ? String.fromCharCode(97 + ((code - 97 + by) % 26)) : text[at];
  }
  return out;
};

/** Latin letters mirrored in the alphabet: a ↔ z. */
export const mirrored = (text: string): string => {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    out += code >= 97 && code <= 122 ? String.fromCharCode(219 - code) : text[at];
  }
  return out;
};
