/** What a stream holds, for those who do not come over the wire: Lambda's pollers and the report. The emulator answers everybody else. */
import type { PutEntry } from '../quotas/kinesis.ts';

export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Base64, as on the wire. */
  readonly data: string;
  /** Seconds since the epoch. */
  readonly arrivedAt: number;
}

/** What PutRecord or PutRecords answered for one record. */
export interface PutResult {
  readonly ShardId?: string;
  readonly SequenceNumber?: string;
}

/** A page of GetRecords: what a consumer may read at once [D]. */
const pageSize = 10_000;

/** Sequence numbers are decimal and without leading zeros. */
const isAfter = (one: string, other: string): boolean => (one.length === other.length ? one > other : one.length > other.length);

/** Where the first record after a sequence number lies; records are in order. */
const placeAfter = (records: readonly StreamRecord[], sequenceNumber: string): number => {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(records[middle]?.sequenceNumber ?? '', sequenceNumber)) high = middle;
    else low = middle + 1;
  }
  return low;
};

export class StreamLog {
  readonly #shards = new Map<string, StreamRecord[]>();
  readonly #retentionMs: number;

  constructor(retentionHours: number) {
    this.#retentionMs = retentionHours * 3_600_000;
  }

  /** Keeps what was written, each entry with its result; `now` in milliseconds since the epoch. */
  append(entries: readonly PutEntry[], results: readonly PutResult[], now: number): void {
    for (const [index, { PartitionKey: partitionKey, Data: data }] of entries.entries()) {
      const { ShardId: shardId, SequenceNumber: sequenceNumber } = results[index] ?? {};
      if (shardId === undefined || sequenceNumber === undefined) continue;
      const records = this.#shards.get(shardId) ?? [];
      this.#shards.set(shardId, records);
      // Of two calls at once the later may be heard first.
      records.splice(placeAfter(records, sequenceNumber), 0, { shardId, sequenceNumber, partitionKey, data, arrivedAt: now / 1000 });
    }
  }

  /** Up to a page of a shard's records after a sequence number; from the oldest kept when there is none. */
  read(shardId: string, after: string | undefined, now: number): readonly StreamRecord[] {
    const records = this.#kept(shardId, now);
    const from = after === undefined ? 0 : placeAfter(records, after);
    return records.slice(from, from + pageSize);
  }

  /** Everything still kept, shard after shard. */
  all(now: number): readonly StreamRecord[] {
    return [...this.#shards.keys()].sort().flatMap((shardId) => this.#kept(shardId, now));
  }

  /** Records older than the retention are gone. */
  #kept(shardId: string, now: number): StreamRecord[] {
    const records = this.#shards.get(shardId) ?? [];
    const fresh = records.findIndex(({ arrivedAt }) => arrivedAt * 1000 >= now - this.#retentionMs);
    records.splice(0, fresh < 0 ? records.length : fresh);
    return records;
  }
}
