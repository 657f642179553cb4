/** Telemetry text for people's eyes. */

/** Control characters (terminal escapes, forged lines) become spaces; what is longer than `length` characters ends in `…`. */
export const readableText = (text: string, length: number): string => {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .toWellFormed();
  return clean.length <= length ? clean : `${clean.slice(0, length - 1).toWellFormed()}…`;
};
