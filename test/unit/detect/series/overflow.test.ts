/** Series beyond the budget: summed where they can be, counted and named in any case; and they come to their right when there is room. */
import { describe, expect, it } from 'vitest';
import { startResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer, type ScoredReading } from '#functions/detect/score-frame.ts';
import type { Finding } from '#kernel/finding.ts';
import { findingSchema } from '#kernel/finding.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { MetricData, Signal } from '#kernel/signal.ts';
import { frameOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('shop');
const policy = detectionSchema.parse({ maxSeriesPerResource: 8, maxSeriesPerMetric: 3 });
const start = Math.floor(startAt / 60_000) * 60_000;

const run = () => {
  const told: ScoredReading[] = [];
  const score = frameScorer(policy, (each) => told.push(each));
  const state = startResourceState();
  const findings: Finding[] = [];
  const suppressed: Record<string, number> = {};
  const limited: Record<string, number> = {};
  const send = (id: string, signals: readonly Signal[]): void => {
    const scored = score(state, frameOf(id, signals));
    findings.push(...scored.findings);
    for (const [reason, count] of Object.entries(scored.suppressed)) suppressed[reason] = (suppressed[reason] ?? 0) + count;
    for (const [limit, count] of Object.entries(scored.limited ?? {})) limited[limit] = (limited[limit] ?? 0) + count;
  };
  return { told, state, findings, suppressed, limited, send };
};

const users = (at: number, count: number, data: MetricData, name = 'logins'): Signal[] =>
  Array.from({ length: count }, (_, user) => metricOf(resource, at, name, data, { attributes: { user } }));

const delta: MetricData = { type: 'sum', value: 6, temporality: 'delta', monotonic: true };
const total = (value: number): MetricData => ({ type: 'sum', value, temporality: 'cumulative', monotonic: true });

describe('a metric of more series than it may have', () => {
  it('has those beyond summed in one that says so, if they are deltas', () => {
    const { told, send, suppressed } = run();
    for (let index = 0; index < 20; index += 1) send(`f${index}`, users(start + index * 10_000, 10, delta));
    const overflow = told.filter(({ reading }) => reading.overflow);
    expect(overflow.map(({ reading }) => [reading.name, reading.value, reading.labels()])).toEqual(
      Array.from({ length: 3 }, () => ['logins', 4.2, { 'otel.metric.overflow': 'true' }]),
    );
    expect(suppressed['overflow']).toBeUndefined();
  });

  it('has a mean as well, if it is a distribution', () => {
    const { told, send } = run();
    const data: MetricData = {
      type: 'histogram',
      temporality: 'delta',
      value: { count: 2, sum: 10, explicitBounds: [], bucketCounts: [] },
    };
    for (let index = 0; index < 8; index += 1) send(`f${index}`, users(start + index * 10_000, 10, data));
    const overflow = told.filter(({ reading }) => reading.overflow).map(({ reading }) => [reading.name, reading.aspect, reading.value]);
    expect(overflow).toEqual([
      ['logins.rate', 'rate', 1.4],
      ['logins', 'mean', 5],
    ]);
  });

  it('has those beyond counted, if they are levels', () => {
    const { told, send, suppressed } = run();
    for (let index = 0; index < 10; index += 1) send(`f${index}`, users(start + index * 10_000, 10, { type: 'gauge', value: 3 }));
    expect(suppressed['overflow']).toBe(70);
    expect(told.some(({ reading }) => reading.overflow)).toBe(false);
  });

  it('has those beyond summed, if they are cumulative counters and stay the same', () => {
    const { told, limited, send } = run();
    for (let index = 0; index < 20; index += 1) {
      // Two scrapes take turns, and the samples of each come in two frames.
      const at = start + index * 10_000;
      send(`f${index}a`, users(at, 6, total(100 + index * 6)));
      send(`f${index}b`, users(at, 10, total(100 + index * 6)).slice(6));
      send(`f${index}c`, users(at + 5_000, 24, total(100 + index * 6)).slice(20));
    }
    const overflow = told.filter(({ reading }) => reading.overflow).map(({ reading }) => [reading.name, reading.value]);
    // The first window lacks the first round of each, from which the later ones are measured.
    expect(overflow).toEqual([
      ['logins', (5 * 11 * 6) / 60],
      ['logins', (6 * 11 * 6) / 60],
      ['logins', (6 * 11 * 6) / 60],
    ]);
    expect(limited).toEqual({ overflow_totals: 11 });
  });

  it('says how many it could not sum, because they changed or began anew', () => {
    const { told, limited, send } = run();
    for (let index = 0; index < 20; index += 1) send(`f${index}`, users(start + index * 10_000, 10 + index, total(100 + index * 6)));
    expect(told.some(({ reading }) => reading.overflow)).toBe(false);
    expect(limited['overflow_totals']).toBe(Array.from({ length: 19 }, (_, index) => 7 + index).reduce((a, b) => a + b, 0));
    const moving = run();
    for (let index = 0; index < 20; index += 1) {
      const all = users(start + index * 10_000, 30, total(100 + index * 6));
      moving.send(`f${index}`, [...all.slice(0, 3), ...all.slice(3 + (index % 20), 10 + (index % 20))]);
    }
    expect(moving.told.some(({ reading }) => reading.overflow)).toBe(false);
    const restarted = run();
    for (let index = 0; index < 20; index += 1) restarted.send(`f${index}`, users(start + index * 10_000, 10, total(1000 - index)));
    expect(restarted.told.some(({ reading }) => reading.overflow)).toBe(false);
  });

  it('is named in a finding, once a day, and does not take the room of others', () => {
    const { told, findings, send } = run();
    for (let index = 0; index < 30; index += 1) {
      const at = start + index * 3_600_000;
      send(`f${index}`, [...users(at, 10, { type: 'gauge', value: 3 }), metricOf(resource, at, 'load', { type: 'gauge', value: 1 })]);
    }
    expect(findings).toHaveLength(2);
    for (const finding of findings) {
      expect(findingSchema.parse(finding)).toEqual(finding);
      expect(finding).toMatchObject({ severity: 'info', title: 'shop: too many series of logins', labels: { 'metric.name': 'logins' } });
      expect(finding.reason).toMatch(/ Of the attribute user there are 3 values among them\.$/);
    }
    expect(told.filter(({ reading }) => reading.name === 'load')).toHaveLength(30);
  });

  it('has room again for others when its series were not seen for a day', () => {
    const { told, state, send } = run();
    for (let index = 0; index < 60; index += 1) {
      const at = start + index * 3_600_000;
      const pod = `pod-${Math.floor(index / 30)}`;
      const pods = Array.from({ length: 3 }, (_, each) =>
        metricOf(resource, at, 'cpu', total(index), { attributes: { pod: `${pod}-${each}` } }),
      );
      send(`f${index}`, [...pods, metricOf(resource, at, 'load', { type: 'gauge', value: 1 })]);
    }
    expect(told.some(({ reading }) => reading.key.includes('pod-1-2'))).toBe(true);
    expect([...state.series.keys()].filter((key) => key.includes('pod-0'))).toEqual([]);
    expect(state.sources.metrics.counters.size).toBe(3);
  });

  it('cannot be given more room than a resource has by a sender that calls its series so', () => {
    const { state, send } = run();
    const forged = Array.from({ length: 50 }, (_, user) =>
      metricOf(resource, start, 'logins', { type: 'gauge', value: 1 }, { attributes: { user, 'otel.metric.overflow': true } }),
    );
    send('f', forged);
    expect(state.series.size).toBe(8);
  });
});
