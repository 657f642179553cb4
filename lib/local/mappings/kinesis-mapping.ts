/** An event source mapping from a Kinesis stream to a function: a reader per shard, and per reader as many lanes as batches may be at work. */
import type { Scheduler } from '../scheduler.ts';
import type { InvokeResult } from '../service.ts';
import type { StreamRecord } from '../services/stream-log.ts';
import { Lane } from './lane.ts';
import type { DeliveryFate, Mapping, MappingAccount, PollFate } from './mapping.ts';
import { ShardReader } from './shard-reader.ts';

export interface KinesisMappingSettings {
  readonly id: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly sourceArn: string;
  readonly streamName: string;
  readonly shardIds: readonly string[];
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
  const lanes: Lane[] = [];
  const readers = new Map(
    settings.shardIds.map((shardId) => {
      const own = Array.from({ length: settings.parallelizationFactor }, () => new Lane(shardId, settings, ports));
      lanes.push(...own);
      return [shardId, new ShardReader(shardId, own, settings, ports)];
    }),
  );
  ports.onArrival((shardId, count) => {
    accepted += count;
    readers.get(shardId)?.arrived();
  });
  const account = (): MappingAccount => {
    const delivered = lanes.reduce((sum, lane) => sum + lane.delivered, 0);
    const quarantined = lanes.reduce((sum, lane) => sum + lane.givenUp, 0);
    return { accepted, delivered, quarantined, inFlight: accepted - delivered - quarantined };
  };
  return { id: settings.id, functionName: settings.functionName, sourceArn: settings.sourceArn, account };
};
