/** archive keeps every signal, and what the metric store refuses lies in quarantine besides. */
import { describe, expect, it } from 'vitest';
import { noMetricStore } from '#functions/archive/no-metric-store.ts';
import { archiveStage } from '#functions/archive/stage.ts';
import { unpackArchiveObject } from '#kernel/archive-object.ts';
import type { Frame } from '#kernel/frame.ts';
import { decodeFrame, encodeFrame } from '#kernel/frame-codec.ts';
import type { MetricStore } from '#kernel/ports.ts';
import { memoryArchive, memoryQuarantine } from '#test/support/memory-ports.ts';
import { frameOf, logOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('shop');
const mixed = frameOf('f1', [logOf(resource, startAt, 9, 'hello'), metricOf(resource, startAt, 'load', { type: 'gauge', value: 1 })]);
const metrics = frameOf('f2', [metricOf(resource, startAt, 'load', { type: 'gauge', value: 2 })]);
const recordOf = (frame: Frame, sequenceNumber: string) => ({
  frame,
  bytes: encodeFrame(frame).data,
  shardId: 'shardId-000000000001',
  sequenceNumber,
});

const setUp = (metricStore: MetricStore = noMetricStore) => {
  const { archive, objects } = memoryArchive();
  const { quarantine, items } = memoryQuarantine();
  return { stage: archiveStage({ archive, metricStore, quarantine }), objects, items };
};

describe('archive', () => {
  it('writes one object a batch, from which every frame can be read again', async () => {
    const { stage, objects } = setUp();
    expect(await stage.take(recordOf(mixed, '10'))).toMatchObject({ received: 2 });
    await stage.take(recordOf(metrics, '11'));
    expect(await stage.flush()).toEqual({ received: 0, produced: 3, suppressed: {}, quarantined: 0 });
    const [[key, body] = ['', new Uint8Array()], ...more] = objects;
    expect(more).toEqual([]);
    expect(key).toBe('telemetry/2026/11/21/05/shardId-000000000001/10-11.frames');
    expect(unpackArchiveObject(body).map((each) => decodeFrame(each))).toEqual([mixed, metrics]);
  });

  it('writes nothing for an empty batch', async () => {
    const { stage, objects } = setUp();
    await stage.flush();
    expect(objects.size).toBe(0);
  });

  it('gives the metric store every metric sample and nothing else, with the time of receipt as its version', async () => {
    const written: string[] = [];
    const { stage } = setUp({
      write: async (samples) => {
        written.push(...samples.map(({ sample, version }) => `${sample.name} ${version}`));
        return { rejected: [] };
      },
    });
    await stage.take(recordOf(mixed, '10'));
    await stage.flush();
    expect(written).toEqual([`load ${mixed.receivedAt}`]);
  });

  it('quarantines what the metric store refuses, with the reason, and still has it archived', async () => {
    const { stage, objects, items } = setUp({
      write: async (samples) => ({
        rejected: samples.slice(0, 1).map(({ sample }) => ({ sample, reason: 'older than the memory store' })),
      }),
    });
    await stage.take(recordOf(mixed, '10'));
    await stage.take(recordOf(metrics, '11'));
    expect(await stage.flush()).toEqual({ received: 0, produced: 3, suppressed: { metric_store_rejected: 1 }, quarantined: 0 });
    expect(objects.size).toBe(1);
    expect(items).toMatchObject([{ id: 'archive/shardId-000000000001-10-metrics', reason: 'metric_store_rejected', count: 1 }]);
    expect(JSON.parse(Buffer.from(items[0]?.body ?? []).toString())).toMatchObject({
      reason: 'older than the memory store',
      sample: { name: 'load', timeUnixNano: mixed.signals[1]?.timeUnixNano.toString() },
    });
  });

  it('writes the same object when the batch comes again after a failure', async () => {
    let failures = 1;
    const { stage, objects } = setUp({
      write: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('throttled');
        return { rejected: [] };
      },
    });
    await stage.take(recordOf(mixed, '10'));
    await expect(stage.flush()).rejects.toThrow('throttled');
    const before = [...objects];
    await stage.take(recordOf(mixed, '10'));
    expect(await stage.flush()).toMatchObject({ produced: 2 });
    expect([...objects]).toEqual(before);
  });
});
