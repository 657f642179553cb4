/** A healthy shop with noisy traffic is left alone; a dependency ten times slower is found within a minute. */
import { describe, expect, it } from 'vitest';
import { detectStage } from '#functions/detect/stage.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { Signal } from '#kernel/signal.ts';
import { memoryDependencies, memoryFindings, memoryStates } from '#test/support/memory-ports.ts';
import { frameOf, metricOf, nanos, resourceOf, spanOf, startAt } from '#test/support/signals.ts';

/** mulberry32: small, seeded, good enough for noise. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const minute = 60_000;
const step = 10_000;

interface Shop {
  readonly minutes: number;
  readonly seed: number;
  /** Milliseconds from the start, and how much slower calls are from then on. */
  readonly slowFrom?: number;
  readonly slowUntil?: number;
}

/** Four services of more than twenty series each: operations, a latency histogram, counters, gauges. */
const run = async ({ minutes, seed, slowFrom = Number.POSITIVE_INFINITY, slowUntil = Number.POSITIVE_INFINITY }: Shop) => {
  const random = randomFrom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const clock = { at: startAt };
  const findings = memoryFindings();
  const stage = detectStage(
    { states: memoryStates().store, dependencies: memoryDependencies(), findings: findings.sink, clock: { now: () => clock.at } },
    detectionSchema.parse({}),
  );
  const services = ['frontend', 'checkout', 'payment', 'catalogue'].map((service) => ({
    resource: resourceOf(service),
    counts: [0, 0, 0, 0],
    sums: [0, 0, 0, 0],
  }));
  let sequence = 0;
  for (let at = 0; at < minutes * minute; at += step) {
    for (const { resource, counts, sums } of services) {
      const signals: Signal[] = [];
      const time = startAt + at + step;
      for (const [index, name] of ['GET /', 'POST /order', 'POST /charge', 'GET /item'].entries()) {
        const slow = resource.attributes['service.name'] === 'payment' && at >= slowFrom && at < slowUntil ? 10 : 1;
        const calls = Math.floor(-Math.log(1 - random()) * 20 * (index + 1) * 0.4);
        for (let call = 0; call < calls; call += 1) {
          const duration = 40 * (index + 1) * Math.exp(0.7 * normal()) * slow;
          const failed = random() < 0.01;
          const span = {
            spanKind: index === 3 ? ('client' as const) : ('server' as const),
            status: { code: failed ? ('error' as const) : ('unset' as const) },
          };
          signals.push(spanOf(resource, startAt + at + (call * step) / calls, name, duration, span));
          counts[index] = (counts[index] ?? 0) + 1;
          sums[index] = (sums[index] ?? 0) + duration;
        }
        const attributes = { 'http.route': name };
        const cumulative = { attributes, startTimeUnixNano: nanos(startAt) };
        signals.push(
          metricOf(
            resource,
            time,
            'requests',
            { type: 'sum', value: counts[index] ?? 0, temporality: 'cumulative', monotonic: true },
            cumulative,
          ),
          metricOf(
            resource,
            time,
            'request.duration',
            {
              type: 'histogram',
              temporality: 'cumulative',
              value: { count: counts[index] ?? 0, sum: sums[index] ?? 0, explicitBounds: [], bucketCounts: [] },
            },
            { ...cumulative, unit: 'ms' },
          ),
        );
      }
      signals.push(
        metricOf(resource, time, 'cpu.utilization', { type: 'gauge', value: 0.3 + 0.05 * normal() }),
        metricOf(resource, time, 'memory.usage', { type: 'gauge', value: 5e8 + 2e6 * (at / step) + 1e7 * random() }),
        metricOf(resource, time, 'queue.length', { type: 'gauge', value: Math.floor(-Math.log(1 - random()) * 3) }),
        metricOf(resource, time, 'replicas', { type: 'gauge', value: 3 }),
      );
      clock.at = time;
      sequence += 1;
      await stage.take({ frame: frameOf(`frame-${sequence}`, signals), sequenceNumber: String(sequence) });
    }
    await stage.flush();
  }
  return findings.sent;
};

describe('detection on a simulated shop', () => {
  it('raises at most one alarm in 30 minutes of noise on 90 series', { timeout: 60_000 }, async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const alarms = new Set((await run({ minutes: 35, seed })).map((each) => each.fingerprint));
      expect(alarms.size, `seed ${seed}`).toBeLessThanOrEqual(1);
    }
  });

  it('finds a ten times slower service within a minute, keeps saying so, and says when it is over', async () => {
    const findings = await run({ minutes: 30, seed: 7, slowFrom: 12 * minute, slowUntil: 20 * minute });
    const charge = findings.filter((each) => each.labels['span.name'] === 'POST /charge');
    const [first] = charge;
    expect(first).toMatchObject({ status: 'firing', labels: { alertname: 'span.duration', 'service.name': 'payment' } });
    expect((first?.lastSeenAt ?? 0) - startAt - 12 * minute).toBeLessThan(minute);
    expect(charge.filter((each) => each.status === 'firing').length).toBeGreaterThanOrEqual(6);
    expect(charge.at(-1)?.status).toBe('resolved');
    expect((charge.at(-1)?.lastSeenAt ?? 0) - startAt - 20 * minute).toBeLessThan(2 * minute);
    expect(findings.every((each) => each.labels['service.name'] === 'payment')).toBe(true);
  });
});
