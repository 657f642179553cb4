/** How fast a stream's shards are written and read: each has an allowance a second, as on AWS; the form of AWS's own window is not published [U]. */
import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';
import type { StreamShard } from '../services/stream-shards.ts';
import { Allowance } from './allowance.ts';
import { type PutEntry, shardPerSecond } from './kinesis.ts';

interface ShardAllowances {
  readonly writtenBytes: Allowance;
  readonly writtenRecords: Allowance;
  readonly readBytes: Allowance;
  readonly readCalls: Allowance;
}

/** 128 bits as text whose order is theirs. */
const hex = (decimal: string): string => BigInt(decimal).toString(16).padStart(32, '0');

const hashKeyOf = ({ PartitionKey, ExplicitHashKey }: PutEntry): string =>
  ExplicitHashKey === undefined ? createHash('md5').update(PartitionKey).digest('hex') : hex(ExplicitHashKey);

export class StreamRates {
  readonly #where: string;
  readonly #allowances = new Map<string, ShardAllowances>();
  #shards: readonly { readonly shardId: string; readonly from: string }[] = [];

  constructor(stream: string, account: string) {
    this.#where = `in stream ${stream} under account ${account}`;
  }

  /** The stream's open shards, whenever they may have changed; a shard that was there before keeps its allowance. */
  show(shards: readonly StreamShard[]): void {
    this.#shards = shards
      .map(({ shardId, startingHashKey }) => ({ shardId, from: hex(startingHashKey) }))
      .sort((left, right) => (left.from < right.from ? -1 : 1));
  }

  /** What AWS says of a shard that is asked for too much; wording [S: mhart/kinesalite#87 for writes, rclark/kinesis-readable#4 for reads]. */
  excess(shardId: string): AwsError {
    return new AwsError('ProvisionedThroughputExceededException', `Rate exceeded for shard ${shardId} ${this.#where}.`);
  }

  /** For each record, in order: undefined when it may be written now, else why not. */
  write(entries: readonly PutEntry[], sizes: readonly number[], now: number): readonly (AwsError | undefined)[] {
    return entries.map((entry, index) => {
      const shardId = this.#shardOf(entry);
      const { writtenBytes, writtenRecords } = this.#of(shardId, now);
      const size = sizes[index] ?? 0;
      if (!writtenBytes.has(size, now) || !writtenRecords.has(1, now)) return this.excess(shardId);
      writtenBytes.use(size);
      writtenRecords.use(1);
      return undefined;
    });
  }

  /** Throws when the shard may not be read now; gives what to call with the bytes that were. */
  read(shardId: string, now: number): (bytes: number) => void {
    const { readBytes, readCalls } = this.#of(shardId, now);
    if (!readCalls.has(1, now) || !readBytes.has(1, now)) throw this.excess(shardId);
    readCalls.use(1);
    return (bytes) => readBytes.use(bytes);
  }

  #shardOf(entry: PutEntry): string {
    const key = this.#shards.length > 1 ? hashKeyOf(entry) : '';
    return (this.#shards.findLast(({ from }) => from <= key) ?? this.#shards[0])?.shardId ?? '';
  }

  #of(shardId: string, now: number): ShardAllowances {
    const known = this.#allowances.get(shardId);
    if (known) return known;
    const allowance = (name: keyof typeof shardPerSecond): Allowance => new Allowance(shardPerSecond[name], now);
    const made = {
      writtenBytes: allowance('writtenBytes'),
      writtenRecords: allowance('writtenRecords'),
      readBytes: allowance('readBytes'),
      readCalls: allowance('readCalls'),
    };
    this.#allowances.set(shardId, made);
    return made;
  }
}
