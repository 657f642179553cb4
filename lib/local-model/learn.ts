/** Learns the three questions from prepared examples: does it need attention, is it critical, what kind of trouble is it. */

import { slotOf } from '#functions/ai/local/hash.ts';
import { tempered, unknownShare } from '#functions/ai/local/raw-score.ts';
import { troubles } from '#functions/ai/local/troubles.ts';
import { type Fitted, logitOf, regress, regressOften } from './regress.ts';
import { type Prepared, vocabularyOf } from './training-set.ts';

const settings = { epochs: 24, rate: 0.15, shrink: 0.0006 };

/** Runs whose mean the shipped weights are. */
const runs = 5;

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

/** Files whose frames say what happened, whatever it happened to. */
const generic = new Set(['grammar', 'lexicon']);

/** Only words, stems and codes say what kind of trouble it is. */
const tellsKind = (name: string): boolean => /^[sc] /.test(name);

const learnAttention = (prepared: readonly Prepared[], runs: number): Pick<Learned, 'names' | 'attention'> => {
  const names = vocabularyOf(prepared);
  const rows = prepared.map((each) => ({
    features: indexes(each, names),
    label: each.example.severity === 'info' ? 0 : 1,
    weight: each.weight,
  }));
  return { names, attention: regressOften(rows, names.size, settings, runs) };
};

export const learn = (prepared: readonly Prepared[]): Learned => {
  const { names, attention } = learnAttention(prepared, runs);
  const troubled = prepared.filter(({ example }) => example.severity !== 'info');
  const critical = regress(
    troubled.map((each) => ({ features: indexes(each, names), label: each.example.severity === 'critical' ? 1 : 0, weight: each.weight })),
    names.size,
    settings,
  );
  // Said of anything: these tell that something is wrong, and nothing of what.
  const telling = troubled.filter(({ example }) => !(generic.has(example.domain) && example.category === 'performance'));
  const kinds = new Map([...names].filter(([name]) => tellsKind(name)));
  const categories = troubles.map((category) =>
    regress(
      telling.map((each) => ({ features: indexes(each, kinds), label: each.example.category === category ? 1 : 0, weight: each.weight })),
      names.size,
      { ...settings, epochs: 10 },
    ),
  );
  return { names, attention, critical, categories };
};

/** Parts the files are dealt into; each is judged by what the others taught. */
const parts = 6;

/** Every message, judged by a model that never saw its file: how well it does with systems it does not know. */
export const judgeHeldOut = (prepared: readonly Prepared[]) => {
  const domains = [...new Set(prepared.map(({ example }) => example.domain))];
  const partOf = ({ example }: Prepared): number => domains.indexOf(example.domain) % parts;
  return Array.from({ length: parts }, (_, part) => part).flatMap((part) => {
    const learned = learnAttention(
      prepared.filter((each) => partOf(each) !== part),
      1,
    );
    const known = new Set([...learned.names.keys()].map(slotOf));
    return prepared
      .filter((each) => partOf(each) === part)
      .map((each) => ({
        domain: each.example.domain,
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
