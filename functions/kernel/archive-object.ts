/** The archive object: frames as they lay on the stream, one after the other, each behind its length; the record to replay from. */
import { InputError } from './errors.ts';

const lengthBytes = 4;

/** `[u32 big-endian length][frame bytes]` for every frame, in order. Equal frames give equal bytes. */
export const packArchiveObject = (frames: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.allocUnsafe(frames.reduce((size, frame) => size + lengthBytes + frame.length, 0));
  let offset = 0;
  for (const frame of frames) {
    body.writeUInt32BE(frame.length, offset);
    body.set(frame, offset + lengthBytes);
    offset += lengthBytes + frame.length;
  }
  return body;
};

/** The frames again, as views into `body`. InputError `malformed` when a length leads past the end. */
export const unpackArchiveObject = (body: Uint8Array): readonly Uint8Array[] => {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const frames: Uint8Array[] = [];
  let offset = 0;
  while (offset < body.length) {
    const start = offset + lengthBytes;
    const end = start <= body.length ? start + view.getUint32(offset) : Number.POSITIVE_INFINITY;
    if (end > body.length) throw new InputError('The archive object ends within a frame.', { reason: 'malformed' });
    frames.push(body.subarray(start, end));
    offset = end;
  }
  return frames;
};

/** What an object's key follows from. */
export interface ArchivePlace {
  /** When ingest accepted the first frame, milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly shardId: string;
  readonly firstSequenceNumber: string;
  readonly lastSequenceNumber: string;
}

/**
 * Where an object lies: `telemetry/2026/11/21/05/shardId-000000000000/<first>-<last>.frames`, hours in UTC.
 * A redelivered batch may be cut differently and then overlaps another object: whoever reads knows a frame by its id.
 */
export const archiveKey = ({ receivedAt, shardId, firstSequenceNumber, lastSequenceNumber }: ArchivePlace): string => {
  const hour = new Date(receivedAt).toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');
  return `telemetry/${hour}/${shardId}/${firstSequenceNumber}-${lastSequenceNumber}.frames`;
};
