/** What numbers the mask hid, by laying the example along its template: `<num> failed` of `0 failed` says nothing is wrong. */

const placeholder = '<num>';
/** Placeholders looked for. */
const maxNumbers = 40;
/** Characters of the example that are searched. */
const maxExample = 4000;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The digits, sign included, that begin where `at` points. */
const numberAt = (text: string, at: number): string => {
  let end = at;
  if (text[end] === '-' || text[end] === '+') end += 1;
  while (end < at + 20 && (isDigit(text.charCodeAt(end)) || (text[end] === '.' && isDigit(text.charCodeAt(end + 1))))) end += 1;
  return text.slice(at, end);
};

/** One text per `<num>` of the template, in order; undefined from where the two part. Linear: the example is read once. */
export const hiddenNumbers = (template: string, example: string): readonly (string | undefined)[] => {
  const pieces = template.split(placeholder, maxNumbers + 1);
  const told = example.slice(0, maxExample).split(/\s+/).join(' ').trim();
  const numbers: (string | undefined)[] = [];
  let at = 0;
  for (let piece = 0; piece < pieces.length - 1; piece += 1) {
    // What stands right before a number finds it; other placeholders before that may hide anything.
    const before = pieces[piece] ?? '';
    const literal = before.slice(before.lastIndexOf('>') + 1);
    const found = literal === '' && before === '' ? at : told.indexOf(literal, at);
    if (found < 0) break;
    const start = found + literal.length;
    const number = numberAt(told, start);
    if (number === '') break;
    numbers.push(number);
    at = start + number.length;
  }
  return numbers;
};
