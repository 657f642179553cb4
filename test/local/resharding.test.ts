/** A stream changes its shape while records come: the order of each key holds across it, and nothing is lost or comes twice. */
import { KinesisClient, MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { type SmallPipelineOptions, smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';
import { wireClient } from '#test/support/wire-client.ts';

const startAt = Date.parse('2026-11-20T10:00:00Z');
const shard = (index: number): string => `shardId-${String(index).padStart(12, '0')}`;
const keys = Array.from({ length: 12 }, (_, index) => `key${index}`);

let cloud: LocalCloud;
let kinesis: KinesisClient;
/** Sequence numbers handed to the consumer, in order, as often as they were. */
let handed: string[] = [];
afterEach(async () => {
  kinesis.destroy();
  await cloud.close();
});

const start = async (options: SmallPipelineOptions, interceptors: Interceptors = {}): Promise<void> => {
  handed = [];
  cloud = await startLocalCloud({
    ...{ assembly: writeAssembly(smallPipeline(options), smallPipelineHandlers), mode: 'deterministic', startAt, interceptors },
    onEvent: (event) => {
      if (event.type === 'delivery' && event.function === 'consume') handed.push(...event.ids);
    },
  });
  kinesis = new KinesisClient(wireClient(cloud));
};
const later = (seconds: number): Promise<void> => cloud.advanceTo(cloud.now() + seconds * 1_000);
/** A record of each key; `poisoned` is a key whose record is never taken. */
const putRound = async (round: number, poisoned?: string): Promise<void> => {
  const lines = keys.map((key) => `${key} ${key === poisoned ? 'poison-' : ''}${key}/${round}`);
  expect((await cloud.request({ method: 'POST', path: '/put', body: lines.join('\n') })).status).toBe(200);
};
const half = 2n ** 127n;
const split = (index: number, at: bigint) =>
  kinesis.send(new SplitShardCommand({ StreamName: 'telemetry', ShardToSplit: shard(index), NewStartingHashKey: String(at) }));
const merge = (left: number, right: number) =>
  kinesis.send(new MergeShardsCommand({ StreamName: 'telemetry', ShardToMerge: shard(left), AdjacentShardToMerge: shard(right) }));

const records = () =>
  cloud
    .stream('telemetry')
    .records()
    .map((record) => ({ ...record, text: Buffer.from(record.data, 'base64').toString() }));
const shardsUsed = (): readonly string[] => [...new Set(records().map(({ shardId }) => shardId))].sort();
/** Places in `handed` of a shard's records. */
const placesOf = (index: number): readonly number[] => {
  const ids = new Set(records().flatMap(({ shardId, sequenceNumber }) => (shardId === shard(index) ? [sequenceNumber] : [])));
  return handed.flatMap((id, place) => (ids.has(id) ? [place] : []));
};
const isAfter = (child: number, parent: number): boolean => Math.min(...placesOf(child)) > Math.max(...placesOf(parent));
/** Texts in the order in which they took effect. */
const written = async (): Promise<readonly string[]> =>
  (await cloud.table('written').items()).toSorted((one, other) => Number(one['at']) - Number(other['at'])).map(({ pk }) => String(pk));
const roundsOf = (texts: readonly string[], key: string): readonly string[] =>
  texts.flatMap((text) => (text.startsWith(`${key}/`) ? [text.slice(key.length + 1)] : []));
const account = () => {
  const { accepted = 0, delivered = 0, quarantined = 0, inFlight = 0 } = cloud.mappings()[0] ?? {};
  return { accepted, delivered, quarantined, inFlight };
};
/** For so long the consumer dies before it begins. */
const dying = (seconds: number): Interceptors => ({
  invocation: ({ function: name, at }) => (name === 'consume' && at < startAt + seconds * 1_000 ? 'kill-before' : 'proceed'),
});

/** Polled and pushed; a batch of a shard at a time, and three. */
const ways: readonly (readonly [string, SmallPipelineOptions])[] = [
  ['polled', { mapping: { MaximumRetryAttempts: 8, BisectBatchOnFunctionError: false } }],
  ['polled by three lanes', { mapping: { MaximumRetryAttempts: 8, ParallelizationFactor: 3, BatchSize: 2 } }],
  ['pushed', { fanOut: true, mapping: { MaximumRetryAttempts: 8, MaximumBatchingWindowInSeconds: 0 } }],
];

describe.for(ways)('a stream that is %s', ([, options]) => {
  it('is split while its consumer dies: children wait, and each key keeps its order', async () => {
    await start(options, dying(6));
    await putRound(0);
    await later(2);
    await split(0, half);
    await putRound(1);
    // Long enough for the children to be read, if anybody did.
    await later(3);
    expect(placesOf(1).length + placesOf(2).length).toBe(0);
    expect(account()).toEqual({ accepted: 24, delivered: 0, quarantined: 0, inFlight: 24 });
    expect(new Set(cloud.mappings()[0]?.unfinished)).toEqual(new Set(records().map(({ sequenceNumber }) => sequenceNumber)));
    await split(1, half / 2n);
    await putRound(2);
    await cloud.settle();
    expect(shardsUsed()).toEqual([0, 1, 2, 3, 4].map(shard));
    expect([isAfter(1, 0), isAfter(2, 0), isAfter(3, 1), isAfter(4, 1)]).toEqual([true, true, true, true]);
    const texts = await written();
    for (const key of keys) expect(roundsOf(texts, key)).toEqual(['0', '1', '2']);
    expect(account()).toEqual({ accepted: 36, delivered: 36, quarantined: 0, inFlight: 0 });
    expect(cloud.mappings()[0]?.unfinished).toEqual([]);
  });

  it('has two shards merged while a record of one is never taken: the child waits until it is given up', async () => {
    await start({ ...options, shards: 2, mapping: { ...options.mapping, MaximumRetryAttempts: 3 } });
    await putRound(0, 'key3');
    await merge(0, 1);
    await putRound(1);
    await later(3);
    const poisoned = records().find(({ text }) => text.startsWith('poison'));
    expect(cloud.mappings()[0]?.unfinished).toContain(poisoned?.sequenceNumber);
    expect(placesOf(2)).toEqual([]);
    await putRound(2);
    await cloud.settle();
    expect(shardsUsed()).toEqual([0, 1, 2].map(shard));
    expect([isAfter(2, 0), isAfter(2, 1)]).toEqual([true, true]);
    const texts = await written();
    const { delivered, quarantined, inFlight } = account();
    // With the poisoned record all that its batch held after it is given up.
    const lost = cloud
      .bucket('quarantine')
      .objects()
      .flatMap(({ body }) => (JSON.parse(JSON.parse(String(body)).payload) as { Records: unknown[] }).Records);
    expect({ delivered, quarantined, inFlight }).toEqual({ delivered: texts.length, quarantined: lost.length, inFlight: 0 });
    expect(delivered + quarantined).toBe(36);
    for (const key of keys) expect(['0,1,2', '1,2']).toContain(roundsOf(texts, key).join());
  });
});

describe('a stream at rest', () => {
  it('hands over what comes to the new shards, after the poll that finds the old one ended', async () => {
    await start({ mapping: { MaximumBatchingWindowInSeconds: 0 } });
    await split(0, half);
    await putRound(0);
    await cloud.settle();
    expect((await written()).length).toBe(12);
    expect(cloud.now() - startAt).toBeGreaterThan(1_000);
    expect(cloud.now() - startAt).toBeLessThan(3_000);
  });

  it('costs by the shards that are open', async () => {
    await start({});
    const held = () => cloud.usage().find(({ unit }) => unit === 'kinesis-shard-hours')?.held;
    expect(held()).toBe(1);
    await split(0, half);
    expect(held()).toBe(2);
    await merge(1, 2);
    expect(held()).toBe(1);
  });

  it('splits the same in every run', async () => {
    const run = async (): Promise<unknown> => {
      await start({ shards: 2 }, dying(3));
      await putRound(0);
      await split(1, half + half / 2n);
      await putRound(1);
      await cloud.settle();
      return { handed, at: cloud.now(), records: cloud.stream('telemetry').records() };
    };
    const first = await run();
    await cloud.close();
    kinesis.destroy();
    expect(await run()).toEqual(first);
  });
});
