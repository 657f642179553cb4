/** Native histograms' buckets: spans and counts laid out in a row, as OpenTelemetry has them. */
import { InputError } from '#kernel/errors.ts';
import { maxBuckets } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';

/** Empty buckets between spans that one request may come to: a gap takes two bytes and stands for thousands. */
const maxGaps = 1_000_000;

/** One sign's buckets as they are sent. `deltas` belong to integer histograms, `counts` to float ones. */
export interface SparseBuckets {
  /** Offset and length by turns. */
  readonly spans: number[];
  readonly deltas: number[];
  readonly counts: number[];
}

export interface DenseBuckets {
  /** The first bucket's place, as Prometheus counts. */
  readonly first: number;
  readonly bucketCounts: readonly number[];
}

export type GapCounter = (buckets: number) => void;

/** Counts a request's empty buckets; InputError `too_large` past the limit. */
export const gapCounter = (): GapCounter => {
  let gaps = 0;
  return (buckets) => {
    gaps += buckets;
    if (gaps > maxGaps) throw new InputError('The histograms hold too many empty buckets; send smaller batches.', { reason: 'too_large' });
  };
};

const misfit = (): ItemRefused => new ItemRefused('histogram whose buckets do not fit its spans');

/** The counts of the buckets there are. ItemRefused where one is negative or not a number. */
const countsOf = ({ deltas, counts }: SparseBuckets, float: boolean): readonly number[] => {
  let count = 0;
  const all = float ? counts : deltas.map((delta) => (count += delta));
  for (const value of all)
    if (!(value >= 0) || (!float && !Number.isSafeInteger(value))) throw new ItemRefused('histogram with a bucket count that is none');
  return all;
};

/** Undefined where there is no bucket. ItemRefused where spans and counts disagree, or there are too many. */
export const layOut = (sparse: SparseBuckets, float: boolean, gap: GapCounter): DenseBuckets | undefined => {
  const { spans } = sparse;
  const counts = countsOf(sparse, float);
  const bucketCounts: number[] = [];
  let first = 0;
  let place = 0;
  let taken = 0;
  for (let at = 0; at < spans.length; at += 2) {
    const offset = spans[at] as number;
    const length = spans[at + 1] as number;
    if (at > 0 && offset < 0) throw new ItemRefused('histogram whose spans overlap');
    place += offset;
    if (length === 0) continue;
    if (taken + length > counts.length) throw misfit();
    if (taken === 0) first = place;
    const empty = place - first - bucketCounts.length;
    if (bucketCounts.length + empty + length > maxBuckets) throw new ItemRefused(`histogram with more than ${maxBuckets} buckets`);
    gap(empty);
    for (let index = 0; index < empty; index += 1) bucketCounts.push(0);
    for (let index = 0; index < length; index += 1) bucketCounts.push(counts[taken + index] as number);
    taken += length;
    place += length;
  }
  if (taken !== counts.length) throw misfit();
  return taken === 0 ? undefined : { first, bucketCounts };
};
