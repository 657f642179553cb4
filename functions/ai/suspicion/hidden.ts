/** Text that is there and that nobody sees: no program logs it by chance. */

/** Unicode's tag characters spell ASCII invisibly; of the variation selectors, 240 spell bytes. */
const tags = /[\u{e0001}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/u;
/** Direction that is forced: shows other text than is read. */
const forcedDirection = /[\u202d\u202e]/u;
const selectorRun = /(?:[\u{fe00}-\u{fe0f}]){4}/u;
/** Between letters of scripts that need none of them. */
const splitLetters = /[a-z][\u200b-\u200d\u2060\u2061-\u2064\u00ad\ufeff]+[a-z]/iu;
/** A word of two alphabets. */
const mixedWord = /\p{Script=Latin}\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{Script=Latin}/u;

export const hidesText = (text: string): boolean =>
  tags.test(text) || forcedDirection.test(text) || selectorRun.test(text) || splitLetters.test(text) || mixedWord.test(text);
