/** Finds payment card numbers: shape, issuer prefix and Luhn checksum together, as each alone fits too much else. */

/** Thirteen digits or more, single blanks or dashes between them. */
const digitRun = /\d(?:[ -]?\d){12,}/g;

/** How cards are printed in groups. */
const groupings = new Set(['4,4,4,4', '4,6,5', '4,6,4', '4,4,4,4,3', '4,4,4,1', '6,13']);

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

const wordish = /[A-Za-z0-9_.]/;

/** Replaces card numbers in a text. */
export const replaceCards = (text: string, replacement: string): string =>
  text.replace(digitRun, (run: string, at: number) => {
    if (wordish.test(text[at - 1] ?? '') || /[A-Za-z0-9_]/.test(text[at + run.length] ?? '')) return run;
    const groups = run.split(/[ -]/);
    if (groups.length === 1) return isCard(run) ? replacement : run;
    return replaceGrouped(run, groups, replacement);
  });

/** Groups from `first` on that make a card, as how many; 0 for none. */
const cardGroups = (groups: readonly string[], first: number): number => {
  let digits = '';
  let shape = '';
  for (let last = first; last < groups.length; last += 1) {
    const group = groups[last] as string;
    if (digits.length + group.length > 19) return 0;
    digits += group;
    shape += `${last === first ? '' : ','}${group.length}`;
    if ((last === first || groupings.has(shape)) && isCard(digits)) return last - first + 1;
  }
  return 0;
};

/** Replaces the cards among the groups of a run: `2026 4111 1111 1111 1111` holds one. */
const replaceGrouped = (run: string, groups: readonly string[], replacement: string): string => {
  let result = '';
  let copied = 0;
  let start = 0;
  for (let first = 0; first < groups.length; ) {
    const taken = cardGroups(groups, first);
    const passed = Math.max(1, taken);
    const length = groups.slice(first, first + passed).reduce((sum, group) => sum + group.length, passed - 1);
    if (taken > 0) {
      result += run.slice(copied, start) + replacement;
      copied = start + length;
    }
    start += length + 1;
    first += passed;
  }
  return result + run.slice(copied);
};
