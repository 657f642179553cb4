import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';
import { wireClient } from '#test/support/wire-client.ts';

const mebibyte = 1_048_576;
const oneShard = 'shardId-000000000000';

let cloud: LocalCloud;
let kinesis: KinesisClient;
beforeEach(async () => {
  const stream = (Name: string, ShardCount: number) => ({ Type: 'AWS::Kinesis::Stream', Properties: { Name, ShardCount } });
  const assembly = writeAssembly({ stack: { Resources: { One: stream('one', 1), Twelve: stream('twelve', 12) } } });
  cloud = await startLocalCloud({ assembly, mode: 'deterministic' });
  kinesis = new KinesisClient(wireClient(cloud));
});
afterEach(async () => {
  kinesis.destroy();
  await cloud.close();
});

const later = (milliseconds: number): Promise<void> => cloud.advanceTo(cloud.now() + milliseconds);
const record = (bytes: number, PartitionKey = 'k') => ({ PartitionKey, Data: Buffer.alloc(bytes - Buffer.byteLength(PartitionKey), 97) });
const putAll = (Records: ReturnType<typeof record>[], StreamName = 'one') => kinesis.send(new PutRecordsCommand({ StreamName, Records }));
const put = (bytes: number, PartitionKey = 'k') =>
  kinesis.send(new PutRecordCommand({ StreamName: 'one', ...record(bytes, PartitionKey) }));
const iterator = async (StreamName = 'one', ShardId = oneShard): Promise<string> => {
  const answer = await kinesis.send(new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
  return answer.ShardIterator ?? '';
};
const get = (ShardIterator: string) => kinesis.send(new GetRecordsCommand({ ShardIterator }));
const exceeded = (shard = oneShard, stream = 'one') => ({
  name: 'ProvisionedThroughputExceededException',
  message: `Rate exceeded for shard ${shard} in stream ${stream} under account 123456789012.`,
});

describe('what one call may carry', () => {
  it.for<[string, () => Promise<unknown>, { name: string; message: unknown }]>([
    [
      '501 records',
      () => putAll(Array.from({ length: 501 }, () => record(2))),
      { name: 'ValidationException', message: expect.stringContaining('Member must have length less than or equal to 500') },
    ],
    [
      'a record of 1 MiB and a byte',
      () => putAll([record(10), record(mebibyte + 1)]),
      {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at 'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 1048576",
      },
    ],
    [
      'the same in PutRecord',
      () => put(mebibyte + 1),
      { name: 'ValidationException', message: expect.stringContaining("at 'data' failed to satisfy constraint") },
    ],
    [
      '10 MiB and a byte together',
      () => putAll([...Array.from({ length: 10 }, (_, at) => record(mebibyte, `k${at}`)), record(1 + 1)], 'twelve'),
      { name: 'InvalidArgumentException', message: 'Records size exceeds 10 MB limit' },
    ],
    [
      'a partition key of 257 characters',
      () => put(300, 'k'.repeat(257)),
      { name: 'ValidationException', message: expect.stringContaining('Member must have length less than or equal to 256') },
    ],
    [
      'an empty partition key',
      () => put(1, ''),
      { name: 'ValidationException', message: expect.stringContaining('Member must have length greater than or equal to 1') },
    ],
  ])('refuses %s', async ([, send, error]) => {
    await expect(send()).rejects.toMatchObject(error);
  });

  it('takes 500 records', async () => {
    expect((await putAll(Array.from({ length: 500 }, () => record(100)))).FailedRecordCount).toBe(0);
  });

  it('takes a record of 1 MiB, its partition key of 256 characters included', async () => {
    await expect(put(mebibyte, 'k'.repeat(256))).resolves.toMatchObject({ ShardId: oneShard });
  });

  it('takes 10 MiB in one call, and keeps the order of what it answers', async () => {
    const records = Array.from({ length: 11 }, (_, at) => record(at === 10 ? 10 : mebibyte - 1, `k${at}`));
    const { Records = [] } = await putAll(records, 'twelve');
    const kept = await cloud.stream('twelve').records();
    const keyOf = new Map(kept.map(({ sequenceNumber, partitionKey }) => [sequenceNumber, partitionKey]));
    expect(Records.map(({ SequenceNumber, ErrorCode }, at) => (ErrorCode ? `k${at}` : keyOf.get(SequenceNumber ?? '')))).toEqual(
      records.map(({ PartitionKey }) => PartitionKey),
    );
  });
});

describe('what a shard takes in a second', () => {
  it('refuses the records beyond 1 MiB one by one, and takes them when the second is over', async () => {
    const first = await putAll(Array.from({ length: 3 }, () => record(mebibyte / 2)));
    const { name: ErrorCode, message: ErrorMessage } = exceeded();
    expect(first.FailedRecordCount).toBe(1);
    expect(first.Records).toEqual([
      { SequenceNumber: expect.any(String), ShardId: oneShard },
      { SequenceNumber: expect.any(String), ShardId: oneShard },
      { ErrorCode, ErrorMessage },
    ]);
    expect(await cloud.stream('one').records()).toHaveLength(2);
    await later(500);
    expect((await putAll([record(mebibyte / 2)])).FailedRecordCount).toBe(0);
  });

  it('refuses the record after the thousandth, PutRecord as a whole', async () => {
    for (const _ of [1, 2]) await putAll(Array.from({ length: 500 }, () => record(10)));
    await expect(put(10)).rejects.toMatchObject(exceeded());
    await later(1);
    await expect(put(10)).resolves.toMatchObject({ ShardId: oneShard });
    await expect(put(10)).rejects.toMatchObject(exceeded());
  });

  it('counts each shard on its own, explicit hash keys too', async () => {
    const full = { ...record(mebibyte), ExplicitHashKey: '0' };
    const other = { ...record(mebibyte), ExplicitHashKey: String(2n ** 128n - 1n) };
    await putAll([full], 'twelve');
    const { Records = [] } = await putAll([full, other], 'twelve');
    expect(Records.map(({ ShardId, ErrorMessage }) => ShardId ?? ErrorMessage)).toEqual([
      exceeded(oneShard, 'twelve').message,
      'shardId-000000000011',
    ]);
  });

  it('gives the shards of a split their own allowance', async () => {
    await put(mebibyte);
    await kinesis.send(new SplitShardCommand({ StreamName: 'one', ShardToSplit: oneShard, NewStartingHashKey: String(2n ** 127n) }));
    const isActive = async () =>
      (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'one' }))).StreamDescriptionSummary?.StreamStatus === 'ACTIVE';
    while (!(await isActive())) await later(1_000);
    for (const ExplicitHashKey of ['0', String(2n ** 127n)]) {
      const { Records } = await kinesis.send(
        new PutRecordsCommand({ StreamName: 'one', Records: [{ ...record(mebibyte), ExplicitHashKey }] }),
      );
      expect(Records?.[0]?.ErrorCode).toBeUndefined();
    }
  });
});

describe('what shared consumers may read of a shard', () => {
  it('refuses the sixth call within a second', async () => {
    const from = await iterator();
    for (const _ of [1, 2, 3, 4, 5]) await get(from);
    await expect(get(from)).rejects.toMatchObject(exceeded());
    await later(200);
    await expect(get(from)).resolves.toMatchObject({ Records: [] });
  });

  it('gives at most 10 MiB at once, and nothing until the 2 MiB a second have made it good', async () => {
    for (let at = 0; at < 12; at += 1) {
      await put(mebibyte);
      await later(1_000);
    }
    const first = await get(await iterator());
    expect(first.Records).toHaveLength(10);
    await expect(get(first.NextShardIterator ?? '')).rejects.toMatchObject(exceeded());
    await later(4_001);
    expect((await get(first.NextShardIterator ?? '')).Records).toHaveLength(2);
  });

  it('lets an iterator expire after five minutes', async () => {
    const from = await iterator();
    await later(300_000);
    await expect(get(from)).resolves.toMatchObject({ Records: [] });
    await later(1);
    await expect(get(from)).rejects.toMatchObject({
      name: 'ExpiredIteratorException',
      message:
        'Iterator expired. The iterator was created at time Thu Jan 01 00:00:00 UTC 2026 while right now it is Thu Jan 01 00:05:00 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.',
    });
  });
});
