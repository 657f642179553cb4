/** Short forms of Kinesis calls, on a case's own stream of two shards. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  type PutRecordCommandInput,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import type { Case, Resources, Setting } from '../contract.ts';

export type StreamCase = Case<KinesisClient>;
export type Stream = Setting<KinesisClient>;

export const streamOf = (id: string): Resources => ({
  [id.replaceAll('-', '')]: { Type: 'AWS::Kinesis::Stream', Properties: { Name: id, ShardCount: 2 } },
});

export const arnOf = (id: string) => `arn:aws:kinesis:us-east-1:123456789012:stream/${id}`;
export const shard = (at: number) => `shardId-${String(at).padStart(12, '0')}`;
/** Explicit hash keys of the two halves. */
export const low = '0';
export const high = '340282366920938463463374607431768211455';

export const put = ({ client, id }: Stream, text: string, more: Partial<PutRecordCommandInput> = {}) =>
  client.send(new PutRecordCommand({ StreamName: id, PartitionKey: 'k', ExplicitHashKey: low, Data: Buffer.from(text), ...more }));

export const putAll = ({ client, id }: Stream, texts: readonly string[], more: object = { ExplicitHashKey: low }) =>
  client.send(
    new PutRecordsCommand({ StreamName: id, Records: texts.map((text) => ({ PartitionKey: 'k', Data: Buffer.from(text), ...more })) }),
  );

export const iterator = async ({ client, id }: Stream, more: Partial<GetShardIteratorCommandInput> = {}) =>
  (await client.send(new GetShardIteratorCommand({ StreamName: id, ShardId: shard(0), ShardIteratorType: 'TRIM_HORIZON', ...more })))
    .ShardIterator;

export const page = async ({ client }: Stream, ShardIterator: string | undefined, Limit?: number) => {
  const { Records = [], ...rest } = await client.send(new GetRecordsCommand({ ShardIterator, ...(Limit === undefined ? {} : { Limit }) }));
  return { ...rest, records: Records, texts: Records.map(({ Data }) => Buffer.from(Data ?? []).toString()) };
};

export const read = async (stream: Stream, more: Partial<GetShardIteratorCommandInput> = {}) =>
  (await page(stream, await iterator(stream, more))).texts;

export const shards = async ({ client, id }: Stream) => (await client.send(new ListShardsCommand({ StreamName: id }))).Shards ?? [];
