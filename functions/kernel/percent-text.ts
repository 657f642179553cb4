/** Text for places where some characters cannot stand: those as `%` and two hexadecimal digits, as in a URL, all others as they are. */

/** `%` that would be read as the beginning of such a code. */
const likeCode = /%(?=[0-9A-F]{2})/g;
const code = /%([0-9A-F]{2})/g;

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Writes each character that `unsafe` (global) matches as its code; those must lie below U+0100. `fromPercentText` undoes it, whatever the text. */
export const toPercentText = (text: string, unsafe: RegExp): string => text.replace(likeCode, percent).replace(unsafe, percent);

/** The text that was made into this one. */
export const fromPercentText = (text: string): string =>
  text.replace(code, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
