/** Which words of a message are negated: `no errors`, `0 failed`, `errors: 0`. */
import { stopWords } from './stop-words.ts';
import type { Token } from './tokens.ts';

const negators = new Set(['no', 'not', 'without', 'never', 'zero', 'nor', 'neither', 'non']);
/** Words that a negation reaches across. */
const fillers = new Set(['any', 'yet', 'further', 'more', 'other', 'new']);
/** Words a negation reaches. */
const reach = 2;
/** Whether what stands before a token ends a clause. */
export const endsClause = (gap: string): boolean => /[.;,!?]/.test(gap);

/** Where a zero stands for `none`: `0 failed` at the beginning of a clause, `errors: 0`. */
const isZero = (token: Token | undefined): boolean => token?.value === '0' || token?.value === '0.0' || token?.value === '0.00';
const beginsClause = (token: Token, before: Token | undefined): boolean =>
  before === undefined || /[,;([|]/.test(token.gap) || ['with', 'and', 'had', 'has', 'found', 'reported', 'were'].includes(before.text);

/** For each token, whether it is negated, and whether by a number that the template hides. */
export const negations = (tokens: readonly Token[]): readonly ('word' | 'number' | undefined)[] => {
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
    if ((isZero(token) || token.text === 'none') && /[:=]/.test(token.gap)) {
      const key = tokens[at - 1];
      if (key?.isWord && negated[at - 1] === undefined) negated[at - 1] = 'number';
      if (key?.stem === 'count' && tokens[at - 2]?.isWord) negated[at - 2] = 'number';
    }
  });
  return negated;
};
