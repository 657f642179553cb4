/** Trains the local model from the examples beside it and writes its weights: `npm run train:local-model`. The same examples give the same bytes. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { slotOf } from '#functions/ai/local/hash.ts';
import { type Entry, encodeTable } from '#functions/ai/local/weights-format.ts';
import { calibrate } from './calibrate.ts';
import { type Example, readCorpus } from './corpus.ts';
import { judgeHeldOut, type Learned, learn } from './learn.ts';
import { prepare } from './training-set.ts';

/** Logits a step of the small integers. */
const step = 0.04;

const quantised = (weight: number): number => Math.max(-127, Math.min(127, Math.round(weight / step)));
const rounded = (value: number): number => Number(value.toFixed(3));

const entriesOf = ({ names, attention, critical, categories }: Learned): readonly Entry[] => {
  const entries = new Map<number, Entry>();
  for (const [name, index] of names) {
    const kinds = categories.map((each) => quantised(each.weights[index] ?? 0));
    entries.set(slotOf(name), {
      slot: slotOf(name),
      attention: quantised(attention.weights[index] ?? 0),
      critical: quantised(critical.weights[index] ?? 0),
      categories: kinds.some((weight) => weight !== 0) ? kinds : [],
    });
  }
  return [...entries.values()];
};

/** The text of `functions/ai/local/weights.ts`. */
export const trainedWeights = (examples: readonly Example[]): string => {
  const prepared = prepare(examples);
  const { exponent, curve } = calibrate(judgeHeldOut(prepared));
  const learned = learn(prepared);
  return [
    '/** What the local model learned. Written by `npm run train:local-model`; never by hand. */',
    '',
    'export const weights = {',
    `  step: ${step},`,
    `  attentionBias: ${rounded(learned.attention.bias)},`,
    `  criticalBias: ${rounded(learned.critical.bias)},`,
    `  categoryBiases: [${learned.categories.map((each) => rounded(each.bias)).join(', ')}],`,
    `  unknownExponent: ${exponent},`,
    '  curve: [',
    ...curve.map(([score, probability]) => `    [${score}, ${probability}],`),
    '  ],',
    '  table:',
    `    '${encodeTable(entriesOf(learned))}',`,
    '} as const;',
    '',
  ].join('\n');
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const weights = trainedWeights(readCorpus(new URL('examples/', import.meta.url)));
  writeFileSync(new URL('../../functions/ai/local/weights.ts', import.meta.url), weights);
}
