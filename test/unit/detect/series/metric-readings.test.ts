/** Every kind of metric becomes the series one would draw of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesBudget } from '#functions/detect/series/budget.ts';
import { metricReadings } from '#functions/detect/series/metric-readings.ts';
import { startSources } from '#functions/detect/series/sources.ts';
import type { MetricData } from '#kernel/signal.ts';
import { metricOf, nanos, resourceOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('shop');
const budget = seriesBudget({ maxSeriesPerResource: 100, maxSeriesPerMetric: 100 });

/** Samples ten seconds apart; what each gives, as `aspect=value`, or why not. */
const read = (data: readonly MetricData[], startOf: (index: number) => number | undefined = () => startAt - 60_000): readonly string[] => {
  const { metrics } = startSources();
  return data.map((each, index) => {
    const from = startOf(index);
    const signal = metricOf(resource, startAt + index * 10_000, 'm', each, from === undefined ? {} : { startTimeUnixNano: nanos(from) });
    const readings = metricReadings(signal, 'f#0', metrics, budget);
    return typeof readings === 'string' ? readings : readings.map(({ aspect, value }) => `${aspect}=${value}`).join(' ');
  });
};

const sum = (value: number, temporality: 'delta' | 'cumulative', monotonic = true): MetricData => ({
  type: 'sum',
  value,
  temporality,
  monotonic,
});
const histogram = (count: number, total: number, temporality: 'delta' | 'cumulative'): MetricData => ({
  type: 'histogram',
  temporality,
  value: { count, sum: total, explicitBounds: [], bucketCounts: [] },
});
const exponential = (count: number, total: number): MetricData => ({
  type: 'exponential_histogram',
  temporality: 'cumulative',
  value: { count, sum: total, scale: 0, zeroCount: 0 },
});

describe('a metric sample', () => {
  it.for<[string, readonly MetricData[], readonly string[]]>([
    ['a gauge', [{ type: 'gauge', value: 3 }], ['gauge=3']],
    ['a gauge that is no number', [{ type: 'gauge', value: Number.NaN }], ['no_value']],
    ['a sample without a value', [{ type: 'none' }], ['no_value']],
    ['an up-and-down counter', [sum(3, 'cumulative', false), sum(1, 'cumulative', false)], ['gauge=3', 'gauge=1']],
    ['changes up and down', [sum(30, 'delta', false), sum(-35, 'delta', false)], ['rate=0.5', 'rate=-0.5']],
    ['a cumulative counter', [sum(100, 'cumulative'), sum(150, 'cumulative')], ['first_of_counter', 'rate=5']],
    ['a counter that fell', [sum(100, 'cumulative'), sum(20, 'cumulative')], ['first_of_counter', 'rate=2']],
    [
      'a cumulative histogram',
      [histogram(10, 100, 'cumulative'), histogram(30, 500, 'cumulative')],
      ['first_of_counter', 'rate=2 mean=20'],
    ],
    [
      'a histogram nothing was added to',
      [histogram(10, 100, 'cumulative'), histogram(10, 100, 'cumulative')],
      ['first_of_counter', 'rate=0'],
    ],
    ['an exponential histogram', [exponential(10, 100), exponential(20, 150)], ['first_of_counter', 'rate=1 mean=5']],
    [
      'a summary',
      [
        { type: 'summary', value: { count: 1, sum: 2, quantiles: [] } },
        { type: 'summary', value: { count: 11, sum: 52, quantiles: [] } },
      ],
      ['first_of_counter', 'rate=1 mean=5'],
    ],
  ])('of %s is read', ([, data, readings]) => expect(read(data)).toEqual(readings));

  it('of a delta counter is a rate over its own interval, or since the one before where it names none', () => {
    expect(read([sum(50, 'delta'), sum(20, 'delta')], (index) => startAt + index * 10_000 - 10_000)).toEqual(['rate=5', 'rate=2']);
    expect(read([sum(50, 'delta'), sum(20, 'delta')], () => undefined)).toEqual(['first_of_counter', 'rate=2']);
    expect(read([histogram(20, 100, 'delta')], () => startAt - 10_000)).toEqual(['rate=2 mean=5']);
  });

  it('of a restarted counter counts from its new start, even if it is higher than before', () => {
    const starts = [startAt - 60_000, startAt + 5_000];
    expect(read([sum(10, 'cumulative'), sum(100, 'cumulative')], (index) => starts[index])).toEqual(['first_of_counter', 'rate=20']);
  });

  it('of a counter whose sender only thinks otherwise of its start goes on', () => {
    const starts = [undefined, startAt - 30_000, startAt - 20_000];
    const samples = [sum(100, 'cumulative'), sum(150, 'cumulative'), sum(160, 'cumulative')];
    expect(read(samples, (index) => starts[index])).toEqual(['first_of_counter', 'rate=5', 'rate=1']);
  });

  it('of a counter that is said to have ended, and comes again, is the first of one', () => {
    const samples: MetricData[] = [sum(100, 'cumulative'), { type: 'none' }, sum(900, 'cumulative'), sum(910, 'cumulative')];
    expect(read(samples)).toEqual(['first_of_counter', 'no_value', 'first_of_counter', 'rate=1']);
  });

  it('adds up to what was counted, whatever the resets and however long samples took', () => {
    const steps = fc.array(fc.record({ added: fc.nat(1000), seconds: fc.integer({ min: 1, max: 90 }), restarts: fc.boolean() }), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, fc.boolean(), (all, toldOfStarts) => {
        const { metrics } = startSources();
        let [at, value, begun, counted, found] = [startAt, 0, startAt - 1000, 0, 0];
        for (const [index, { added, seconds, restarts }] of all.entries()) {
          const previous = value;
          const last = at;
          at += seconds * 1000;
          // Without a start a restart shows only where the counter fell.
          const isRestart = restarts && (toldOfStarts || added < previous);
          if (isRestart) begun = last + 1;
          value = isRestart ? added : value + added;
          if (index > 0) counted += added;
          const more = toldOfStarts ? { startTimeUnixNano: nanos(begun) } : {};
          const readings = metricReadings(metricOf(resource, at, 'm', sum(value, 'cumulative'), more), 'f#0', metrics, budget);
          const from = toldOfStarts && isRestart ? begun : last;
          if (typeof readings !== 'string') found += ((readings[0]?.value ?? 0) * (at - from)) / 1000;
        }
        expect(found).toBeCloseTo(counted, 6);
      }),
    );
  });

  it('that comes late or twice is not read', () => {
    const { metrics } = startSources();
    const at = (time: number) => metricReadings(metricOf(resource, time, 'm', sum(1, 'cumulative')), 'f#0', metrics, budget);
    expect([at(startAt), at(startAt), at(startAt - 1)]).toEqual(['first_of_counter', 'late', 'late']);
  });
});
