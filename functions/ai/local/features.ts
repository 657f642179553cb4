/** What a message shows the model: words, pairs of words, negations, status codes, shapes. Each a piece of evidence with a name. */
import type { Question } from '#kernel/provider.ts';
import { codeBefore } from './codes.ts';
import { endsClause, negations } from './negation.ts';
import { isDump, shapesOf } from './shapes.ts';
import { takeStatedLevel } from './stated-level.ts';
import { stopWords } from './stop-words.ts';
import { tokensOf } from './tokens.ts';

/** One piece of evidence. */
interface Feature {
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
  /** Names of the evidence that rests on a number which the template hides: the kind's next message may say otherwise. */
  readonly ofNumbers: readonly string[];
  /** The level the text itself states, as OpenTelemetry counts; 0 where none. */
  readonly statedLevel: number;
  /** Registers or flags of a dump rather than a sentence. */
  readonly dump: boolean;
}

/** What a question's text shows. */
export const featuresOf = ({ template, example }: Pick<Question, 'template' | 'example'>): Features => {
  const { tokens, level } = takeStatedLevel(tokensOf(template, example));
  const negated = negations(tokens);
  const dump = isDump(tokens, template);

  const features = new Map<string, string>();
  const vocabulary = new Map<string, readonly string[]>();
  const ofNumbers: string[] = [];
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
        ofNumbers.push(`c ${code}`);
      }
    } else {
      const no = negated[at];
      if (no !== undefined) {
        add(`n ${token.stem}`, `${no === 'word' ? 'no' : '0'} ${token.text}`);
        if (no === 'number') ofNumbers.push(`n ${token.stem}`, `s ${token.stem}`);
      } else if (token.text.length > 1 && !stopWords.has(token.text)) {
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
    ofNumbers,
    statedLevel: level,
    dump,
  };
};
