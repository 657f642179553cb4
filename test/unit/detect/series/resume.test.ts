/** Whatever a resource sends: packed and unpacked between any two frames, the same findings and readings; sent twice, nothing more. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packResourceState, startResourceState, unpackResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { MetricData, Signal } from '#kernel/signal.ts';
import { frameOf, logOf, metricOf, nanos, resourceOf, spanOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('shop');
const policy = detectionSchema.parse({ maxSeriesPerResource: 30, maxSeriesPerMetric: 12 });
const name = fc.constantFrom('a', 'b');
const value = fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1));
const temporality = fc.constantFrom('delta' as const, 'cumulative' as const);
const counts = fc.array(fc.nat(80), { minLength: 4, maxLength: 4 });

const data: fc.Arbitrary<MetricData> = fc.oneof(
  fc.record({ type: fc.constant('gauge' as const), value }),
  fc.record({ type: fc.constant('sum' as const), value, temporality, monotonic: fc.boolean() }),
  fc.record({ type: fc.constant('none' as const) }),
  fc.tuple(counts, temporality).map(([bucketCounts, each]): MetricData => {
    const count = bucketCounts.reduce((a, b) => a + b, 0);
    return { type: 'histogram', temporality: each, value: { count, sum: count * 3, explicitBounds: [1, 5, 25], bucketCounts } };
  }),
  fc.tuple(counts, temporality, fc.integer({ min: -3, max: 8 })).map(([bucketCounts, each, scale]): MetricData => {
    const count = bucketCounts.reduce((a, b) => a + b, 0);
    return {
      type: 'exponential_histogram',
      temporality: each,
      value: { count, scale, zeroCount: 0, positive: { offset: -2, bucketCounts } },
    };
  }),
);

/** Clocks go on, jump, and sometimes back. */
const step = fc.oneof(
  fc.integer({ min: 1, max: 40_000 }),
  fc.integer({ min: -20_000, max: 0 }),
  fc.constantFrom(600_000, 5 * 3_600_000, 86_400_000),
);
const signalAt = (at: number): fc.Arbitrary<Signal> =>
  fc.oneof(
    fc.tuple(name, data, fc.nat(20)).map(([named, each, user]) => {
      const more = { attributes: { user }, ...(user % 2 === 0 && { startTimeUnixNano: nanos(at - 5_000) }) };
      return metricOf(resource, at, named, each, more);
    }),
    fc
      .tuple(name, fc.nat(900), fc.constantFrom('server' as const, 'client' as const, 'internal' as const), fc.nat(20))
      .map(([named, ms, spanKind, operation]) => spanOf(resource, at, `${named}${operation}`, ms, { spanKind })),
    fc.nat(24).map((severity) => logOf(resource, at, severity, 'said')),
  );

const frames = fc
  .array(step, { minLength: 1, maxLength: 25 })
  .chain((steps) => {
    let at = startAt;
    const times = steps.map((each) => {
      at += each;
      return at;
    });
    return fc.tuple(...times.map((time) => fc.array(signalAt(time), { minLength: 1, maxLength: 12 })));
  })
  .map((all) => all.map((signals, index) => frameOf(`f${index}`, signals)));

it('is resumable at any frame, never reads what is no number, and stays within its budget', () => {
  fc.assert(
    fc.property(frames, (all) => {
      const run = (resumed: boolean) => {
        const told: string[] = [];
        const score = frameScorer(policy, ({ reading, finding }) => {
          expect(Number.isFinite(reading.value)).toBe(true);
          told.push(JSON.stringify([reading, reading.labels(), finding]));
        });
        let state = startResourceState();
        const results = all.map((frame) => {
          if (resumed) state = unpackResourceState(packResourceState(state));
          return score(state, frame);
        });
        const { metrics, operations } = state.sources;
        expect(metrics.counters.size).toBeLessThanOrEqual(30);
        expect(operations.byKey.size).toBeLessThanOrEqual(10);
        return { told, results };
      };
      expect(run(true)).toEqual(run(false));
    }),
  );
});
