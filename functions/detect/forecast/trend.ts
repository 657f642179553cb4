/** Trends a series may have: a line, a line that bends once, a parabola, exponential growth; each as likely as the values make it. */
import { type Design, designOf, type Fit, leastSquares } from './least-squares.ts';

/** `linear`: one slope all along. `changed-slope`: another since a while. `accelerating`: it grows ever faster, or ever slower. */
export type Shape = 'linear' | 'changed-slope' | 'accelerating';

/** A shape before it meets values. Bucket 0 is the last value's. */
interface Form {
  readonly shape: Shape;
  /** The columns at a bucket. */
  readonly basis: (bucket: number) => readonly number[];
  /** The bucket the present slope holds from. */
  readonly since: number;
  /** How much less likely it is than a line before anything is seen, natural logarithm. */
  readonly cost: number;
}

/** A shape ready for as many values; made once. */
interface Ready extends Form {
  readonly design: Design;
  /** The columns at buckets to come, from 0, each made once. */
  readonly ahead: (bucket: number) => readonly number[];
}

/** A shape fitted to values. */
export interface Trend extends Ready {
  readonly fit: Fit;
  /** Share of belief, 0 to 1; all trends of a series sum up to 1. */
  readonly weight: number;
  /** Correlation of one bucket's error with the next one's, 0 to 1. */
  readonly persistence: number;
  /** How many independent values those are worth. */
  readonly worth: number;
}

/** Of shapes with more numbers than a line. Chosen on generated series (test/eval/forecasts.ts). */
const bendCost = 3;
const curveCost = 2;
const growthCost = 3;
/** Places of a bend that are tried, and values it leaves at least on either side. */
const bends = 14;
const leastSide = 5;
/** Growth over the whole of the values that is tried, natural logarithm. */
const growths = [2, 4];
/** No more values than this speak for one shape against another: the true one is none of them, and would be sure too soon. */
const mostWorth = 6;
/** Less likely ones are left out. */
const leastWeight = 0.01;
/** Values of whole units carry an error of their own. */
const roundingVariance = 1 / 12;
const maxPersistence = 0.97;

/** First-order autocorrelation, corrected for the bias that a fit of few values brings (Marriott and Pope 1954). */
const persistenceOf = (residuals: readonly number[]): number => {
  let products = 0;
  let squares = residuals.length * roundingVariance;
  for (const [index, residual] of residuals.entries()) {
    squares += residual * residual;
    if (index > 0) products += residual * (residuals[index - 1] ?? 0);
  }
  const raw = products / squares;
  return Math.max(0, Math.min(maxPersistence, raw + (1 + 4 * raw) / residuals.length));
};

const worthOf = (count: number, persistence: number): number => Math.max(3, (count * (1 - persistence)) / (1 + persistence));

const formsFor = (count: number): readonly Form[] => {
  const oldest = 1 - count;
  const line: Form = { shape: 'linear', since: oldest, cost: 0, basis: (bucket) => [1, bucket] };
  if (count < 3 * leastSide) return [line];
  const forms = [line];
  const step = Math.max(1, (count - 2 * leastSide) / bends);
  for (let place = leastSide; place <= count - leastSide; place += step) {
    const knot = oldest + Math.round(place);
    forms.push({ shape: 'changed-slope', since: knot, cost: 0, basis: (bucket) => [1, bucket, Math.max(0, bucket - knot)] });
  }
  const perBend = bendCost + Math.log(forms.length - 1);
  const curve: Form = { shape: 'accelerating', since: oldest, cost: curveCost, basis: (bucket) => [1, bucket, bucket ** 2 / count] };
  const growing = growths.map(
    (growth): Form => ({
      shape: 'accelerating',
      since: oldest,
      cost: growthCost,
      basis: (bucket) => [1, bucket, count * Math.exp((growth * bucket) / count)],
    }),
  );
  return [...forms.map((form) => (form === line ? form : { ...form, cost: perBend })), curve, ...growing];
};

const readyFor = (form: Form, count: number): readonly Ready[] => {
  const rows = Array.from({ length: count }, (_, index) => form.basis(index - count + 1));
  const design = designOf(form.basis(0).map((_, column) => rows.map((row) => row[column] ?? 0)));
  const known: (readonly number[])[] = [];
  const ahead = (bucket: number): readonly number[] => {
    known[bucket] ??= form.basis(bucket);
    return known[bucket];
  };
  return design === undefined ? [] : [{ ...form, design, ahead }];
};

/** By number of values, of which a ring holds no more than a few dozen. */
const ready = new Map<number, readonly Ready[]>();

const formsOf = (count: number): readonly Ready[] => {
  const made = ready.get(count) ?? formsFor(count).flatMap((form) => readyFor(form, count));
  ready.set(count, made);
  return made;
};

/** The likely ones, the likeliest first; none of fewer than six values. */
export const trendsOf = (values: readonly number[]): readonly Trend[] => {
  const count = values.length;
  if (count < 6) return [];
  const candidates = formsOf(count).map((form) => ({ ...form, fit: leastSquares(form.design, values) }));
  const [closest] = candidates.toSorted((a, b) => a.fit.squares - b.fit.squares);
  if (closest === undefined) return [];
  const rounding = count * roundingVariance;
  const least = closest.fit.squares + rounding;
  const worth = Math.min(mostWorth, worthOf(count, persistenceOf(closest.fit.residuals)));
  const beliefs = candidates.map(({ fit, cost }) => Math.exp(-0.5 * worth * Math.log((fit.squares + rounding) / least) - cost));
  const best = Math.max(...beliefs);
  const likely = candidates.flatMap((each, index) =>
    (beliefs[index] ?? 0) >= leastWeight * best ? [{ ...each, belief: beliefs[index] ?? 0 }] : [],
  );
  const sum = likely.reduce((total, { belief }) => total + belief, 0);
  return likely
    .sort((a, b) => b.belief - a.belief)
    .map(({ belief, ...each }) => {
      const persistence = persistenceOf(each.fit.residuals);
      return { ...each, weight: belief / sum, persistence, worth: worthOf(count, persistence) };
    });
};
