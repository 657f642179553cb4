/** Percentiles of histograms: the exact one lies within the bounds told, through resets, coarser scales and both temporalities. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf, countValue, finestLayout, quantileOf } from '#functions/detect/series/buckets.ts';
import { seriesBudget } from '#functions/detect/series/budget.ts';
import { metricReadings } from '#functions/detect/series/metric-readings.ts';
import type { Reading } from '#functions/detect/series/reading.ts';
import { packSources, type Sources, startSources, unpackSources } from '#functions/detect/series/sources.ts';
import type { ExponentialHistogram, Histogram, MetricData, Temporality } from '#kernel/signal.ts';
import { metricOf, nanos, resourceOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('shop');
const budget = seriesBudget({ maxSeriesPerResource: 1000, maxSeriesPerMetric: 1000 });

const exact = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? Number.NaN;

const explicit = (values: readonly number[], bounds: readonly number[]): Histogram => {
  const bucketCounts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    const found = bounds.findIndex((bound) => value <= bound);
    const at = found < 0 ? bounds.length : found;
    bucketCounts[at] = (bucketCounts[at] ?? 0) + 1;
  }
  return { count: values.length, sum: values.reduce((a, b) => a + b, 0), explicitBounds: bounds, bucketCounts };
};

/** As the data model has it: a value lies in the bucket with base^index < value ≤ base^(index + 1). */
const exponential = (values: readonly number[], scale: number): ExponentialHistogram => {
  const counts = new Map<number, number>();
  for (const value of values) {
    const index = Math.ceil(Math.log2(value) * 2 ** scale) - 1;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const offset = Math.min(0, ...counts.keys());
  const bucketCounts = Array.from({ length: Math.max(0, ...counts.keys()) - offset + 1 }, (_, at) => counts.get(offset + at) ?? 0);
  return { count: values.length, sum: values.reduce((a, b) => a + b, 0), scale, zeroCount: 0, positive: { offset, bucketCounts } };
};

const durations = fc.array(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 300 });
const quantiles = fc.constantFrom(0.5, 0.9, 0.99, 1);
const scales = fc.integer({ min: -2, max: 6 });
/** Room for rounding at the very edge of a bucket. */
const ulps = 1 + 1e-12;

describe('a quantile', () => {
  it('of explicit buckets lies in the bucket of the exact one', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(durations, bounds, quantiles, (values, unsorted, q) => {
        const value = explicit(
          values,
          unsorted.toSorted((a, b) => a - b),
        );
        const read = quantileOf(bucketsOf({ type: 'histogram', value }) ?? { layout: finestLayout, counts: [] }, q);
        const wanted = exact(values, q);
        expect(read).toBeDefined();
        expect(read?.lower).toBeLessThanOrEqual(wanted);
        expect(read?.upper).toBeGreaterThanOrEqual(wanted);
        expect(read?.value).toBeGreaterThanOrEqual(read?.lower ?? 0);
        expect(read?.value).toBeLessThanOrEqual(read?.upper ?? 0);
      }),
    );
  });

  it('of exponential buckets is within the relative error of the scale that is kept, of at most 32 buckets', () => {
    fc.assert(
      fc.property(durations, scales, quantiles, (values, scale, q) => {
        const buckets = bucketsOf({ type: 'exponential_histogram', value: exponential(values, scale) });
        if (buckets?.layout.kind !== 'exponential') throw new Error('no buckets');
        expect(buckets.counts.length).toBeLessThanOrEqual(64);
        const read = quantileOf(buckets, q);
        const wanted = exact(values, q);
        expect((read?.lower ?? 0) / ulps).toBeLessThanOrEqual(wanted);
        expect((read?.upper ?? 0) * ulps).toBeGreaterThanOrEqual(wanted);
        const base = 2 ** (2 ** -buckets.layout.scale);
        expect(Math.abs(Math.log((read?.value ?? 0) / wanted))).toBeLessThanOrEqual(Math.log(base) * ulps + 1e-12);
      }),
    );
  });

  it('of values counted one by one is within 19 %', () => {
    fc.assert(
      fc.property(durations, quantiles, (values, q) => {
        const counts: number[] = [];
        for (const value of values) countValue(counts, value);
        const read = quantileOf({ layout: finestLayout, counts }, q);
        expect(Math.abs(Math.log2((read?.value ?? 0) / exact(values, q)))).toBeLessThanOrEqual(0.25 + 1e-12);
      }),
    );
  });

  it('of zero and negative values says no more than that they are', () => {
    const value = { count: 4, scale: 0, zeroCount: 1, zeroThreshold: 0.5, negative: { offset: 0, bucketCounts: [3] } };
    const buckets = bucketsOf({ type: 'exponential_histogram', value });
    expect(buckets && quantileOf(buckets, 0.99)).toEqual({ value: 0.5, lower: Number.NEGATIVE_INFINITY, upper: 0.5 });
  });
});

const kinds = ['histogram', 'exponential_histogram'] as const;
const bounds = [1, 10, 100, 1000, 5000];

const dataOf = (kind: (typeof kinds)[number], values: readonly number[], temporality: Temporality, scale = 3): MetricData =>
  kind === 'histogram'
    ? { type: 'histogram', temporality, value: explicit(values, bounds) }
    : { type: 'exponential_histogram', temporality, value: exponential(values, scale) };

/** The percentiles read of samples ten seconds apart. */
const percentiles = (samples: readonly MetricData[], between: (sources: Sources) => Sources = (sources) => sources): readonly Reading[] => {
  let sources = startSources();
  return samples.flatMap((data, index) => {
    sources = between(sources);
    const more = { startTimeUnixNano: nanos(startAt - 10_000), unit: 'ms' };
    const readings = metricReadings(metricOf(resource, startAt + index * 10_000, 'm', data, more), 'f#0', sources.metrics, budget);
    return typeof readings === 'string' ? [] : readings.filter(({ aspect }) => aspect === 'quantile');
  });
};

const within = ({ bounds: [lower, upper] = [0, 0] }: Reading, wanted: number) => lower <= wanted * ulps && wanted <= upper * ulps;

describe('the percentile of a histogram', () => {
  const intervals = fc.array(fc.array(fc.double({ min: 0.01, max: 8_000, noNaN: true }), { maxLength: 150 }), {
    minLength: 1,
    maxLength: 12,
  });

  it.for(kinds)('is of what came since it was read last, cumulative or in deltas (%s)', (kind) => {
    fc.assert(
      fc.property(intervals, fc.integer({ min: 0, max: 5 }), (came, coarserFrom) => {
        const scaleAt = (index: number): number => (index < coarserFrom ? 3 : 1);
        const deltas = percentiles(came.map((values, index) => dataOf(kind, values, 'delta', scaleAt(index))));
        const totals = came.map((_, index) => came.slice(0, index + 1).flat());
        const cumulative = percentiles([[], ...totals].map((values, index) => dataOf(kind, values, 'cumulative', scaleAt(index))));
        const wanted: number[] = [];
        let open: number[] = [];
        for (const values of came) {
          open = [...open, ...values];
          if (open.length < 100) continue;
          wanted.push(exact(open, 0.99));
          open = [];
        }
        for (const read of [deltas, cumulative]) {
          expect(read.map((reading, index) => within(reading, wanted[index] ?? Number.NaN))).toEqual(wanted.map(() => true));
          for (const { name, key, unit, upOnly } of read) expect([name, key, unit, upOnly]).toEqual(['m.p99', 'm\0p99', 'ms', true]);
        }
      }),
    );
  });

  it('is of what came since a reset, even where the count did not fall', () => {
    const low = Array.from({ length: 90 }, () => 5);
    const high = Array.from({ length: 120 }, () => 500);
    const read = percentiles([[], low, high].map((values) => dataOf('histogram', values, 'cumulative')));
    expect(read.map(({ bounds: between, count }) => [between, count])).toEqual([[[100, 1000], 120]]);
  });

  it('goes on collecting after a reset from nothing', () => {
    const [low, few, many] = [60, 40, 110].map((count, index) => Array.from({ length: count }, () => (index === 0 ? 5 : 500)));
    const read = percentiles([[], low ?? [], few ?? [], many ?? []].map((values) => dataOf('histogram', values, 'cumulative')));
    expect(read.map(({ bounds: between, count }) => [between, count])).toEqual([[[100, 1000], 110]]);
  });

  it('is not read across other bounds, and not of too few values in a quarter of an hour', () => {
    const values = Array.from({ length: 60 }, () => 5);
    const other: MetricData = { type: 'histogram', temporality: 'cumulative', value: explicit([...values, ...values], [1, 50]) };
    expect(percentiles([dataOf('histogram', [], 'cumulative'), dataOf('histogram', values, 'cumulative'), other])).toEqual([]);
    const slow = Array.from({ length: 200 }, (_, index) => dataOf('histogram', values.slice(0, Math.floor(index / 3)), 'cumulative'));
    expect(percentiles(slow)).toEqual([]);
  });

  it('is the same when the state is packed and read again between any two samples', () => {
    const again = (sources: Sources): Sources =>
      unpackSources(JSON.parse(JSON.stringify(packSources(sources, (entries) => [...entries]))) as ReturnType<typeof packSources>);
    fc.assert(
      fc.property(
        intervals,
        fc.constantFrom(...kinds),
        fc.constantFrom('delta' as const, 'cumulative' as const),
        (came, kind, temporality) => {
          const samples = came.map((values) => dataOf(kind, values, temporality));
          const read = (between?: typeof again) => percentiles(samples, between).map(({ labels: _, ...reading }) => reading);
          expect(read(again)).toEqual(read());
        },
      ),
    );
  });

  it('is left out, and that counted, where buckets find no room', () => {
    const { metrics } = startSources();
    const values = Array.from({ length: 32 }, (_, index) => 2 ** (index / 4));
    for (let series = 0; series < 200; series += 1) {
      const data = dataOf('exponential_histogram', values, 'delta');
      metricReadings(
        metricOf(resource, startAt, `m${series}`, data, { startTimeUnixNano: nanos(startAt - 10_000) }),
        'f#0',
        metrics,
        budget,
      );
    }
    const kept = [...metrics.distributions.entries.values()];
    expect(kept.reduce((sum, { buckets }) => sum + buckets.counts.length, 0)).toBeLessThanOrEqual(8192);
    expect(kept.length).toBeGreaterThan(120);
    expect(metrics.limited).toEqual({ histogram_buckets: 200 - kept.length });
  });
});

describe('a summary', () => {
  it('has its highest percentile that is no maximum read as it is told', () => {
    const summary = (count: number): MetricData => {
      const quantiles = [0.5, 0.9, 0.95, 1].map((quantile) => ({ quantile, value: quantile * 100 }));
      return { type: 'summary', value: { count, sum: count * 2, quantiles } };
    };
    expect(percentiles([summary(1), summary(11)]).map(({ name, value }) => [name, value])).toEqual([['m.p95', 95]]);
  });
});
