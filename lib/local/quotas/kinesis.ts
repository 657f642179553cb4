/** What Kinesis Data Streams takes in one call, and what it says to more. */
import { base64Bytes } from '../meter/item-size.ts';
import { AwsError } from '../service.ts';
import type { Body } from '../services/json-wire.ts';

const mebibyte = 1_048_576;

/** PutRecords [D: API reference]: 500 records; kinesalite refuses more. */
const maxRecords = 500;
/** PutRecords [D: API reference, SDK 3.1143]: 10 MiB a call, partition keys included (5 MiB before October 2025). The wording is that of the 5 MB limit [S: aws/amazon-kinesis-streams-for-fluent-bit#21]; with the new number [U]. */
const maxRequestBytes = 10 * mebibyte;
/** A record's data and partition key [D: quotas page, "Handle large records"]: 1 MiB unless the stream sets MaxRecordSizeInKiB (up to 10 MiB), which is not emulated. Wording [S: osquery/osquery#3568] for data alone; for data and key together [U]. */
const maxRecordBytes = mebibyte;
/** PartitionKey [D: API reference]: 1 to 256 characters; kinesalite refuses others. */
const maxKeyCharacters = 256;
/** GetRecords [D: API reference]: at most 10 MiB a call; the page of 10,000 records is kinesalite's, too. */
export const maxPageBytes = 10 * mebibyte;

/** A shard in a second [D: quotas page]: written 1,000 records and 1 MiB, read 5 calls and 2 MiB by all shared consumers together. */
export const shardPerSecond = { writtenRecords: 1_000, writtenBytes: mebibyte, readCalls: 5, readBytes: 2 * mebibyte } as const;

export interface PutEntry {
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  readonly ExplicitHashKey?: string;
}

/** What a record counts for: its data before base64, and its partition key. */
export const sizeOf = ({ Data, PartitionKey }: PutEntry): number => base64Bytes(Data) + Buffer.byteLength(PartitionKey);

const isEntry = (value: unknown): value is PutEntry => {
  const { PartitionKey: key, Data: data } = (value ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && key.length > 0 && key.length <= maxKeyCharacters && typeof data === 'string';
};

/** The records of PutRecord or PutRecords; undefined where the emulator has to say what is wrong with their shape. */
export const entriesOf = (input: Body): readonly PutEntry[] | undefined => {
  const entries: unknown = input['Records'] ?? [input];
  return Array.isArray(entries) && entries.length > 0 && entries.length <= maxRecords && entries.every(isEntry) ? entries : undefined;
};

/** Throws for records that are too large, one by one or together; `where` names a record's data by its place. */
export const checkSizes = (sizes: readonly number[], where: (index: number) => string): void => {
  const large = sizes.flatMap((size, index) => (size > maxRecordBytes ? [{ size, index }] : []));
  if (large.length > 0) {
    const problems = large.map(
      ({ size, index }) =>
        `Value 'java.nio.HeapByteBuffer[pos=0 lim=${size} cap=${size}]' at '${where(index)}' failed to satisfy constraint: Member must have length less than or equal to ${maxRecordBytes}`,
    );
    const count = `${large.length} validation error${large.length > 1 ? 's' : ''} detected`;
    throw new AwsError('ValidationException', `${count}: ${problems.join('; ')}`);
  }
  if (sizes.reduce((sum, size) => sum + size, 0) > maxRequestBytes)
    throw new AwsError('InvalidArgumentException', `Records size exceeds ${maxRequestBytes / mebibyte} MB limit`);
};
