/** An event source mapping from a Kinesis stream to a function: a reader per shard, new ones for shards that come out of others, and per reader as many lanes as batches may be at work. */
import type { Scheduler } from '../scheduler.ts';
import type { InvokeResult } from '../service.ts';
import type { StreamRecord } from '../services/stream-log.ts';
import type { StreamShard } from '../services/stream-shards.ts';
import type { DeliveryFate, Mapping, MappingAccount, PollFate } from './mapping.ts';
import { ShardReader } from './shard-reader.ts';

export interface KinesisMappingSettings {
  readonly id: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly sourceArn: string;
  readonly streamName: string;
  /** How the stream is read: polled beside other consumers, or pushed. */
  readonly fanOut: 'shared' | 'enhanced';
  readonly region: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly parallelizationFactor: number;
  readonly bisects: boolean;
  readonly reportsFailures: boolean;
  /** undefined: for ever. */
  readonly maxRetries: number | undefined;
  /** undefined: whatever the stream still holds. */
  readonly maxAgeMs: number | undefined;
  /** undefined: what is given up is lost, as on AWS. */
  readonly failureBucket: string | undefined;
}

export interface KinesisMappingPorts {
  readonly scheduler: Scheduler;
  /** Asked at each poll: a poller without the permission leaves the records where they are. */
  mayRead(): boolean;
  read(shardId: string, after: string | undefined): readonly StreamRecord[];
  /** Hears of the records a poll took. */
  onRead(records: readonly StreamRecord[]): void;
  onArrival(arrival: (shardId: string, count: number) => void): void;
  /** The stream's shards, closed ones included, parents before their children: now, and again whenever they change. */
  onShards(heard: (shards: readonly StreamShard[]) => void): void;
  /** Hands over the records with these sequence numbers. */
  invoke(event: unknown, ids: readonly string[]): Promise<InvokeResult>;
  fateOf(): DeliveryFate;
  fateOfPoll(shardId: string): PollFate;
  putObject(bucket: string, key: string, body: string): Promise<void>;
  nextUuid(): string;
}

/** Starts the mapping; it works whenever records arrive. */
export const startKinesisMapping = (settings: KinesisMappingSettings, ports: KinesisMappingPorts): Mapping => {
  let accepted = 0;
  const readers = new Map<string, ShardReader>();
  ports.onShards((shards) => {
    for (const { shardId, parents, isOpen } of shards) {
      const known = parents.flatMap((parent) => readers.get(parent) ?? []);
      const reader = readers.get(shardId) ?? new ShardReader(shardId, known, settings, ports);
      readers.set(shardId, reader);
      if (!isOpen) reader.close();
    }
  });
  ports.onArrival((shardId, count) => {
    accepted += count;
    readers.get(shardId)?.arrived();
  });
  const account = (): MappingAccount => {
    const lanes = [...readers.values()].flatMap((reader) => reader.lanes);
    const delivered = lanes.reduce((sum, lane) => sum + lane.delivered, 0);
    const quarantined = lanes.reduce((sum, lane) => sum + lane.givenUp, 0);
    return { accepted, delivered, quarantined, inFlight: accepted - delivered - quarantined };
  };
  const unfinished = (): readonly string[] => [...readers.values()].flatMap((reader) => reader.unfinished());
  return { id: settings.id, functionName: settings.functionName, sourceArn: settings.sourceArn, account, unfinished };
};
