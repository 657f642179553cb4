/** Learns the three questions from prepared examples: does it need attention, is it critical, what kind of trouble is it. */

import { slotOf } from '#functions/ai/local/hash.ts';
import { tempered, unknownShare } from '#functions/ai/local/raw-score.ts';
import { troubles } from '#functions/ai/local/troubles.ts';
import { type Fitted, logitOf, regress } from './regress.ts';
import { type Prepared, vocabularyOf } from './training-set.ts';

const settings = { epochs: 24, rate: 0.15, shrink: 0.0006 };

/** What was learned, by name of feature. */
export interface Learned {
  readonly names: ReadonlyMap<string, number>;
  readonly attention: Fitted;
  readonly critical: Fitted;
  /** One a category of `troubles`. */
  readonly categories: readonly Fitted[];
}

const indexes = ({ features }: Prepared, names: ReadonlyMap<string, number>): readonly number[] =>
  features.all.flatMap(({ name }) => names.get(name) ?? []);

/** Only words, stems and codes say what kind of trouble it is. */
const tellsKind = (name: string): boolean => /^[sc] /.test(name);

const learnAttention = (prepared: readonly Prepared[]): Pick<Learned, 'names' | 'attention'> => {
  const names = vocabularyOf(prepared);
  const rows = prepared.map((each) => ({
    features: indexes(each, names),
    label: each.example.severity === 'info' ? 0 : 1,
    weight: each.weight,
  }));
  return { names, attention: regress(rows, names.size, settings) };
};

export const learn = (prepared: readonly Prepared[]): Learned => {
  const { names, attention } = learnAttention(prepared);
  const troubled = prepared.filter(({ example }) => example.severity !== 'info');
  const critical = regress(
    troubled.map((each) => ({ features: indexes(each, names), label: each.example.severity === 'critical' ? 1 : 0, weight: each.weight })),
    names.size,
    settings,
  );
  const kinds = new Map([...names].filter(([name]) => tellsKind(name)));
  const categories = troubles.map((category) =>
    regress(
      troubled.map((each) => ({ features: indexes(each, kinds), label: each.example.category === category ? 1 : 0, weight: each.weight })),
      names.size,
      { ...settings, epochs: 10 },
    ),
  );
  return { names, attention, critical, categories };
};

/** Messages held out by a domain at a time, judged by what the others taught. */
export const judgeHeldOut = (prepared: readonly Prepared[]) => {
  const domains = [...new Set(prepared.map(({ example }) => example.domain))];
  return domains.flatMap((domain) => {
    const learned = learnAttention(prepared.filter(({ example }) => example.domain !== domain));
    const known = new Set([...learned.names.keys()].map(slotOf));
    return prepared
      .filter(({ example }) => example.domain === domain)
      .map((each) => ({
        domain,
        weight: each.weight,
        attention: each.example.severity !== 'info',
        score: logitOf(learned.attention, indexes(each, learned.names)),
        bias: learned.attention.bias,
        unknown: unknownShare(each.features, (slot) => known.has(slot)),
      }));
  });
};

export type HeldOut = ReturnType<typeof judgeHeldOut>[number];

export const temperedScore = ({ score, bias, unknown }: Pick<HeldOut, 'score' | 'bias' | 'unknown'>, exponent: number): number =>
  tempered(score, bias, unknown, exponent);
