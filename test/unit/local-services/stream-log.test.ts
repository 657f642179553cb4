/** The stream's log holds what the emulator holds: pollers read the one, everybody else the other. */
import { expect, it } from 'vitest';
import type { ServiceRequest } from '#lib/local/service.ts';
import { KinesisService } from '#lib/local/services/kinesis.ts';
import { StreamLog } from '#lib/local/services/stream-log.ts';

const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-date': '20261102T090000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local/20261102/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=local',
};

const call = async (kinesis: KinesisService, operation: string, input: unknown): Promise<Record<string, unknown>> => {
  const target = { 'x-amz-target': `Kinesis_20131202.${operation}` };
  const request: ServiceRequest = {
    ...{ method: 'POST', path: '/', query: new URLSearchParams(), operation, accessKeyId: 'local' },
    ...{ headers: { ...headers, ...target }, body: Buffer.from(JSON.stringify(input)) },
  };
  const { status, body } = await kinesis.handle(request);
  expect(status, String(body)).toBe(200);
  return JSON.parse(String(body)) as Record<string, unknown>;
};

it('holds the same records in the same order as the emulator, shard by shard', async () => {
  const kinesis = new KinesisService({ scheduler: { now: () => Date.now() }, account: '123456789012', region: 'us-east-1' });
  const shardIds = await kinesis.createStream('signals', 3);
  for (let batch = 0; batch < 4; batch += 1)
    await call(kinesis, 'PutRecords', {
      StreamName: 'signals',
      Records: Array.from({ length: 25 }, (_, index) => ({
        PartitionKey: `key-${index}`,
        Data: Buffer.from(`${batch}/${index}`).toString('base64'),
      })),
    });
  await call(kinesis, 'PutRecord', { StreamName: 'signals', PartitionKey: 'alone', Data: Buffer.from('alone').toString('base64') });
  expect(kinesis.records('signals')).toHaveLength(101);
  for (const shardId of shardIds) {
    const start = { StreamName: 'signals', ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await call(kinesis, 'GetShardIterator', start);
    const { Records } = (await call(kinesis, 'GetRecords', { ShardIterator })) as {
      Records: readonly { SequenceNumber: string; PartitionKey: string; Data: string }[];
    };
    const page = kinesis.read('signals', shardId);
    expect(page.map(({ sequenceNumber, partitionKey, data }) => [sequenceNumber, partitionKey, data])).toEqual(
      Records.map(({ SequenceNumber, PartitionKey, Data }) => [SequenceNumber, PartitionKey, Data]),
    );
    expect(kinesis.read('signals', shardId, page[3]?.sequenceNumber)).toEqual(page.slice(4));
  }
});

const entry = (data: string) => ({ PartitionKey: 'key', Data: data });
const result = (sequenceNumber: string) => ({ ShardId: 'shard-0', SequenceNumber: sequenceNumber });

it('puts records in order of their sequence numbers, and leaves out what was refused', () => {
  const log = new StreamLog(24);
  log.append([entry('b'), entry('refused'), entry('d')], [result('9'), {}, result('100')], 0);
  log.append([entry('c')], [result('99')], 0);
  expect(log.all(0).map(({ data }) => data)).toEqual(['b', 'c', 'd']);
  expect(log.read('shard-0', '9', 0).map(({ data }) => data)).toEqual(['c', 'd']);
});

it('forgets what is older than the retention', () => {
  const log = new StreamLog(1);
  log.append([entry('old')], [result('1')], 0);
  log.append([entry('new')], [result('2')], 1_800_000);
  expect(log.all(3_600_000)).toHaveLength(2);
  expect(log.all(3_600_001).map(({ data }) => data)).toEqual(['new']);
  expect(log.read('shard-0', undefined, 9_000_000)).toEqual([]);
});
