/** How records of a shard become batches. */
import { createHash } from 'node:crypto';
import type { StreamRecord } from '../services/stream-log.ts';

/** Lambda's limit on an event [D]: what a batch's records may weigh together. */
const maxBatchBytes = 6 * 1024 * 1024 - 256 * 1024;

/** Which of a shard's batches at work a record belongs to: a partition keeps its order. */
export const laneOf = (partitionKey: string, lanes: number): number =>
  lanes === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;

/** Cuts the first batch off; undefined while it could still grow and `isFinal` is false. */
export const takeBatch = (pending: StreamRecord[], batchSize: number, isFinal: boolean): StreamRecord[] | undefined => {
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
