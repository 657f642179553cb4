import { describe, expect, it } from 'vitest';
import { frameSignals, maxFrameBytes, maxFrameSignals, maxResources } from '#functions/ingest/frame-signals.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import { resourceId } from '#kernel/resource.ts';
import type { LogSignal, MetricSignal } from '#kernel/signal.ts';

const log = (service: string, body: string): LogSignal => ({
  kind: 'log',
  timeUnixNano: 1n,
  resource: { attributes: { 'service.name': service } },
  attributes: {},
  severityNumber: 9,
  body,
});

/** Text that does not compress. */
const noise = (length: number): string => {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    text += String.fromCharCode(0x20 + ((state >>> 16) % 0x5f));
  }
  return text;
};

describe('framing', () => {
  it('gives each resource its own frames, and its id as the partition, in order', () => {
    const signals = [log('a', '1'), log('b', '2'), log('a', '3')];
    const { frames } = frameSignals(signals, 'r', 5);
    expect(frames.map(({ partition, count }) => [partition, count])).toEqual([
      [resourceId({ attributes: { 'service.name': 'a' } }), 2],
      [resourceId({ attributes: { 'service.name': 'b' } }), 1],
    ]);
    expect(frames.flatMap((frame) => decodeFrame(frame.data).signals)).toEqual([signals[0], signals[2], signals[1]]);
  });

  it('divides what is too many for one frame', () => {
    const { frames } = frameSignals(
      Array.from({ length: maxFrameSignals * 2 + 1 }, () => log('a', 'x')),
      'r',
      5,
    );
    expect(frames.map(({ count }) => count)).toEqual([maxFrameSignals, maxFrameSignals, 1]);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(3);
  });

  it('divides what is too large for one record, and counts what alone does not fit', () => {
    const signals = [...Array.from({ length: 8 }, (_, row) => log('a', `${row}${noise(400_000)}`)), log('a', noise(1_500_000))];
    const { frames, oversized } = frameSignals(signals, 'r', 5);
    expect(oversized.length).toBe(1);
    expect(frames.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    for (const frame of frames) expect(frame.data.length).toBeLessThanOrEqual(maxFrameBytes);
  });

  it('counts signals whose resource, scope or metric would fill every frame, without trying each alone', () => {
    const large = noise(1_000_000);
    const resource = { attributes: { 'service.name': 'a', note: large } };
    const scope = { name: large };
    const metric: MetricSignal = {
      kind: 'metric',
      timeUnixNano: 1n,
      resource: { attributes: { 'service.name': 'a' } },
      attributes: {},
      name: 'm',
      description: large,
      data: { type: 'gauge', value: 1 },
    };
    const signals = [
      ...Array.from({ length: 500 }, () => ({ ...log('a', 'x'), resource })),
      ...Array.from({ length: 500 }, () => ({ ...log('a', 'x'), scope })),
      ...Array.from({ length: 500 }, () => metric),
      log('a', 'kept'),
    ];
    const { frames, oversized } = frameSignals(signals, 'r', 5);
    expect(oversized.length).toBe(1500);
    expect(frames.map(({ count }) => count)).toEqual([1]);
  });

  it('refuses a request that speaks of more resources than a shard can take records', () => {
    const signals = Array.from({ length: maxResources + 1 }, (_, index) => log(`service-${index}`, 'x'));
    expect(() => frameSignals(signals, 'r', 5)).toThrow(expect.objectContaining({ name: 'InputError', reason: 'too_large' }));
  });

  it('gives the same frames to the same request', () => {
    expect(frameSignals([log('a', '1')], 'r', 5)).toEqual(frameSignals([log('a', '1')], 'r', 5));
    expect(frameSignals([log('a', '1')], 'r2', 5).frames[0]?.id).not.toBe(frameSignals([log('a', '1')], 'r', 5).frames[0]?.id);
  });
});
