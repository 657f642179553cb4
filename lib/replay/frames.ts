/** Frames of a run, known by their ids: what the stream holds, what the archive holds, what was quarantined. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { unpackArchiveObject } from '#kernel/archive-object.ts';
import type { Frame } from '#kernel/frame.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { StoredObject, StreamRecord } from './cloud.ts';

const readable = (bytes: Uint8Array): Frame | undefined => {
  try {
    return decodeFrame(bytes);
  } catch {
    return undefined;
  }
};

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the stream holds. */
export interface StreamContents {
  /** By id: a retried put may have stored the same frame twice. */
  readonly frames: ReadonlyMap<string, Frame>;
  /** Hashes of records that are no frame. */
  readonly unreadable: ReadonlySet<string>;
  readonly frameIdByHash: ReadonlyMap<string, string>;
  readonly frameIdBySequence: ReadonlyMap<string, string>;
}

/** Frames once each; what is no frame by its hash. */
export const readStream = (records: readonly StreamRecord[]): StreamContents => {
  const frames = new Map<string, Frame>();
  const unreadable = new Set<string>();
  const frameIdByHash = new Map<string, string>();
  const frameIdBySequence = new Map<string, string>();
  for (const { data, sequenceNumber } of records) {
    const frame = readable(data);
    if (frame === undefined) {
      unreadable.add(hashOf(data));
      continue;
    }
    frames.set(frame.id, frame);
    frameIdByHash.set(hashOf(data), frame.id);
    frameIdBySequence.set(sequenceNumber, frame.id);
  }
  return { frames, unreadable, frameIdByHash, frameIdBySequence };
};

/** Ids of the frames in archive objects, each once. */
export const archivedIds = (objects: readonly StoredObject[]): ReadonlySet<string> =>
  new Set(objects.flatMap(({ body }) => unpackArchiveObject(body).flatMap((bytes) => readable(bytes)?.id ?? [])));

const itemSchema = z.object({ stage: z.string(), reason: z.string(), count: z.number(), body: z.base64() });

/** What Lambda leaves at a failure destination: where the records it gave up on lie. [D] */
const giveUpSchema = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  KinesisBatchInfo: z.object({ startSequenceNumber: z.string(), endSequenceNumber: z.string() }),
});

/** One object of the quarantine bucket. */
export interface QuarantinedItem {
  readonly stage: string;
  readonly reason: string;
  /** Findings or signals inside, where known. */
  readonly count: number;
  /** Frames of the stream it keeps. */
  readonly frameIds: readonly string[];
  /** It keeps a record that is no frame. */
  readonly unreadable: string | undefined;
}

const parsed = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
};

const within = (sequence: string, start: string, end: string): boolean =>
  BigInt(sequence) >= BigInt(start) && BigInt(sequence) <= BigInt(end);

const givenUp = (value: unknown, stream: StreamContents): QuarantinedItem | undefined => {
  const { data } = giveUpSchema.safeParse(value);
  if (data === undefined) return undefined;
  const { startSequenceNumber, endSequenceNumber } = data.KinesisBatchInfo;
  const frameIds = [...stream.frameIdBySequence].filter(([sequence]) => within(sequence, startSequenceNumber, endSequenceNumber));
  // The function's name ends in the stage's.
  const stage = data.requestContext.functionArn.split(':').slice(6, 7).join('').split('-').at(-1) ?? '';
  return { stage, reason: 'gave_up', count: 0, frameIds: frameIds.map(([, id]) => id), unreadable: undefined };
};

/** What an object of the quarantine bucket keeps. */
export const readQuarantined = ({ key, body }: StoredObject, stream: StreamContents): QuarantinedItem => {
  const value = parsed(body);
  const item = itemSchema.safeParse(value).data;
  if (item === undefined) return givenUp(value, stream) ?? { stage: key, reason: 'unknown', count: 0, frameIds: [], unreadable: undefined };
  const hash = hashOf(Buffer.from(item.body, 'base64'));
  const frameId = stream.frameIdByHash.get(hash);
  return {
    stage: item.stage,
    reason: item.reason,
    count: item.count,
    frameIds: frameId === undefined ? [] : [frameId],
    unreadable: stream.unreadable.has(hash) ? hash : undefined,
  };
};
