/** Streams: described, listed, split, merged; and what Kinesis refuses. */
import {
  DecreaseStreamRetentionPeriodCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  MergeShardsCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { failure, refused } from '../contract.ts';
import { arnOf, iterator, page, put, putAll, type Stream, type StreamCase, shard, shards } from './calls.ts';

const summary = async ({ client, id }: Stream) =>
  (await client.send(new DescribeStreamSummaryCommand({ StreamName: id }))).StreamDescriptionSummary;
const middle = '85070591730234615865843651857942052864';

/** Splits the first shard in two and waits until it is done. */
const split = async (stream: Stream) => {
  await stream.client.send(new SplitShardCommand({ StreamName: stream.id, ShardToSplit: shard(0), NewStartingHashKey: middle }));
  await settled(stream);
};
const settled = async (stream: Stream) => {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await summary(stream))?.StreamStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const message = ({ message: text }: Readonly<Record<string, unknown>>) => ({ message: text });

export const streamCases: readonly StreamCase[] = [
  {
    name: 'a stream describes itself',
    source: 'API Reference, StreamDescriptionSummary [D]',
    run: async (stream) => {
      const told = await summary(stream);
      return {
        ...{ arn: told?.StreamARN === arnOf(stream.id), name: told?.StreamName === stream.id, status: told?.StreamStatus },
        ...{ hours: told?.RetentionPeriodHours, open: told?.OpenShardCount, mode: told?.StreamModeDetails?.StreamMode },
        ...{ consumers: told?.ConsumerCount, encryption: told?.EncryptionType, dated: told?.StreamCreationTimestamp instanceof Date },
      };
    },
    expected: {
      ...{
        arn: true,
        name: true,
        status: 'ACTIVE',
        hours: 24,
        open: 2,
        mode: 'PROVISIONED',
        consumers: 0,
        encryption: 'NONE',
        dated: true,
      },
    },
  },
  {
    name: 'a stream describes its shards, and whether there are more',
    source: 'API Reference, DescribeStream, Limit and HasMoreShards [D]',
    run: async ({ client, id }) => {
      const { StreamDescription: first } = await client.send(new DescribeStreamCommand({ StreamName: id, Limit: 1 }));
      const { StreamDescription: second } = await client.send(
        new DescribeStreamCommand({ StreamName: id, ExclusiveStartShardId: first?.Shards?.[0]?.ShardId }),
      );
      return [first, second].map((told) => ({ shards: told?.Shards?.map(({ ShardId }) => ShardId), more: told?.HasMoreShards }));
    },
    expected: [
      { shards: [shard(0)], more: true },
      { shards: [shard(1)], more: false },
    ],
  },
  {
    name: 'shards share out all hash keys without a gap',
    source: 'API Reference, HashKeyRange; 128 bits [D]',
    run: async (stream) => (await shards(stream)).map(({ HashKeyRange }) => [HashKeyRange?.StartingHashKey, HashKeyRange?.EndingHashKey]),
    expected: [
      ['0', '170141183460469231731687303715884105727'],
      ['170141183460469231731687303715884105728', '340282366920938463463374607431768211455'],
    ],
  },
  {
    name: 'shards are listed by page',
    source: 'API Reference, ListShards, MaxResults and NextToken [D]',
    run: async ({ client, id }) => {
      const first = await client.send(new ListShardsCommand({ StreamName: id, MaxResults: 1 }));
      const second = await client.send(new ListShardsCommand({ NextToken: first.NextToken, MaxResults: 1 }));
      return { pages: [first, second].map(({ Shards }) => Shards?.map(({ ShardId }) => ShardId)), more: second.NextToken ?? 'none' };
    },
    expected: { pages: [[shard(0)], [shard(1)]], more: 'none' },
  },
  {
    name: 'a page of shards is asked for by token or by name, not both',
    source: 'API Reference, ListShards, NextToken: "don\'t specify StreamName" together with it [D]',
    run: async ({ client, id }) => {
      const { NextToken } = await client.send(new ListShardsCommand({ StreamName: id, MaxResults: 1 }));
      return client.send(new ListShardsCommand({ StreamName: id, NextToken }));
    },
    expected: refused('InvalidArgumentException'),
  },
  {
    name: 'a shard that is split ends, and its children take its hash keys over',
    source: 'Kinesis Developer Guide, "Split a shard" and "After resharding" [D]',
    run: async (stream) => {
      await put(stream, 'before');
      await split(stream);
      await stream.pass(1_100);
      const { ShardId } = await put(stream, 'after');
      const children = (await shards(stream)).filter(({ ParentShardId }) => ParentShardId === shard(0));
      return {
        after: ShardId,
        children: children.map(({ HashKeyRange }) => [HashKeyRange?.StartingHashKey, HashKeyRange?.EndingHashKey]),
        open: (await summary(stream))?.OpenShardCount,
      };
    },
    expected: {
      after: shard(2),
      children: [
        ['0', '85070591730234615865843651857942052863'],
        [middle, '170141183460469231731687303715884105727'],
      ],
      open: 3,
    },
  },
  {
    name: 'a closed shard is read to its end, which has no next iterator and names the children',
    source: 'API Reference, GetRecords, NextShardIterator null and ChildShards [D]',
    run: async (stream) => {
      await put(stream, 'a');
      await split(stream);
      await stream.pass(1_100);
      const texts: string[] = [];
      let from = await iterator(stream);
      let children: (string | undefined)[] = [];
      for (let pages = 0; from !== undefined && pages < 10; pages += 1) {
        const next = await page(stream, from);
        texts.push(...next.texts);
        from = next.NextShardIterator;
        children = next.ChildShards?.map(({ ShardId }) => ShardId) ?? [];
      }
      return { texts, ended: from === undefined, children };
    },
    expected: { texts: ['a'], ended: true, children: [shard(2), shard(3)] },
  },
  {
    name: 'two neighbours merge into one',
    source: 'Kinesis Developer Guide, "Merge two shards" [D]',
    run: async (stream) => {
      await stream.client.send(new MergeShardsCommand({ StreamName: stream.id, ShardToMerge: shard(0), AdjacentShardToMerge: shard(1) }));
      await settled(stream);
      const child = (await shards(stream)).at(-1);
      return {
        id: child?.ShardId,
        parents: [child?.ParentShardId, child?.AdjacentParentShardId],
        open: (await summary(stream))?.OpenShardCount,
      };
    },
    expected: { id: shard(2), parents: [shard(0), shard(1)], open: 1 },
  },
  {
    name: 'records are kept for longer when asked, never for less than a day',
    source: 'API Reference, IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod: 24 to 8760 hours [D]',
    run: async (stream) => {
      const { client, id: StreamName } = stream;
      await client.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 }));
      const longer = (await summary(stream))?.RetentionPeriodHours;
      await client.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 24 }));
      const less = await failure(client.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 23 })));
      return { longer, less, now: (await summary(stream))?.RetentionPeriodHours };
    },
    expected: { longer: 48, less: refused('InvalidArgumentException'), now: 24 },
  },
  {
    name: 'a missing stream is not found for any call',
    source: 'API Reference, ResourceNotFoundException [D]; text as kinesalite saw it on AWS [S]',
    run: async (stream) => {
      const none = { ...stream, id: 'none' };
      return [
        await failure(put(none, 'a'), message),
        await failure(putAll(none, ['a']), message),
        await failure(summary(none), message),
        await failure(shards(none)),
        await failure(iterator(none)),
      ];
    },
    expected: [
      ...[1, 2, 3].map(() => ({ ...refused('ResourceNotFoundException'), message: 'Stream none under account 123456789012 not found.' })),
      ...[4, 5].map(() => refused('ResourceNotFoundException')),
    ],
  },
  {
    name: 'a missing shard is not found',
    source: 'API Reference, GetShardIterator, ResourceNotFoundException [D]',
    run: (stream) => iterator(stream, { ShardId: shard(99) }),
    expected: refused('ResourceNotFoundException'),
  },
  {
    name: 'an iterator nobody gave is refused',
    source: 'API Reference, GetRecords, InvalidArgumentException [D]; as kinesalite saw it on AWS [S]',
    run: (stream) => page(stream, 'not an iterator'),
    expected: refused('InvalidArgumentException'),
  },
  {
    name: 'an iterator at a sequence number needs one, and one that is one',
    source: 'API Reference, GetShardIterator, StartingSequenceNumber; InvalidArgumentException [D]',
    run: async (stream) => [
      await failure(iterator(stream, { ShardIteratorType: 'AT_SEQUENCE_NUMBER' })),
      await failure(iterator(stream, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '123' })),
    ],
    expected: [refused('InvalidArgumentException'), refused('InvalidArgumentException')],
  },
  {
    name: 'an iterator of an unknown kind is refused',
    source: 'API Reference, "Common errors", ValidationError; enum constraint as kinesalite saw it on AWS [S]',
    run: (stream) => iterator(stream, { ShardIteratorType: 'OLDEST' as 'LATEST' }),
    expected: refused('ValidationException'),
  },
  {
    name: 'an empty batch is refused',
    source: 'API Reference, PutRecords, Records: 1 to 500 [D]',
    run: (stream) => putAll(stream, []),
    expected: refused('ValidationException'),
  },
  {
    name: 'a batch of 501 is refused',
    source: 'API Reference, PutRecords, Records: 1 to 500 [D]',
    run: (stream) =>
      putAll(
        stream,
        Array.from({ length: 501 }, () => 'x'),
      ),
    expected: refused('ValidationException'),
  },
  {
    name: 'a partition key has 1 to 256 characters',
    source: 'API Reference, PutRecord, PartitionKey [D]',
    run: async (stream) => [
      await failure(put(stream, 'a', { PartitionKey: '' })),
      await failure(put(stream, 'a', { PartitionKey: 'k'.repeat(257) })),
      await failure(put(stream, 'a', { PartitionKey: 'k'.repeat(256) })),
    ],
    expected: [refused('ValidationException'), refused('ValidationException'), 'no error'],
  },
  {
    name: 'an explicit hash key is at most 128 bits',
    source: 'API Reference, PutRecord, ExplicitHashKey; InvalidArgumentException [D]',
    run: (stream) => put(stream, 'a', { ExplicitHashKey: '340282366920938463463374607431768211456' }),
    expected: refused('InvalidArgumentException'),
  },
  {
    name: 'enhanced fan-out and scaling are not emulated, and say so',
    source: 'lib/local/README.md: refused; on AWS they work [D]',
    run: async ({ client, id }) => {
      const says = ({ message: text }: Readonly<Record<string, unknown>>) => ({ says: /not emulated/.test(String(text)) });
      return [
        await failure(client.send(new RegisterStreamConsumerCommand({ StreamARN: arnOf(id), ConsumerName: 'c' })), says),
        await failure(
          client.send(new UpdateShardCountCommand({ StreamName: id, TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' })),
          says,
        ),
      ];
    },
    expected: [1, 2].map(() => ({ ...refused('UnknownOperationException'), says: true })),
  },
];
