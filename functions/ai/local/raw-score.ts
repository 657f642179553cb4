/** Adds up what the weights say of a message's features: before levels, before calibration. */
import type { Features } from './features.ts';
import { slotOf } from './hash.ts';

/** Weights of one question, by slot. */
export interface Weights {
  readonly bias: number;
  weightOf(slot: number): number;
}

/** The logit of features that are there. */
export const rawScore = ({ all }: Features, { bias, weightOf }: Weights): number =>
  all.reduce((sum, { name }) => sum + weightOf(slotOf(name)), bias);

/** Share of a message's different words that the training never saw, 0 to 1; a message without words is wholly unknown. */
export const unknownShare = ({ vocabulary }: Features, isKnown: (slot: number) => boolean): number =>
  vocabulary.length === 0 ? 1 : vocabulary.filter((names) => !names.some((name) => isKnown(slotOf(name)))).length / vocabulary.length;

/** Evidence of a message only partly understood counts less; where nothing is understood, the bias is left. */
export const tempered = (score: number, bias: number, unknown: number, exponent: number): number =>
  bias + (score - bias) * (1 - unknown) ** exponent;
