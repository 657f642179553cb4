/** Where kinesalite answers otherwise than Kinesis: what is asked of it is rewritten, and what it says completed. */
import { placeOfIterator } from '../emulators/shard-iterator.ts';
import { AwsError } from '../service.ts';
import type { Body } from './json-wire.ts';

type Call = (operation: string, input: Body) => Promise<unknown>;

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: unknown;
  readonly SequenceNumberRange: { readonly EndingSequenceNumber?: string };
}

interface Read {
  readonly Records: readonly { readonly SequenceNumber: string; readonly ApproximateArrivalTimestamp: number }[];
  readonly NextShardIterator?: string;
}

/** Operations the emulator has; every other one is refused by name. */
export const emulatedOperations: ReadonlySet<string> = new Set([
  ...['PutRecord', 'PutRecords', 'GetRecords', 'GetShardIterator', 'ListShards', 'DescribeStream', 'DescribeStreamSummary'],
  ...['CreateStream', 'DeleteStream', 'ListStreams', 'SplitShard', 'MergeShards', 'IncreaseStreamRetentionPeriod'],
  ...['DecreaseStreamRetentionPeriod', 'AddTagsToStream', 'RemoveTagsFromStream', 'ListTagsForStream'],
]);

/** API Reference: shards of an answer unless told, and records. [D] */
const shardsByDefault = { ListShards: 1_000, DescribeStream: 100 } as const;
const recordsByDefault = 10_000;

const tokenOf = (stream: string, after: string): string => Buffer.from(JSON.stringify([stream, after])).toString('base64');
const placeOfToken = (token: string): readonly [stream: string, after: string] => {
  try {
    const [stream, after] = JSON.parse(Buffer.from(token, 'base64').toString()) as [string, string];
    return [stream, after];
  } catch {
    throw new AwsError('InvalidArgumentException', 'NextToken is invalid.');
  }
};

/** The first record of a shard that arrived at a time or later. */
const firstSince = async (input: Body, seconds: number, call: Call): Promise<string | undefined> => {
  const { StreamName, ShardId } = input;
  let { ShardIterator } = (await call('GetShardIterator', { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' })) as {
    ShardIterator?: string;
  };
  while (ShardIterator !== undefined) {
    const { Records, NextShardIterator } = (await call('GetRecords', { ShardIterator })) as Read;
    const found = Records.find((record) => record.ApproximateArrivalTimestamp >= seconds);
    if (found || Records.length === 0) return found?.SequenceNumber;
    ShardIterator = NextShardIterator;
  }
  return undefined;
};

/** kinesalite never answers when no record is as late as the time asked for; the next one to come is meant. */
const atTimestamp = async (input: Body, call: Call): Promise<Body> => {
  const { Timestamp: seconds, ...rest } = input;
  if (typeof seconds !== 'number' || seconds * 1_000 > Date.now()) return input;
  const StartingSequenceNumber = await firstSince(input, seconds, call).catch(() => undefined);
  return StartingSequenceNumber === undefined
    ? { ...rest, ShardIteratorType: 'LATEST' }
    : { ...rest, ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber };
};

/** What to ask the emulator instead; throws AwsError for what only Kinesis refuses. */
export const rewrite = async (operation: string, input: Body, call: Call): Promise<Body> => {
  if (operation === 'GetShardIterator' && input['ShardIteratorType'] === 'AT_TIMESTAMP') return atTimestamp(input, call);
  if (operation !== 'ListShards') return input;
  const { NextToken, MaxResults: _, ShardFilter, ...rest } = input;
  if (ShardFilter !== undefined) throw new AwsError('UnknownOperationException', 'The ShardFilter of ListShards is not emulated locally');
  if (typeof NextToken !== 'string') return rest;
  if (rest['StreamName'] !== undefined)
    throw new AwsError('InvalidArgumentException', 'NextToken and StreamName cannot be provided together.');
  const [StreamName, ExclusiveStartShardId] = placeOfToken(NextToken);
  return { StreamName, ExclusiveStartShardId };
};

/** The page that was asked for out of all shards, and whether there are more. */
const shardPage = (shards: readonly Shard[], after: unknown, limit: number) => {
  const rest = typeof after === 'string' ? shards.filter(({ ShardId }) => ShardId > after) : shards;
  return { shards: rest.slice(0, limit), more: rest.length > limit };
};

const children = async (stream: string, shardId: string, call: Call) => {
  const { StreamDescription } = (await call('DescribeStream', { StreamName: stream })) as { StreamDescription: { Shards: Shard[] } };
  const parentsOf = ({ ParentShardId, AdjacentParentShardId }: Shard) => [ParentShardId, AdjacentParentShardId].flatMap((id) => id ?? []);
  return StreamDescription.Shards.filter((shard) => parentsOf(shard).includes(shardId)).map((shard) => ({
    ...{ ShardId: shard.ShardId, ParentShards: parentsOf(shard), HashKeyRange: shard.HashKeyRange },
  }));
};

/** How far behind a reader is that left records, and which shards follow one that has ended: kinesalite tells neither. */
const completeRead = async (input: Body, output: Read, call: Call): Promise<Body> => {
  const place = placeOfIterator(String(input['ShardIterator']));
  const { Records, NextShardIterator } = output;
  if (!place) return { ...output };
  if (NextShardIterator === undefined) return { ...output, ChildShards: await children(place.stream, place.shardId, call) };
  const last = Records.at(-1);
  if (!last || Records.length < (typeof input['Limit'] === 'number' ? input['Limit'] : recordsByDefault)) return { ...output };
  const next = (await call('GetRecords', { ShardIterator: NextShardIterator, Limit: 1 })) as Read;
  const behind = next.Records.length > 0 ? Math.max(1, Math.round(Date.now() - last.ApproximateArrivalTimestamp * 1_000)) : 0;
  return { ...output, MillisBehindLatest: behind };
};

/** What Kinesis would have said: `input` as the caller gave it, with the stream's name. */
export const complete = async (operation: string, input: Body, output: Body, call: Call): Promise<Body> => {
  if (operation === 'GetRecords') return completeRead(input, output as unknown as Read, call);
  if (operation === 'DescribeStreamSummary') {
    const summary = output['StreamDescriptionSummary'] as Body;
    return { StreamDescriptionSummary: { StreamModeDetails: { StreamMode: 'PROVISIONED' }, ...summary } };
  }
  if (operation === 'DescribeStream') {
    const description = output['StreamDescription'] as Body & { readonly Shards: readonly Shard[] };
    const limit = typeof input['Limit'] === 'number' ? input['Limit'] : shardsByDefault.DescribeStream;
    const { shards, more } = shardPage(description.Shards, input['ExclusiveStartShardId'], limit);
    const mode = { StreamModeDetails: { StreamMode: 'PROVISIONED' } };
    return { StreamDescription: { ...mode, ...description, Shards: shards, HasMoreShards: more } };
  }
  if (operation !== 'ListShards') return output;
  const limit = typeof input['MaxResults'] === 'number' ? input['MaxResults'] : shardsByDefault.ListShards;
  const { shards, more } = shardPage(output['Shards'] as readonly Shard[], undefined, limit);
  const stream = typeof input['NextToken'] === 'string' ? placeOfToken(input['NextToken'])[0] : String(input['StreamName']);
  return { Shards: shards, ...(more ? { NextToken: tokenOf(stream, shards.at(-1)?.ShardId ?? '') } : {}) };
};

/** Operations whose answers are completed. */
export const completed: ReadonlySet<string> = new Set(['GetRecords', 'DescribeStream', 'DescribeStreamSummary', 'ListShards']);
