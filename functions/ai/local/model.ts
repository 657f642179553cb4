/** The local model: answers every classification question on its own, in well under a millisecond, with nothing to call. */
import type { Question } from '#kernel/provider.ts';
import type { Severity } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { probabilityAt } from './confidence.ts';
import { type Features, featuresOf } from './features.ts';
import { slotOf } from './hash.ts';
import { fatal, fatalWorth, withLevel } from './level.ts';
import { rawScore, tempered, unknownShare } from './raw-score.ts';
import { reasonOf } from './reason.ts';
import { troubles } from './troubles.ts';
import { weights } from './weights.ts';
import { decodeTable, type Table } from './weights-format.ts';

/** A verdict that rests on a number which the template hides (`<num> failed`) holds for this message, less for its kind. */
const surestOnNumber = 0.8;
/** What such evidence must weigh to matter, in logits. */
const leastWeight = 0.5;
/** Nobody is ever certain; where nobody told a level, words alone were right nine times in ten at most. */
const surest = 0.98;
const surestByWords = 0.91;

/** Half of the examples are trouble; of the kinds of messages that systems write, fewer. */
const priorOdds = -0.8;
/** A miss costs about twice a false alarm, so what needs attention with a probability of a third is shown. */
const leastAttention = 1 / 3;

let decoded: Table | undefined;
/** Decoded at the first question, kept for the next. */
const table = (): Table => {
  decoded ??= decodeTable(weights.table, troubles.length);
  return decoded;
};

const logit = (probability: number): number => Math.log(probability / (1 - probability));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The kind of trouble the words speak of most. */
const categoryOf = (features: Features, known: Table): Verdict['category'] => {
  const scores = troubles.map((_, position) =>
    rawScore(features, {
      bias: weights.categoryBiases[position] ?? 0,
      weightOf: (slot) => known.category(slot, position) * weights.step,
    }),
  );
  return troubles[scores.indexOf(Math.max(...scores))] ?? 'performance';
};

/** Log-odds of needing attention by the text alone: calibrated on systems that were held out. */
const textOdds = (features: Features, known: Table): number => {
  const score = rawScore(features, { bias: weights.attentionBias, weightOf: (slot) => known.attention(slot) * weights.step });
  const unknown = unknownShare(features, known.isKnown);
  return logit(probabilityAt(weights.curve, tempered(score, weights.attentionBias, unknown, weights.unknownExponent))) + priorOdds;
};

const restsOnNumber = ({ ofNumbers }: Features, known: Table): boolean =>
  ofNumbers.some((name) => Math.abs(known.attention(slotOf(name))) * weights.step >= leastWeight);

/** Only its sender's word makes critical what no rule knows: text that whoever wrote it chose must wake nobody. */
const severityOf = (features: Features, known: Table, attention: boolean, level: number): Severity => {
  if (!attention) return 'info';
  if (level < fatal) return 'warning';
  const score = rawScore(features, { bias: weights.criticalBias, weightOf: (slot) => known.critical(slot) * weights.step });
  return score + fatalWorth > 0 ? 'critical' : 'warning';
};

/**
 * The verdict on one question: always one, never thrown, whatever the text. Confidence is how likely it is right about whether
 * the message needs attention (`critical` or `warning`) or not (`info`).
 *
 * Example: template `connection to <ip>:<num> was lost` → `warning`, `network`, source `local`.
 */
export const localVerdict = (question: Question): Verdict => {
  const known = table();
  const features = featuresOf(question);
  const level = question.severityNumber > 0 ? question.severityNumber : features.statedLevel;
  const odds = withLevel(features, textOdds(features, known), level);
  const probability = sigmoid(odds);
  const attention = probability >= leastAttention;
  const severity = severityOf(features, known, attention, level);
  const certainty = Math.min(level > 0 ? surest : surestByWords, Math.max(0.5, attention ? probability : 1 - probability));
  return {
    severity,
    category: attention ? categoryOf(features, known) : 'routine',
    confidence: Number((restsOnNumber(features, known) ? Math.min(certainty, surestOnNumber) : certainty).toFixed(3)),
    source: 'local',
    reason: reasonOf({
      attention,
      level,
      words: features.all.map(({ name, words }) => ({ words, weight: known.attention(slotOf(name)) * (attention ? 1 : -1) })),
    }),
  };
};

/** The model as something to ask. */
interface LocalModel {
  classify(question: Question): Verdict;
}

export const localModel = (): LocalModel => ({ classify: localVerdict });
