/** What detect remembers of a resource survives being packed, and new versions of the code. */
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packResourceState, startResourceState, unpackResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import { seal } from '#functions/detect/sealed.ts';
import { detectionSchema } from '#kernel/policy.ts';
import { frameOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const policy = detectionSchema.parse({
  thresholds: [{ name: 'load', warning: 0.8, critical: 0.95, clear: 0.7, forMinutes: 1, metrics: [{ metric: 'load' }] }],
});
const resource = resourceOf('payment');
const frameAt = (index: number, value: number) =>
  frameOf(`f${index}`, [metricOf(resource, startAt + index * 10_000, 'load', { type: 'gauge', value })]);
/** Calm, a spell above the threshold, and calm again. */
const valueAt = (index: number): number => (index >= 60 && index < 90 ? 0.96 : 0.3 + 0.01 * (index % 3));

const version1 = (series: readonly unknown[]): Uint8Array =>
  Buffer.concat([Buffer.of(1), zstdCompressSync(JSON.stringify({ series, previous: [], windows: [] }))]);

describe('the state of a resource', () => {
  it('is the same after packing and unpacking at any frame, alarm, threshold and all', () => {
    const score = frameScorer(policy);
    const whole = startResourceState();
    const findings = Array.from({ length: 110 }, (_, index) => score(whole, frameAt(index, valueAt(index))).findings).flat();
    expect(findings.map(({ status, severity }) => [status, severity])).toContainEqual(['firing', 'critical']);
    expect(findings.at(-1)).toMatchObject({ status: 'resolved', severity: 'critical' });
    for (const step of [1, 7]) {
      let state = startResourceState();
      const resumed = Array.from({ length: 110 }, (_, index) => {
        if (index % step === 0) state = unpackResourceState(packResourceState(state));
        return frameScorer(policy)(state, frameAt(index, valueAt(index))).findings;
      }).flat();
      expect(resumed).toEqual(findings);
    }
  });

  it('is read on where one detector a series wrote it: times and an open alarm, while its detectors warm up', () => {
    const [firstAt, lastAt] = [startAt - 3_600_000, startAt - 10_000];
    const level = [1, 360, firstAt, lastAt, 0.3, 0.01, 0.01, 10_000, 0];
    const state = unpackResourceState(version1([['load', 0, level, [3, 0, 1, startAt - 30_000, startAt - 20_000]]]));
    const series = state.series.get('load') ?? expect.unreachable();
    expect([series.firstAt, series.lastAt]).toEqual([firstAt, lastAt]);
    const score = frameScorer(detectionSchema.parse({}));
    const findings = Array.from({ length: 4 }, (_, index) => score(state, frameAt(index, 0.3)).findings).flat();
    expect(findings).toMatchObject([{ status: 'resolved', startsAt: startAt - 30_000 }]);
    const again = Array.from(
      { length: 100 },
      (_, index) => score(state, frameAt(4 + index, index < 98 ? 0.3 + 0.01 * (index % 3) : 0.99)).findings,
    ).flat();
    expect(again.slice(0, 1)).toMatchObject([{ status: 'firing', source: 'detect/robust-level' }]);
  });

  it.for([
    ['of a version nobody knows', Buffer.of(99, 1, 2)],
    ['of no bytes', Buffer.of()],
    ['damaged', Buffer.of(2, 1, 2, 3)],
    ['of another shape', seal(2, { series: [['a']] }, [])],
    ['of fewer numbers than it tells', seal(2, { series: [['a', 0, 9, [], [1, 5], [], []]] }, [[1, 2]])],
  ] as const)('%s is a warm-up, not an error', ([, bytes]) => expect(unpackResourceState(bytes).series.size).toBe(0));

  it('keeps times and alarm of a series whose detectors are of an unknown version', () => {
    const packed = seal(2, { series: [['load', 0, 1, [1, 0, 3, 5, 5, 1, 'x', 0.9], [1, 5], [], []]] }, [[99]]);
    expect(unpackResourceState(packed).series.get('load')).toMatchObject({
      firstAt: 1,
      lastAt: 5,
      alarm: { firing: true, severity: 'warning', speaker: 'x', confidence: 0.9 },
    });
  });
});
