/** Distributions as sparse counts of buckets: what was added between two of them, and its quantiles with the bounds they are known within. */
import type { ExponentialHistogram, Histogram } from '#kernel/signal.ts';

/** Index, count, index, count… in ascending order of index; counts above 0. */
export type SparseCounts = readonly number[];

/** Buckets between explicit bounds: bucket i ends at, and includes, bound i. */
interface ExplicitLayout {
  readonly kind: 'explicit';
  /** Differs where the bounds differ. */
  readonly id: number;
  readonly bounds: readonly number[];
}

/** Bucket i holds what is above 2^(i·2^-scale), up to and including 2^((i+1)·2^-scale). */
interface ExponentialLayout {
  readonly kind: 'exponential';
  readonly scale: number;
  /** Values up to it, and all negative ones, are in the bucket `lowest`. */
  readonly zeroThreshold: number;
}

export interface Buckets {
  readonly layout: ExplicitLayout | ExponentialLayout;
  readonly counts: SparseCounts;
}

/** A quantile, and the bucket it lies in. */
export interface Quantile {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Where an exponential histogram's zero and negative values are counted. */
const lowest = -(2 ** 40);
/** Bounds of an exponential bucket lie at most 2^(1/4) apart: its middle is within 9 % of whatever is in it. Finer is noise here, and costs state. */
const finestScale = 2;
/** Buckets in use above which neighbours are joined, as OpenTelemetry's SDKs do at 160. */
const mostBuckets = 32;

/** The number of values counted. */
export const countOf = (counts: SparseCounts): number => {
  let count = 0;
  for (let at = 1; at < counts.length; at += 2) count += counts[at] ?? 0;
  return count;
};

const push = (counts: number[], index: number, count: number): void => {
  if (count === 0) return;
  if (counts.length > 0 && counts.at(-2) === index) counts[counts.length - 1] = (counts.at(-1) ?? 0) + count;
  else counts.push(index, count);
};

/** Each bucket joined with its neighbours until there are 2^shift of them in one. */
const coarser = (counts: SparseCounts, shift: number): SparseCounts => {
  if (shift <= 0) return counts;
  const joined: number[] = [];
  for (let at = 0; at < counts.length; at += 2) {
    const index = counts[at] ?? 0;
    push(joined, index === lowest ? lowest : Math.floor(index / 2 ** shift), counts[at + 1] ?? 0);
  }
  return joined;
};

const explicitBuckets = ({ explicitBounds, bucketCounts }: Histogram): Buckets => {
  let id = explicitBounds.length;
  for (let at = 0; at < explicitBounds.length; at += 1) id += (at + 1) * (explicitBounds[at] ?? 0);
  const counts: number[] = [];
  for (let at = 0; at < bucketCounts.length; at += 1) push(counts, at, bucketCounts[at] ?? 0);
  return { layout: { kind: 'explicit', id, bounds: explicitBounds }, counts };
};

const exponentialBuckets = ({ scale, zeroCount, zeroThreshold, positive, negative }: ExponentialHistogram): Buckets => {
  const counts: number[] = [];
  let below = zeroCount;
  for (const count of negative?.bucketCounts ?? []) below += count;
  push(counts, lowest, below);
  let kept = Math.min(scale, finestScale);
  const shift = scale - kept;
  if (positive !== undefined)
    for (let at = 0; at < positive.bucketCounts.length; at += 1)
      push(counts, Math.floor((positive.offset + at) / 2 ** shift), positive.bucketCounts[at] ?? 0);
  let sparse: SparseCounts = counts;
  while (sparse.length > 2 * mostBuckets) {
    sparse = coarser(sparse, 1);
    kept -= 1;
  }
  return { layout: { kind: 'exponential', scale: kept, zeroThreshold: zeroThreshold ?? 0 }, counts: sparse };
};

/** The buckets of a histogram; undefined where it has none, or counts nobody can count with. */
export const bucketsOf = (
  data:
    | { readonly type: 'histogram'; readonly value: Histogram }
    | { readonly type: 'exponential_histogram'; readonly value: ExponentialHistogram },
): Buckets | undefined => {
  if (data.type === 'histogram' && data.value.explicitBounds.length === 0) return undefined;
  const buckets = data.type === 'histogram' ? explicitBuckets(data.value) : exponentialBuckets(data.value);
  for (let at = 1; at < buckets.counts.length; at += 2) if (!((buckets.counts[at] ?? 0) > 0)) return undefined;
  return buckets;
};

/** An exponential layout of the finest scale that is kept. */
export const finestLayout: ExponentialLayout = { kind: 'exponential', scale: finestScale, zeroThreshold: 0 };

/** Counts one more value in counts of `finestLayout`; changes them. */
export const countValue = (counts: number[], value: number): void => {
  const index = value > 0 ? Math.ceil(Math.log2(value) * 2 ** finestScale) - 1 : lowest;
  let at = counts.length;
  while (at > 0 && (counts[at - 2] ?? 0) > index) at -= 2;
  if (at > 0 && counts[at - 2] === index) counts[at - 1] = (counts[at - 1] ?? 0) + 1;
  else counts.splice(at, 0, index, 1);
};

/** a + sign · b; undefined where a bucket would hold less than nothing. */
const combine = (a: SparseCounts, b: SparseCounts, sign: 1 | -1): SparseCounts | undefined => {
  const result: number[] = [];
  let inA = 0;
  let inB = 0;
  while (inA < a.length || inB < b.length) {
    const indexA = a[inA] ?? Number.POSITIVE_INFINITY;
    const indexB = b[inB] ?? Number.POSITIVE_INFINITY;
    const index = Math.min(indexA, indexB);
    let count = 0;
    if (indexA === index) {
      count += a[inA + 1] ?? 0;
      inA += 2;
    }
    if (indexB === index) {
      count += sign * (b[inB + 1] ?? 0);
      inB += 2;
    }
    if (count < 0) return undefined;
    push(result, index, count);
  }
  return result;
};

/** Both in the coarser of two exponential layouts; undefined where the layouts cannot be told in one. */
const aligned = (a: Buckets, b: Buckets): readonly [Buckets['layout'], SparseCounts, SparseCounts] | undefined => {
  if (a.layout.kind === 'explicit')
    return b.layout.kind === 'explicit' && a.layout.id === b.layout.id ? [a.layout, a.counts, b.counts] : undefined;
  if (b.layout.kind === 'explicit' || a.layout.zeroThreshold !== b.layout.zeroThreshold) return undefined;
  const scale = Math.min(a.layout.scale, b.layout.scale);
  return [{ ...a.layout, scale }, coarser(a.counts, a.layout.scale - scale), coarser(b.counts, b.layout.scale - scale)];
};

/** What came together; undefined where the layouts differ. */
export const addBuckets = (a: Buckets, b: Buckets): Buckets | undefined => {
  const both = aligned(a, b);
  const counts = both === undefined ? undefined : combine(both[1], both[2], 1);
  return both === undefined || counts === undefined ? undefined : { layout: both[0], counts };
};

/** What was added since `before`; `reset` where a bucket holds less than it did; undefined where the layouts differ. */
export const increaseOfBuckets = (now: Buckets, before: Buckets): Buckets | 'reset' | undefined => {
  const both = aligned(now, before);
  if (both === undefined) return undefined;
  const counts = combine(both[1], both[2], -1);
  return counts === undefined ? 'reset' : { layout: both[0], counts };
};

/** As Prometheus: the first bucket of positive bounds begins at 0. */
const boundsOf = (layout: Buckets['layout'], index: number): readonly [number, number] => {
  if (layout.kind === 'exponential')
    return index === lowest
      ? [Number.NEGATIVE_INFINITY, layout.zeroThreshold]
      : [2 ** (index / 2 ** layout.scale), 2 ** ((index + 1) / 2 ** layout.scale)];
  const upper = layout.bounds[index] ?? Number.POSITIVE_INFINITY;
  const first = upper > 0 ? 0 : Number.NEGATIVE_INFINITY;
  return [index === 0 ? first : (layout.bounds[index - 1] ?? first), upper];
};

/** Within the bucket, linearly between explicit bounds and geometrically between powers, as Prometheus' histogram_quantile; its finite end where it has but one. */
const between = (layout: Buckets['layout'], lower: number, upper: number, share: number): number => {
  if (!Number.isFinite(upper)) return Number.isFinite(lower) ? lower : 0;
  if (!Number.isFinite(lower)) return upper;
  return layout.kind === 'exponential' ? lower * (upper / lower) ** share : lower + share * (upper - lower);
};

/** The q-quantile (0 < q ≤ 1) by nearest rank: it lies between the bounds told. Undefined of nothing. */
export const quantileOf = ({ layout, counts }: Buckets, q: number): Quantile | undefined => {
  const rank = Math.max(1, Math.ceil(q * countOf(counts)));
  let below = 0;
  for (let at = 0; at < counts.length; at += 2) {
    const count = counts[at + 1] ?? 0;
    if (below + count >= rank) {
      const [lower, upper] = boundsOf(layout, counts[at] ?? 0);
      return { value: between(layout, lower, upper, (rank - below) / count), lower, upper };
    }
    below += count;
  }
  return undefined;
};
