/** What a message shows the model: words, pairs of words, negations, status codes, shapes. Each a piece of evidence with a name. */
import type { Question } from '#kernel/provider.ts';
import { codeBefore } from './codes.ts';
import { type Token, tokensOf } from './tokens.ts';

/** One piece of evidence. */
export interface Feature {
  /** What kind it is and what it says: `w refused`, `b connect refus`. */
  readonly name: string;
  /** The words it was seen in, for a person. */
  readonly words: string;
}

/** A message as the model sees it. */
export interface Features {
  readonly all: readonly Feature[];
  /** Names under which each different word could be known; a word is unknown when none is. */
  readonly vocabulary: readonly (readonly string[])[];
  /** A number that the template hides decides: the kind's next message may say otherwise. */
  readonly restsOnNumber: boolean;
  /** The level the text itself states, as OpenTelemetry counts; 0 where none. */
  readonly statedLevel: number;
  /** Registers or flags of a dump rather than a sentence. */
  readonly dump: boolean;
}

const levels: ReadonlyMap<string, number> = new Map(
  Object.entries({
    trace: 1,
    debug: 5,
    info: 9,
    notice: 10,
    warn: 13,
    warning: 13,
    error: 17,
    err: 17,
    severe: 17,
    critical: 21,
    crit: 21,
    fatal: 21,
    alert: 21,
    emerg: 21,
    panic: 21,
  }),
);
const levelKeys = new Set(['level', 'lvl', 'severity', 'loglevel', 'levelname']);

/** `[ERROR] …`, `WARN: …`, `level=error …`: a level in its place, and not a word of the sentence. Which token, or -1. */
const statedAt = (tokens: readonly Token[]): number => {
  for (let at = 0; at < Math.min(tokens.length, 8); at += 1) {
    const token = tokens[at];
    if (token === undefined || !levels.has(token.text)) continue;
    const before = tokens[at - 1];
    if (before !== undefined && levelKeys.has(before.text) && /[=:]/.test(token.gap)) return at;
    const after = tokens[at + 1]?.gap ?? '';
    const next = tokens[at + 1];
    if (at === 0 && token.shouted && next !== undefined && next.gap === '' && next.isWord && !next.shouted) return at;
    if (at <= 1 && token.shouted && (/^[\]:>|-]/.test(after) || /[[<|]/.test(token.gap))) return at;
  }
  return -1;
};

/** Words that say nothing by themselves and are in every vocabulary. */
const stopWords = new Set(
  'a an the of to in on at by for from with and or is are was were be been it its this that as has have had will would can may into out up via per than then so if when while which who our your their there here all some'.split(
    ' ',
  ),
);

const negators = new Set(['no', 'not', 'without', 'never', 'none', 'zero', 'nor', 'neither', 'non']);
/** Words that a negation reaches across. */
const fillers = new Set(['any', 'yet', 'further', 'more', 'other', 'new']);
/** Words a negation reaches. */
const reach = 2;
const endsClause = (gap: string): boolean => /[.;,!?]/.test(gap);

/** Where a zero stands for `none`: `0 failed` at the beginning of a clause, `errors: 0`. */
const isZero = (token: Token | undefined): boolean => token?.value === '0' || token?.value === '0.0' || token?.value === '0.00';
const beginsClause = (token: Token, before: Token | undefined): boolean =>
  before === undefined || /[,:;=([|]/.test(token.gap) || ['with', 'and', 'had', 'has', 'found', 'reported', 'were'].includes(before.text);

/** For each token, whether it is negated, and whether by a number that the template hides. */
const negations = (tokens: readonly Token[]): readonly ('word' | 'number' | undefined)[] => {
  const negated: ('word' | 'number' | undefined)[] = [];
  let left = 0;
  let by: 'word' | 'number' = 'word';
  tokens.forEach((token, at) => {
    if (left > 0 && endsClause(token.gap)) left = 0;
    if (token.isWord && left > 0 && !stopWords.has(token.text) && !fillers.has(token.text)) {
      negated[at] = by;
      left -= 1;
    }
    if (negators.has(token.stem) && !(token.text === 'no' && token.gap === '.')) {
      left = reach;
      by = 'word';
    } else if (isZero(token) && beginsClause(token, tokens[at - 1])) {
      left = reach;
      by = 'number';
    }
    if (isZero(token) && /[:=]/.test(token.gap)) {
      const key = tokens[at - 1];
      if (key?.isWord && negated[at - 1] === undefined) negated[at - 1] = 'number';
      if (key?.stem === 'count' && tokens[at - 2]?.isWord) negated[at - 2] = 'number';
    }
  });
  return negated;
};

/** `enable....... <num>`: dots that lead to a value. */
const hasLeader = (tokens: readonly Token[]): boolean => tokens.at(-1)?.isWord === false && (tokens.at(-1)?.gap ?? '').includes('...');

/** A line of a dump: `enable....... <num>`, `lr: <hex> cr: <hex>`, and never `segfault at <hex> ip <hex>`: each value has a name and no more is said. */
const isDump = (tokens: readonly Token[]): boolean => {
  const words = tokens.filter((token) => token.isWord).length;
  const hex = tokens.filter((token) => token.text === '<hex>').length;
  return hasLeader(tokens) || (hex >= 2 && words <= hex);
};

/** `return address: <hex>` and no more. */
const namesAnAddress = (tokens: readonly Token[]): boolean => {
  const last = tokens.at(-1);
  return last?.text === '<hex>' && /[:=]/.test(last.gap) && tokens.length <= 5 && tokens.slice(0, -1).every((token) => token.isWord);
};

/** What a message is by its form alone. */
const shapesOf = (tokens: readonly Token[], template: string): readonly (readonly [string, string])[] => {
  const words = tokens.filter((token) => token.isWord).length;
  const last = tokens.at(-1);
  const assigns = last !== undefined && /[:=]/.test(last.gap) && words <= 6 && tokens.filter((token) => /[:=]/.test(token.gap)).length === 1;
  return [
    ...(namesAnAddress(tokens) ? [['x address', 'a name and an address'] as const] : []),
    ...(isDump(tokens) ? [['x dump', 'the form of a dump'] as const] : []),
    ...(tokens.filter((token) => /^[:=]/.test(token.gap) && !token.isWord).length >= 3 ? [['x pairs', 'names and values'] as const] : []),
    ...(words <= 2 ? [['x short', 'few words'] as const] : []),
    ...(assigns ? [[last.isWord ? 'x names a word' : 'x names a value', 'a name and its value'] as const] : []),
    ...(template.trimEnd().endsWith(':') ? [['x heading', 'a heading'] as const] : []),
  ];
};

/** What a question's text shows. */
export const featuresOf = ({ template, example }: Pick<Question, 'template' | 'example'>): Features => {
  const every = tokensOf(template, example);
  const stated = statedAt(every);
  const tokens = stated < 0 ? every : every.filter((_, at) => at !== stated && !(at === stated - 1 && levelKeys.has(every[at]?.text ?? '')));
  const negated = negations(tokens);
  const dump = isDump(tokens);

  const features = new Map<string, string>();
  const vocabulary = new Map<string, readonly string[]>();
  let restsOnNumber = false;
  const add = (name: string, words: string): void => {
    if (!features.has(name)) features.set(name, words);
  };

  let first = true;
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    if (!token.isWord) {
      const code = codeBefore(tokens, at);
      if (code !== undefined) {
        add(`c ${code}`, code);
        restsOnNumber = true;
      }
    } else {
      const no = negated[at];
      if (no !== undefined) {
        add(`n ${token.stem}`, `${no === 'word' ? 'no' : '0'} ${token.text}`);
        restsOnNumber ||= no === 'number';
      } else if (!stopWords.has(token.text)) {
        add(`w ${token.text}`, token.text);
        add(`s ${token.stem}`, token.text);
      }
      if (first) add(`f ${token.stem}`, token.text);
      first = false;
      if (token.text.length > 1 && !stopWords.has(token.text))
        vocabulary.set(token.text, [`w ${token.text}`, `s ${token.stem}`, `n ${token.stem}`]);
    }
    if (before !== undefined && !endsClause(token.gap))
      add(`b ${before.stem} ${token.stem}`, [before, token].map(({ text, isWord }) => (isWord ? text : '…')).join(' '));
  });
  for (const [name, words] of shapesOf(tokens, template)) add(name, words);

  return {
    all: [...features].map(([name, words]) => ({ name, words })),
    vocabulary: [...vocabulary.values()],
    restsOnNumber,
    statedLevel: stated < 0 ? 0 : (levels.get(every[stated]?.text ?? '') ?? 0),
    dump,
  };
};
