/** Learns the confidence from messages held out: how often what scores like this needs attention. */
import { type Curve, probabilityAt } from '#functions/ai/local/confidence.ts';
import { type HeldOut, temperedScore } from './learn.ts';

/** The probabilities at the ends: all held-out domains were written by the same hands, so the surest of them prove less than they seem to. */
const surest = 0.96;
/** Held-out messages a point of the curve rests on, about. */
const points = 16;

/** How much unknown words may take. Never nothing: what is held out here is less strange than what is met elsewhere. */
const exponents = [0.5, 0.75, 1, 1.5, 2];

interface Block {
  score: number;
  positive: number;
  weight: number;
}

/** Pools neighbours until the share of attention never falls with the score (isotonic regression). */
const isotonic = (rows: readonly { readonly score: number; readonly positive: number; readonly weight: number }[]): readonly Block[] => {
  const blocks: Block[] = [];
  for (const row of rows) {
    blocks.push({ score: row.score * row.weight, positive: row.positive, weight: row.weight });
    for (;;) {
      const last = blocks.at(-1);
      const before = blocks.at(-2);
      if (last === undefined || before === undefined || before.positive / before.weight < last.positive / last.weight) break;
      before.score += last.score;
      before.positive += last.positive;
      before.weight += last.weight;
      blocks.pop();
    }
  }
  return blocks;
};

const curveOf = (held: readonly HeldOut[], exponent: number): Curve => {
  const rows = held.map((each) => ({ ...each, score: temperedScore(each, exponent) })).sort((a, b) => a.score - b.score);
  const bins: { score: number; positive: number; weight: number }[] = [];
  const size = Math.ceil(rows.length / points);
  for (let start = 0; start < rows.length; start += size) {
    const bin = rows.slice(start, start + size);
    const weight = bin.reduce((sum, row) => sum + row.weight, 0);
    const score = bin.reduce((sum, row) => sum + row.score * row.weight, 0) / weight;
    // One imagined message either way: few messages are no proof.
    const positive = (bin.reduce((sum, row) => sum + (row.attention ? row.weight : 0), 0) + 1) * (weight / (weight + 2));
    bins.push({ score, positive, weight });
  }
  return isotonic(bins).map(({ score, positive, weight }) => {
    const share = Math.min(surest, Math.max(1 - surest, positive / weight));
    return [Number((score / weight).toFixed(3)), Number(share.toFixed(4))] as const;
  });
};

const logLoss = (held: readonly HeldOut[], exponent: number, curve: Curve): number =>
  held.reduce((sum, each) => {
    const probability = probabilityAt(curve, temperedScore(each, exponent));
    return sum - each.weight * Math.log(each.attention ? probability : 1 - probability);
  }, 0);

/** The curve, and how much unknown words take from the score. */
export const calibrate = (held: readonly HeldOut[]): { readonly exponent: number; readonly curve: Curve } => {
  const tried = exponents.map((exponent) => ({ exponent, curve: curveOf(held, exponent) }));
  const [best] = tried
    .map((each) => ({ each, loss: logLoss(held, each.exponent, each.curve) }))
    .sort((a, b) => a.loss - b.loss || a.each.exponent - b.each.exponent);
  if (best === undefined) throw new Error('nothing to calibrate on');
  return best.each;
};
