/** An event source mapping from a Kinesis stream to a function: per shard it gathers records until the window or the batch is full. */
import { createHash } from 'node:crypto';
import type { Scheduler, Timer } from '../scheduler.ts';
import type { InvokeResult } from '../service.ts';
import type { StreamRecord } from '../services/kinesis.ts';
import { Lane } from './lane.ts';
import type { Mapping, MappingAccount } from './mapping.ts';

export interface KinesisMappingSettings {
  readonly id: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly sourceArn: string;
  readonly streamName: string;
  readonly shardIds: readonly string[];
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
  read(shardId: string, after: string | undefined): Promise<readonly StreamRecord[]>;
  onArrival(arrival: (shardId: string, count: number) => void): void;
  invoke(event: unknown): Promise<InvokeResult>;
  putObject(bucket: string, key: string, body: string): Promise<void>;
  nextUuid(): string;
}

/** Lambda's limit on an event [D]: what a batch's records may weigh together. */
const maxBatchBytes = 6 * 1024 * 1024 - 256 * 1024;

const laneOf = (partitionKey: string, lanes: number): number =>
  lanes === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;

/** Cuts the first batch off; undefined while it could still grow and `isFinal` is false. */
const takeBatch = (pending: StreamRecord[], batchSize: number, isFinal: boolean): StreamRecord[] | undefined => {
  let bytes = 0;
  let size = 0;
  for (const record of pending) {
    bytes += record.data.length;
    if (size >= batchSize || (size > 0 && bytes > maxBatchBytes)) break;
    size += 1;
  }
  const isFull = size === batchSize || size < pending.length;
  return size > 0 && (isFull || isFinal) ? pending.splice(0, size) : undefined;
};

class ShardReader {
  readonly #settings: KinesisMappingSettings;
  readonly #ports: KinesisMappingPorts;
  readonly #shardId: string;
  readonly #lanes: readonly { readonly lane: Lane; readonly pending: StreamRecord[] }[];
  #after: string | undefined;
  #unread = 0;
  #window: Timer | undefined;
  #gathering = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(shardId: string, lanes: readonly Lane[], settings: KinesisMappingSettings, ports: KinesisMappingPorts) {
    this.#shardId = shardId;
    this.#settings = settings;
    this.#ports = ports;
    this.#lanes = lanes.map((lane) => ({ lane, pending: [] }));
  }

  arrived(count: number): void {
    this.#unread += count;
    this.#window ??= this.#openWindow();
    if (this.#unread + this.#pending() < this.#settings.batchSize || this.#gathering) return;
    this.#gathering = true;
    this.#ports.scheduler.after(0, `poll ${this.#settings.functionName}`, () => this.#gather(false));
  }

  #pending(): number {
    return this.#lanes.reduce((sum, { pending }) => sum + pending.length, 0);
  }

  #openWindow(): Timer {
    return this.#ports.scheduler.after(this.#settings.windowMs, `poll ${this.#settings.functionName}`, () => this.#gather(true));
  }

  /** One at a time: two readers of a shard would deliver its records twice. */
  #gather(isWindowOver: boolean): Promise<void> {
    const mine = this.#turn.then(() => this.#gatherNow(isWindowOver));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #gatherNow(isWindowOver: boolean): Promise<void> {
    this.#unread = 0;
    if (isWindowOver) this.#window = undefined;
    if (!this.#ports.mayRead()) {
      this.#gathering = false;
      return;
    }
    for (;;) {
      const page = await this.#ports.read(this.#shardId, this.#after);
      for (const record of page) this.#lanes[laneOf(record.partitionKey, this.#lanes.length)]?.pending.push(record);
      this.#after = page.at(-1)?.sequenceNumber ?? this.#after;
      if (page.length === 0) break;
    }
    if (!isWindowOver) this.#gathering = false;
    for (const { lane, pending } of this.#lanes)
      for (
        let batch = takeBatch(pending, this.#settings.batchSize, isWindowOver);
        batch;
        batch = takeBatch(pending, this.#settings.batchSize, isWindowOver)
      )
        lane.add(batch);
    if (this.#pending() === 0) {
      this.#window?.cancel();
      this.#window = undefined;
    }
    if (this.#unread > 0) this.#window ??= this.#openWindow();
  }
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
    readers.get(shardId)?.arrived(count);
  });
  const account = (): MappingAccount => {
    const delivered = lanes.reduce((sum, lane) => sum + lane.delivered, 0);
    const quarantined = lanes.reduce((sum, lane) => sum + lane.givenUp, 0);
    return { accepted, delivered, quarantined, inFlight: accepted - delivered - quarantined };
  };
  return { id: settings.id, functionName: settings.functionName, sourceArn: settings.sourceArn, account };
};
