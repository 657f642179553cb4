/** Logistic regression on features that are there or not, by AdaGrad in a fixed order: the same data gives the same weights. */
import { seeded } from './random.ts';

/** One message: which features it has, what it is, how much it counts. */
export interface Row {
  readonly features: readonly number[];
  /** 1 or 0. */
  readonly label: number;
  readonly weight: number;
}

/** What was learned. */
export interface Fitted {
  readonly bias: number;
  readonly weights: Float64Array;
}

interface RegressSettings {
  readonly epochs: number;
  readonly rate: number;
  /** Pull of every weight towards 0, per step of its own. */
  readonly shrink: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** What the model says of a message, as a logit. */
export const logitOf = ({ bias, weights }: Fitted, features: readonly number[]): number => {
  let sum = bias;
  for (const feature of features) sum += weights[feature] ?? 0;
  return sum;
};

/** Weights of `size` features: the mean over the second half of the epochs, which wavers less than the last. */
export const regress = (rows: readonly Row[], size: number, { epochs, rate, shrink }: RegressSettings, seed = 7): Fitted => {
  const weights = new Float64Array(size);
  const squares = new Float64Array(size).fill(1e-2);
  let bias = 0;
  let biasSquares = 1e-2;
  const order = rows.map((_, index) => index);
  const random = seeded(seed);
  const sums = new Float64Array(size);
  let biasSum = 0;
  const counted = Math.ceil(epochs / 2);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = random.below(at + 1);
      const held = order[at] ?? 0;
      order[at] = order[other] ?? 0;
      order[other] = held;
    }
    for (const index of order) {
      const row = rows[index];
      if (row === undefined) continue;
      const gradient = (sigmoid(logitOf({ bias, weights }, row.features)) - row.label) * row.weight;
      biasSquares += gradient * gradient;
      bias -= (rate * gradient) / Math.sqrt(biasSquares);
      for (const feature of row.features) {
        const weight = weights[feature] ?? 0;
        const step = gradient + shrink * weight;
        const square = (squares[feature] ?? 0) + step * step;
        squares[feature] = square;
        weights[feature] = weight - (rate * step) / Math.sqrt(square);
      }
    }
    if (epoch < epochs - counted) continue;
    biasSum += bias;
    for (let feature = 0; feature < size; feature += 1) sums[feature] = (sums[feature] ?? 0) + (weights[feature] ?? 0);
  }
  return { bias: biasSum / counted, weights: sums.map((sum) => sum / counted) };
};

/** The mean of several runs that differ in the order of rows alone: what one order made of a rare word, the others mend. */
export const regressOften = (rows: readonly Row[], size: number, settings: RegressSettings, runs: number): Fitted => {
  const fitted = Array.from({ length: runs }, (_, run) => regress(rows, size, settings, run + 1));
  const mean = (of: (each: Fitted) => number): number => fitted.reduce((sum, each) => sum + of(each), 0) / runs;
  return { bias: mean(({ bias }) => bias), weights: new Float64Array(size).map((_, at) => mean(({ weights }) => weights[at] ?? 0)) };
};
