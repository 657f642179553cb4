/** What senders choose, names and attributes, cannot make a finding or a state that the queue or the table refuses. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packResourceState, startResourceState, unpackResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import { type Finding, findingSchema } from '#kernel/finding.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { MetricSignal, Signal } from '#kernel/signal.ts';
import { frameOf, metricOf, nanos, resourceOf, spanOf, startAt } from '#test/support/signals.ts';

const policy = detectionSchema.parse({});

/** Ten minutes of calm, then an alarm. */
const findingsOf = (
  name: string,
  attributes: Attributes,
  resource = resourceOf('payment'),
  more: Partial<MetricSignal> = {},
): Finding[] => {
  const score = frameScorer(policy);
  const state = startResourceState();
  return Array.from({ length: 64 }, (_, index) => {
    const value = index < 60 ? 0.3 + 0.01 * (index % 3) : 1e308;
    const sample = metricOf(resource, startAt + index * 10_000, name, { type: 'gauge', value }, { attributes, ...more });
    return [...score(state, frameOf(`f${index}`, [sample])).findings];
  }).flat();
};

it.for([
  ['a name of megabytes', 'm'.repeat(2_000_000), {}],
  ['attribute names of megabytes', 'm', { ['k'.repeat(2_000_000)]: 'v' }],
  ['names of control characters and halves of pairs', '\u0000\u001b[2J\ud800', { 'a\u009b\ud800': '\u0000b\u202e' }],
  ['very many attributes', 'm', Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'v'.repeat(10_000)]))],
] as const)('an anomaly of a series with %s is a small finding of plain text', ([, name, attributes]) => {
  const resource = resourceOf('s\u0007'.repeat(5000), { 'service.namespace': 'n'.repeat(500_000) });
  const findings = findingsOf(name, attributes, resource, { unit: 'u'.repeat(100_000) });
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) {
    expect(findingSchema.parse(finding)).toEqual(finding);
    const body = JSON.stringify(finding);
    expect(Buffer.byteLength(body)).toBeLessThan(16_000);
    expect(body).not.toMatch(/\\u[0-9a-f]{4}|[\u0080-\u009f\u202e]/);
  }
});

it('keeps the state of the largest resource small enough for an item of the table, newest series first', () => {
  let seed = 1;
  const noise = (length: number): string =>
    Array.from({ length }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
      return String.fromCharCode(0x4e00 + ((seed >>> 16) % 20_000));
    }).join('');
  const resource = resourceOf('payment');
  const signals: Signal[] = [];
  for (let index = 0; index < policy.maxSeriesPerResource; index += 1) {
    const at = startAt + index;
    signals.push(metricOf(resource, at, noise(290), { type: 'gauge', value: index / 7 }));
    signals.push(metricOf(resource, at, noise(290), { type: 'sum', value: index / 7, temporality: 'cumulative', monotonic: true }));
    signals.push(spanOf(resource, at, noise(190), 1, { endTimeUnixNano: nanos(at + 1) }));
  }
  const state = startResourceState();
  frameScorer(policy)(state, frameOf('f', signals));
  const { metrics, operations } = state.sources;
  // Of one kind of spans there is room for fifty operations of four series each; those beyond are one more.
  expect([state.series.size, metrics.counters.size, operations.byKey.size]).toEqual([500, 500, 51]);
  const packed = packResourceState(state);
  expect(packed.length).toBeLessThan(400_000);
  const kept = unpackResourceState(packed);
  expect(kept.series.size).toBeGreaterThan(100);
  expect(Math.max(...[...kept.series.values()].map(({ lastAt }) => lastAt))).toBe(startAt + 499);
  expect(kept.series.size).toBe(kept.sources.metrics.counters.size);
});

// Less than a day in all: what was not seen for a day is forgotten with the packing.
it('survives any values at any times, and is the same after it was packed at any frame', () => {
  const sample = fc.record({
    name: fc.constantFrom('cpu_usage_active', 'mem_used_percent', 'a', 'b'),
    elapsed: fc.oneof(fc.constant(10_000), fc.integer({ min: -300_000, max: 300_000 }), fc.constantFrom(0, -7_200_000)),
    value: fc.oneof(fc.double(), fc.constantFrom(0, 99, 1e308, -1e308, Number.NaN), fc.integer({ min: 0, max: 100 })),
    counts: fc.boolean(),
  });
  const thresholds = [{ name: 'cpu', warning: 80, critical: 95, clear: 75, forMinutes: 0, metrics: [{ metric: 'cpu*' }] }];
  const strict = detectionSchema.parse({ thresholds, absence: { afterMinutes: 1 }, clearAfter: 1 });
  fc.assert(
    fc.property(fc.array(fc.array(sample, { minLength: 1, maxLength: 4 }), { maxLength: 60 }), fc.nat(60), (frames, cut) => {
      const resource = resourceOf('payment');
      let at = startAt;
      const score = frameScorer(strict);
      const whole = startResourceState();
      let resumed = startResourceState();
      for (const [index, samples] of frames.entries()) {
        const signals = samples.map(({ name, elapsed, value, counts }) => {
          at += elapsed;
          return metricOf(
            resource,
            at,
            name,
            counts ? { type: 'sum', value, temporality: 'cumulative', monotonic: true } : { type: 'gauge', value },
          );
        });
        const frame = frameOf(`f${index}`, signals);
        const { findings } = score(whole, frame);
        for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
        if (index === cut) resumed = unpackResourceState(packResourceState(resumed));
        expect(frameScorer(strict)(resumed, frame).findings).toEqual(findings);
      }
    }),
    { numRuns: 150 },
  );
});
