import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import kinesalite from 'kinesalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameSink, kinesisFrameSink } from '#adapters/kinesis/frame-sink.ts';
import type { UpstreamError } from '#kernel/errors.ts';
import type { EncodedFrame } from '#kernel/frame.ts';

const frame = (id: string, bytes = 10): EncodedFrame => ({ id, partition: `p-${id}`, count: 1, data: Buffer.alloc(bytes, id) });
const frames = (count: number, bytes?: number): EncodedFrame[] => Array.from({ length: count }, (_, at) => frame(String(at), bytes));
const keys = (records: readonly PutRecordsRequestEntry[]) => records.map(({ PartitionKey }) => PartitionKey);

/** A sink over a pretend Kinesis: `fail` says, for a call and a record, with which code it fails. */
const pretend = (fail: (call: number, key: string) => string | undefined) => {
  const calls: (string | undefined)[][] = [];
  const pauses: number[] = [];
  const sink = frameSink({
    send: async (records) => {
      const call = calls.push(keys(records));
      const results = records.map(({ PartitionKey = '' }) => {
        const code = fail(call, PartitionKey);
        return code === undefined ? { SequenceNumber: '1', ShardId: 's' } : { ErrorCode: code };
      });
      return { FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length, Records: results };
    },
    delay: async (ms) => {
      pauses.push(ms);
    },
    random: () => 0.5,
  });
  return { sink, calls, pauses };
};

describe('putting frames', () => {
  it('sends batches of 500 records at most', async () => {
    const { sink, calls } = pretend(() => undefined);
    await sink.put(frames(1001));
    expect(calls.map((call) => call.length)).toEqual([500, 500, 1]);
  });

  it('sends batches of 5 MiB at most', async () => {
    const { sink, calls } = pretend(() => undefined);
    await sink.put(frames(12, 900_000));
    expect(calls.map((call) => call.length)).toEqual([5, 5, 2]);
  });

  it('sends again what failed, and only that, with growing jittered pauses', async () => {
    const { sink, calls, pauses } = pretend((call, key) => (call < 3 && key !== 'p-0' ? 'InternalFailure' : undefined));
    await sink.put(frames(3));
    expect(calls).toEqual([
      ['p-0', 'p-1', 'p-2'],
      ['p-1', 'p-2'],
      ['p-1', 'p-2'],
    ]);
    expect(pauses).toEqual([50, 100]);
  });

  it('gives up after six attempts and says that the stream throttles', async () => {
    const { sink, calls } = pretend((_, key) => (key === 'p-1' ? 'ProvisionedThroughputExceededException' : undefined));
    const error = (await sink.put(frames(2)).catch((failure: unknown) => failure)) as UpstreamError;
    expect(calls).toHaveLength(6);
    expect(error).toMatchObject({ name: 'UpstreamError', reason: 'throttled', retryable: true });
  });

  it('turns a failed call into an UpstreamError', async () => {
    const send = () => Promise.reject(Object.assign(new Error('no'), { name: 'TimeoutError' }));
    const sink = frameSink({ send, delay: async () => {}, random: () => 0 });
    await expect(sink.put(frames(1))).rejects.toMatchObject({ name: 'UpstreamError', reason: 'stream', retryable: true });
  });
});

describe('putting frames into a real stream (kinesalite)', () => {
  const emulator = kinesalite({ createStreamMs: 0, deleteStreamMs: 0, shardLimit: 10 });
  // The client speaks HTTP/2 without TLS to a plain address; the emulator answers requests of either kind.
  const front = createServer((request, response) => emulator.emit('request', request, response));
  let client: KinesisClient;

  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      front.listen(0, '127.0.0.1', resolve);
    });
    const { port } = front.address() as AddressInfo;
    client = new KinesisClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await client.send(new CreateStreamCommand({ StreamName: 'telemetry', ShardCount: 1 }));
  });

  afterAll(() => {
    client.destroy();
    front.close();
  });

  it('stores every frame, in order', async () => {
    const sent = frames(3);
    const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    await pause(50);
    await kinesisFrameSink('telemetry', pause, client).put(sent);
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName: 'telemetry', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records.map(({ Data, PartitionKey }) => [PartitionKey, Buffer.from(Data ?? [])])).toEqual(
      sent.map(({ partition, data }) => [partition, data]),
    );
  });

  it('tells when there is no such stream', async () => {
    const sink = kinesisFrameSink('nothing', async () => {}, client);
    await expect(sink.put(frames(1))).rejects.toMatchObject({ name: 'UpstreamError', reason: 'stream' });
  });
});
