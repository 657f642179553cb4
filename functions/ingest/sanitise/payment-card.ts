/** Finds payment card numbers: shape, issuer prefix and Luhn checksum together, as each alone fits too much else. */

/** The first thirteen digits of a run, single blanks or dashes between them. Bounded: attackers choose how long a run is. */
const runBegin = /\d(?:[ -]?\d){12}/g;

const longestCard = 19;

/** How cards are printed in groups. */
const groupings = new Set(['4,4,4,4', '4,6,5', '4,6,4', '4,4,4,4,3', '4,4,4,1', '6,13']);

/** How a card in groups may begin. */
const beginnings = new Set(['4', '4,4', '4,4,4', '4,4,4,4', '4,6', '6']);

const issuers =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|6(?:011|5\d\d|4[4-9]\d|2\d\d)\d{12,15})$/;

const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 0x30;
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** Whether a run of digits, nothing between them, is a card number. */
export const isCard = (digits: string): boolean => issuers.test(digits) && luhn(digits);

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isGap = (code: number): boolean => code === 0x20 || code === 0x2d;

/** Where digits end, at most `limit` further on. */
const digitsEnd = (text: string, from: number, limit = text.length): number => {
  let at = from;
  while (at - from < limit && isDigit(text.charCodeAt(at))) at += 1;
  return at;
};

/** Where the run of digits that begins here ends; single gaps between digits belong to it. */
const runEnd = (text: string, start: number): number => {
  let end = digitsEnd(text, start);
  while (isGap(text.charCodeAt(end)) && isDigit(text.charCodeAt(end + 1))) end = digitsEnd(text, end + 1);
  return end;
};

/** The end of a card whose first group begins here, within a run that ends at `stop`; -1 for none. */
const cardEnd = (text: string, start: number, stop: number): number => {
  let digits = '';
  let shape = '';
  for (let at = start; at < stop; ) {
    const end = digitsEnd(text, at, longestCard + 1);
    digits += text.slice(at, end);
    if (digits.length > longestCard) return -1;
    shape += `${at === start ? '' : ','}${end - at}`;
    if ((at === start || groupings.has(shape)) && isCard(digits)) return end;
    if (!beginnings.has(shape)) return -1;
    at = end + 1;
  }
  return -1;
};

const wordish = /[A-Za-z0-9_.]/;
const word = /[A-Za-z0-9_]/;

/** Replaces card numbers in a text: also among other groups of digits, as in `2026 4111 1111 1111 1111`; digits that touch a word belong to it, and so does the negative number of `blk_-4183397009459367928`. */
export const replaceCards = (text: string, replacement: string): string => {
  const begin = new RegExp(runBegin);
  let result = '';
  let copied = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const stop = runEnd(text, match.index);
    begin.lastIndex = stop;
    const begunByWord = wordish.test(text[match.index - 1] ?? '') || text.slice(match.index - 2, match.index) === '_-';
    const endedByWord = word.test(text[stop] ?? '');
    for (let start = match.index; start < stop; ) {
      const found = begunByWord && start === match.index ? -1 : cardEnd(text, start, stop);
      const end = endedByWord && found === stop ? -1 : found;
      if (end !== -1) {
        result += text.slice(copied, start) + replacement;
        copied = end;
      }
      start = (end === -1 ? digitsEnd(text, start) : end) + 1;
    }
  }
  return copied === 0 ? text : result + text.slice(copied);
};
