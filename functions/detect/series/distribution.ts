/** The 99th percentile of a histogram's values, over as many intervals as it takes to have one. */
import { addBuckets, type Buckets, countOf, increaseOfBuckets, type Quantile, quantileOf } from './buckets.ts';

/** The quantile that is read of distributions. The median would tell little that the mean, which is read as well, does not. */
export const readQuantile = 0.99;
/** Of fewer values than these it is the maximum. */
export const enoughValues = 100;
/** What has not come together by then is given up: it would tell of a time long past. Milliseconds. */
export const longestCollectionMs = 15 * 60_000;
/** Numbers kept of the buckets of all histograms of a resource: a state is written every minute, and paid by the kilobyte. */
const mostNumbers = 8_192;

/** What is remembered of a histogram between readings. */
export interface Distribution {
  /** Since when values are collected, and the last sample; ms epoch. */
  readonly since: number;
  readonly at: number;
  /** Of a cumulative histogram what it held then; of deltas what came since. Explicit layouts are kept without their bounds. */
  readonly buckets: Buckets;
}

/** One sample of a histogram. */
interface Sample {
  /** The interval in which its values came; of a cumulative one, those since the sample before. Milliseconds since the epoch. */
  readonly from: number;
  readonly at: number;
  readonly buckets: Buckets;
  readonly delta: boolean;
  /** A cumulative one that began anew: it holds nothing from before `from`. */
  readonly restarted: boolean;
}

/** Since when, what had been counted by then, and what came. */
interface Collected {
  readonly since: number;
  readonly base: Buckets;
  readonly came: Buckets;
}

/** Folding a sample in: what is remembered after it, and the quantile if enough values have come. */
interface Folded {
  readonly next: Distribution;
  readonly read?: Quantile & { readonly count: number };
}

const emptied = ({ layout }: Buckets): Buckets => ({ layout, counts: [] });

const withoutBounds = ({ layout, counts }: Buckets): Buckets => ({
  layout: layout.kind === 'explicit' ? { ...layout, bounds: [] } : layout,
  counts,
});

/** Undefined where it cannot be told, because the layout changed. */
const collect = (known: Distribution, { from, buckets, delta, restarted }: Sample): Collected | undefined => {
  const { since, buckets: before } = known;
  if (delta) {
    const came = addBuckets(buckets, before);
    return came === undefined ? undefined : { since, base: came, came };
  }
  const came = restarted ? 'reset' : increaseOfBuckets(buckets, before);
  if (came === 'reset') return { since: from, base: emptied(buckets), came: buckets };
  return came === undefined ? undefined : { since, base: before, came };
};

/** The start of collecting, with what a sample of deltas brings. */
const begin = ({ from, at, buckets, delta }: Sample): Collected => {
  const came = delta ? buckets : emptied(buckets);
  return { since: delta ? from : at, base: buckets, came };
};

/** Folds one sample in. */
export const foldSample = (known: Distribution | undefined, sample: Sample): Folded => {
  const { at, buckets, delta } = sample;
  const { since, base, came } = (known && collect(known, sample)) ?? begin(sample);
  const count = countOf(came.counts);
  if (count < enoughValues && at - since < longestCollectionMs) return { next: { since, at, buckets: withoutBounds(base) } };
  const next = { since: at, at, buckets: withoutBounds(delta ? emptied(buckets) : buckets) };
  const read = count < enoughValues ? undefined : quantileOf(came, readQuantile);
  return read === undefined ? { next } : { next, read: { ...read, count } };
};

/** The distributions of one resource by series key, held within their bound. */
export class Distributions {
  private readonly byKey: Map<string, Distribution>;
  private numbers = 0;

  constructor(entries: Iterable<readonly [string, Distribution]> = []) {
    this.byKey = new Map(entries);
    for (const { buckets } of this.byKey.values()) this.numbers += buckets.counts.length;
  }

  get entries(): ReadonlyMap<string, Distribution> {
    return this.byKey;
  }

  /** False where it does not fit: nothing is kept of it then. */
  set(key: string, distribution: Distribution): boolean {
    this.delete(key);
    if (this.numbers + distribution.buckets.counts.length > mostNumbers) return false;
    this.numbers += distribution.buckets.counts.length;
    this.byKey.set(key, distribution);
    return true;
  }

  delete(key: string): void {
    const known = this.byKey.get(key);
    if (known === undefined) return;
    this.numbers -= known.buckets.counts.length;
    this.byKey.delete(key);
  }
}
