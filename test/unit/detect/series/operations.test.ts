/** Rate, errors and duration of operations and edges, by windows of event time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesBudget } from '#functions/detect/series/budget.ts';
import { spanReadings } from '#functions/detect/series/operations.ts';
import type { Reading } from '#functions/detect/series/reading.ts';
import { startSources } from '#functions/detect/series/sources.ts';
import type { SpanSignal } from '#kernel/signal.ts';
import { resourceOf, spanOf } from '#test/support/signals.ts';

const resource = resourceOf('shop');
/** A whole minute. */
const start = Math.floor(1_795_237_200_000 / 60_000) * 60_000;
const second = 1000;
const room = seriesBudget({ maxSeriesPerResource: 1000, maxSeriesPerMetric: 1000 });

/** A span that ends so many seconds after the start. */
const ended = (at: number, name = 'GET /', durationMs = 20, more: Partial<SpanSignal> = {}): SpanSignal =>
  spanOf(resource, start + at * second - durationMs, name, durationMs, more);

const read = (spans: readonly SpanSignal[], budget = room): readonly Reading[] => {
  const { operations, metrics } = startSources();
  return spans.flatMap((span, index) => {
    const readings = spanReadings(span, `f#${index}`, operations, budget, metrics.overflows);
    return typeof readings === 'string' ? [] : readings;
  });
};

const rates = (readings: readonly Reading[], name = 'GET /') =>
  readings
    .filter((reading) => reading.name === 'span.rate' && reading.labels()['span.name'] === name)
    .map(({ at, value }) => [(at - start) / second, value * 60]);

const every = (step: number, from: number, to: number, name?: string): SpanSignal[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => ended(from + index * step, name));

const byEnd = (spans: readonly SpanSignal[]) => spans.toSorted((a, b) => Number(a.endTimeUnixNano - b.endTimeUnixNano));

describe('the rate of an operation', () => {
  it('is of whole minutes, from the first whole one on', () => {
    expect(rates(read(every(2, 31, 200)))).toEqual([
      [120, 30],
      [180, 30],
    ]);
  });

  it('is nothing in minutes without a call, as long as other spans of the resource come', () => {
    const spans = byEnd([...every(2, 1, 130), ...every(10, 0, 330, 'GET /other')]);
    expect(rates(read(spans))).toEqual([
      [120, 30],
      [180, 5],
      [240, 0],
      [300, 0],
    ]);
  });

  it('is not told of minutes in which nothing of the resource came, nor of the one in which it came back', () => {
    expect(rates(read([...every(2, 1, 181), ...every(2, 901, 1100)]))).toEqual([
      [120, 30],
      [1020, 30],
      [1080, 30],
    ]);
  });

  it('counts every span once, in whatever order spans come that are less than ten seconds apart', () => {
    const arbitrary = fc.array(fc.tuple(fc.integer({ min: 0, max: 599 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 50,
      maxLength: 300,
    });
    fc.assert(
      fc.property(arbitrary, (pairs) => {
        // Others of the resource keep time.
        const clock = Array.from({ length: 121 }, (_, index) => [index * 5, ended(index * 5, 'clock')] as const);
        const late = pairs.map(([at, delay]) => [at + delay, ended(at)] as const);
        const spans = [...clock, ...late].toSorted(([a], [b]) => a - b).map(([, span]) => span);
        const told = new Map(rates(read([ended(0), ...spans, ended(680, 'clock')])).map(([at, count]) => [at, Math.round(count ?? 0)]));
        for (let minute = 2; minute <= 10; minute += 1)
          expect(told.get(minute * 60)).toBe(pairs.filter(([at]) => Math.floor(at / 60) === minute - 1).length);
      }),
    );
  });
});

describe('the duration and the errors of an operation', () => {
  it('are read when its window is over, though no further span of it comes', () => {
    const readings = read([ended(1, 'rare', 500, { status: { code: 'error' } }), ...every(5, 2, 140, 'GET /')]);
    const rare = readings.filter((reading) => reading.labels()['span.name'] === 'rare');
    expect(rare.map(({ name, value }) => [name, value])).toEqual([
      ['span.duration', 500],
      ['span.errors', 1 / 11],
      ['span.rate', 0],
    ]);
  });

  it('are read of five calls in ten seconds, and of fewer in a minute', () => {
    const counts = (ends: readonly number[]) =>
      read(ends.map((at) => ended(at))).flatMap(({ name, count }) => (name === 'span.duration' ? [count] : []));
    expect(counts([0, 2, 4, 6, 8, 11])).toEqual([5]);
    expect(counts([0, 4, 8, 11, 59])).toEqual([]);
    expect(counts([0, 4, 8, 61])).toEqual([3]);
  });

  it('have a percentile once a hundred calls came', () => {
    const spans = every(0.5, 0, 61).map((_, index) => ended(index / 2, 'GET /', index % 40 === 0 ? 900 : 20));
    const [percentile] = read(spans).filter(({ aspect }) => aspect === 'quantile');
    const [lower = 0, upper = 0] = percentile?.bounds ?? [];
    expect(percentile?.name).toBe('span.duration.p99');
    expect(lower < 900 && 900 <= upper && upper / lower < 1.2).toBe(true);
  });
});

describe('what a resource calls', () => {
  const client = { spanKind: 'client', attributes: { 'server.address': 'payment.shop.svc' } } as const;

  it('is one edge a called service, whatever the spans are named', () => {
    const spans = Array.from({ length: 20 }, (_, index) => ended(index, `POST /charge/${index}`, 30, client));
    expect(read(spans)[0]?.labels()).toEqual({ 'span.kind': 'client', 'service.peer.name': 'payment' });
  });

  it('goes by the name of the span where the service is not told', () => {
    const spans = Array.from({ length: 20 }, (_, index) => ended(index, 'SELECT', 30, { spanKind: 'client' }));
    expect(read(spans)[0]?.labels()).toEqual({ 'span.kind': 'client', 'span.name': 'SELECT' });
  });
});

describe('operations beyond the budget', () => {
  const small = seriesBudget({ maxSeriesPerResource: 1000, maxSeriesPerMetric: 12 });
  const users = Array.from({ length: 400 }, (_, index) => ended(index / 2, `GET /user/${index % 100}`, 30));

  it('are one operation that says so, and lose no call', () => {
    const readings = read(users, small);
    const names = new Set(
      readings.map((reading) => reading.labels()['span.name'] ?? `overflow ${reading.labels()['otel.metric.overflow']}`),
    );
    expect([...names].sort()).toEqual(['GET /user/0', 'GET /user/1', 'GET /user/2', 'overflow true']);
    const second = readings.filter(({ name, at }) => name === 'span.rate' && at === start + 120_000);
    expect(second.reduce((sum, { value }) => sum + value * 60, 0)).toBeCloseTo(120);
    expect(second.map(({ overflow }) => overflow)).toEqual([undefined, undefined, undefined, true]);
  });

  it('are kept apart from an operation that only calls itself so', () => {
    const [reading] = read(Array.from({ length: 20 }, (_, index) => ended(index, 'otel.metric.overflow\0true')));
    expect(reading?.overflow).toBeUndefined();
  });
});
