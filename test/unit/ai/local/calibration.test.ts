/** Whether the local model is as often right as it says, on messages and on kinds of systems it did not learn from. */
import { describe, expect, it } from 'vitest';
import { probabilityAt } from '#functions/ai/local/confidence.ts';
import { localVerdict } from '#functions/ai/local/model.ts';
import { maskMessage } from '#functions/classify/mask.ts';
import { calibrate } from '#lib/local-model/calibrate.ts';
import { readCorpus } from '#lib/local-model/corpus.ts';
import { judgeHeldOut, temperedScore } from '#lib/local-model/learn.ts';
import { prepare } from '#lib/local-model/training-set.ts';
import { routine, trouble } from './exam.ts';

interface Guess {
  readonly confidence: number;
  readonly right: boolean;
  readonly weight: number;
}

const bins = 10;
/** Expected calibration error: how far what is said lies from what is true, over ten bins of confidence. */
const calibrationError = (guesses: readonly Guess[]): number => {
  const sums = Array.from({ length: bins }, () => ({ said: 0, right: 0 }));
  for (const { confidence, right, weight } of guesses) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))];
    if (bin === undefined) continue;
    bin.said += confidence * weight;
    bin.right += right ? weight : 0;
  }
  const total = guesses.reduce((sum, { weight }) => sum + weight, 0);
  return sums.reduce((sum, { said, right }) => sum + Math.abs(said - right), 0) / total;
};

const examples = readCorpus(new URL('../../../../lib/local-model/examples/', import.meta.url));

describe('messages written apart from the examples', () => {
  const guesses = [...trouble.map((message) => [message, true] as const), ...routine.map((message) => [message, false] as const)].map(
    ([message, attention]) => {
      const verdict = localVerdict({ clusterId: '', template: maskMessage(message), example: message, severityNumber: 0, service: '' });
      return { confidence: verdict.confidence, right: (verdict.severity !== 'info') === attention, weight: 1 };
    },
  );

  it('are none of the examples', () => {
    const known = new Set(examples.map(({ template }) => template.toLowerCase()));
    expect([...trouble, ...routine].filter((message) => known.has(maskMessage(message).toLowerCase()))).toEqual([]);
  });

  it('are told apart nine times in ten', () => {
    expect(guesses.filter(({ right }) => right).length / guesses.length).toBeGreaterThan(0.9);
  });

  it.for([0.6, 0.7, 0.8, 0.9])('with a confidence of %d or more are right at least that often', (least) => {
    const sure = guesses.filter(({ confidence }) => confidence >= least);
    expect(sure.length).toBeGreaterThan(20);
    expect(sure.filter(({ right }) => right).length / sure.length).toBeGreaterThanOrEqual(least);
  });
});

describe('kinds of systems the model did not learn from', () => {
  // Each message judged by what the other files taught; the curve learned on half of the files, held to on the other half.
  const held = judgeHeldOut(prepare(examples));
  const files = [...new Set(held.map(({ domain }) => domain))];

  it.for([0, 1])('are judged with a confidence that holds: half %d', (half) => {
    const isTest = (domain: string): boolean => files.indexOf(domain) % 2 === half;
    const { exponent, curve } = calibrate(held.filter(({ domain }) => !isTest(domain)));
    const guesses = held
      .filter(({ domain }) => isTest(domain))
      .map((each) => {
        const probability = probabilityAt(curve, temperedScore(each, exponent));
        return { confidence: Math.max(probability, 1 - probability), right: probability >= 0.5 === each.attention, weight: each.weight };
      });
    expect(calibrationError(guesses)).toBeLessThan(0.08);
    const right = guesses.reduce((sum, guess) => sum + (guess.right ? guess.weight : 0), 0);
    expect(right / guesses.reduce((sum, { weight }) => sum + weight, 0)).toBeGreaterThan(0.8);
  });
});
