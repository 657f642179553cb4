/** Examples as the learner wants them: features numbered, and what each is worth. */
import { type Features, featuresOf } from '#functions/ai/local/features.ts';
import type { Example } from './corpus.ts';

/** One example with its features. */
export interface Prepared {
  readonly example: Example;
  readonly features: Features;
  /** A frame with many fillings counts little more than one with few. */
  readonly weight: number;
}

/** What a frame counts at most, in examples. */
const frameWeight = 5;

export const prepare = (examples: readonly Example[]): readonly Prepared[] => {
  const perFrame = new Map<number, number>();
  for (const { frame } of examples) perFrame.set(frame, (perFrame.get(frame) ?? 0) + 1);
  return examples.map((example) => ({
    example,
    features: featuresOf({ template: example.template, example: example.text }),
    weight: Math.min(1, frameWeight / (perFrame.get(example.frame) ?? 1)),
  }));
};

/** Names worth a weight: words of any frame, pairs of words and first words of at least two. */
export const vocabularyOf = (prepared: readonly Prepared[]): ReadonlyMap<string, number> => {
  const frames = new Map<string, Set<number>>();
  for (const { example, features } of prepared)
    for (const { name } of features.all) {
      const seen = frames.get(name) ?? new Set();
      seen.add(example.frame);
      frames.set(name, seen);
    }
  const kept = [...frames].filter(([name, seen]) => seen.size > 1 || !/^[bf] /.test(name)).map(([name]) => name);
  return new Map(kept.sort().map((name, index) => [name, index]));
};
