/** Sentences that tell a model what to do, in the languages of `words.ts`. */
import { type Language, latinLanguages, otherLanguages, ourWords } from './words.ts';

/** Characters between two words that belong together. */
const nearInWords = 70;
const nearVerdict = 40;

/** Where words begin in a text; only at the beginning of words where `isWorded`. */
const placesOf = (text: string, words: readonly string[], isWorded: boolean): readonly number[] => {
  const places: number[] = [];
  for (const word of words) {
    const sought = isWorded ? ` ${word}` : word;
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) places.push(at);
  }
  return places;
};

/** Whether a word of each list stands near one of the other. */
const areNear = (text: string, [a, b]: readonly [readonly string[], readonly string[]], distance: number, isWorded: boolean): boolean => {
  const first = placesOf(text, a, isWorded);
  if (first.length === 0) return false;
  const second = placesOf(text, b, isWorded).toSorted((x, y) => x - y);
  return first.some((place) => second.some((other) => other !== place && Math.abs(other - place) <= distance));
};

const speaks = (text: string, { ignore, orders, judge, grades, phrases }: Language, isWorded: boolean): boolean =>
  phrases.some((phrase) => text.includes(isWorded ? ` ${phrase} ` : phrase)) ||
  areNear(text, [ignore, orders], nearInWords, isWorded) ||
  areNear(text, [judge, grades], nearVerdict, isWorded);

const withoutSpaces = (text: string): string => text.replaceAll(' ', '');
const squeezedLanguages = otherLanguages.map((language) => ({
  ...language,
  ignore: language.ignore.map(withoutSpaces),
  orders: language.orders.map(withoutSpaces),
  judge: language.judge.map(withoutSpaces),
  grades: language.grades.map(withoutSpaces),
  phrases: language.phrases.map(withoutSpaces),
}));

/** Four letters of a script are a word of a language. */
const hasLetters = (text: string, script: RegExp): boolean => {
  let letters = 0;
  for (const character of text) if (script.test(character)) letters += 1;
  return letters >= 4;
};

const [english] = latinLanguages;

/** As `worded`, in Latin; for shapes of a text that are only worth the commonest language. */
export const speaksEnglishToModel = (latin: string): boolean => english !== undefined && speaks(latin, english, true);

/** Both as `worded`: the text in its own scripts, and as it looks in Latin. */
export const speaksToModel = (plain: string, latin: string): boolean => {
  if (latinLanguages.some((language) => speaks(latin, language, true))) return true;
  // Every character of another script is beyond these.
  if (!/[\u0370-\uffff]/.test(plain)) return false;
  const letters = withoutSpaces(plain);
  for (const language of squeezedLanguages) {
    if (!hasLetters(letters, language.script)) continue;
    if (speaks(letters, language, false) || ourWords.some((word) => letters.includes(word))) return true;
  }
  return false;
};

/** Said with letters alone: long enough, or of enough words, not to come about where words meet by chance. */
const isTelling = (phrase: string): boolean =>
  withoutSpaces(phrase).length >= 14 || (phrase.split(' ').length >= 3 && withoutSpaces(phrase).length >= 9);
const phrasesInLetters = latinLanguages.flatMap(({ phrases }) => phrases.filter(isTelling).map(withoutSpaces));
const ignoreInLetters = ['ignore', 'disregard', 'forget', 'override', 'bypass'];
const ordersInLetters = [
  'instructions',
  'systemprompt',
  'directives',
  'guidelines',
  'yourrules',
  'allrules',
  'previousprompt',
  'everythingabove',
  'yourtraining',
];
const judgeInLetters = [
  'classify',
  'categorize',
  'categorise',
  'markthis',
  'labelthis',
  'treatthis',
  'ratethis',
  'setseverity',
  'theseverity',
  'thecategory',
  'severityto',
  'severityis',
  'verdictis',
];
const gradesInLetters = ['asinfo', 'info', 'routine', 'harmless', 'benign', 'critical', 'warning'];

/** `text` is letters alone, in Latin. */
export const speaksToModelInLetters = (text: string): boolean =>
  phrasesInLetters.some((phrase) => text.includes(phrase)) ||
  areNear(text, [ignoreInLetters, ordersInLetters], 60, false) ||
  areNear(text, [judgeInLetters, gradesInLetters], 25, false);
