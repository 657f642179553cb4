/** What travels on the stream: many signals of one partition in one record. The codec lies in `frame-codec.ts`. */
import type { Signal } from './signal.ts';

/** A frame once decoded. */
export interface Frame {
  /** Derived from the request that caused it and the frame's place in it; a retried put carries the same id. */
  readonly id: string;
  /** Resource id: a series keeps its order because its resource keeps its shard. */
  readonly partition: string;
  /** When ingest accepted it, milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly signals: readonly Signal[];
}

/** A frame as Kinesis carries it: byte 0 the version, byte 1 the compression, then the payload. */
export interface EncodedFrame {
  readonly id: string;
  readonly partition: string;
  /** Number of signals inside, so that a failed put can be counted without decoding. */
  readonly count: number;
  readonly data: Uint8Array;
}

/** Names one signal for ever: `<frame id>#<index>`. */
export const signalRef = (frame: Pick<Frame, 'id'>, index: number): string => `${frame.id}#${index}`;
