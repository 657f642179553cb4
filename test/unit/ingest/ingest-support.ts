/** A pretend outside world for ingest. */

import type { IngestPorts, IngestRequest } from '#functions/ingest/ingest.ts';
import { InputError } from '#kernel/errors.ts';
import type { EncodedFrame } from '#kernel/frame.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { Signal } from '#kernel/signal.ts';

export const receivedAt = 1_764_000_000_000;

/** Ports that keep what was put. `failure` makes every put fail with it. */
export const pretendPorts = (failure?: Error): IngestPorts & { readonly frames: EncodedFrame[]; readonly signals: () => Signal[] } => {
  const frames: EncodedFrame[] = [];
  const silent = () => undefined;
  return {
    frames,
    signals: () => frames.flatMap((frame) => decodeFrame(frame.data).signals),
    sink: {
      put: async (put) => {
        if (failure !== undefined) throw failure;
        frames.push(...put);
      },
    },
    clock: { now: () => receivedAt },
    log: { info: silent, warn: silent, error: silent },
    hashKey: async () => 'test-key',
  };
};

export const post = (path: string, body: Uint8Array | string, headers: IngestRequest['headers'] = {}): IngestRequest => ({
  id: 'request-1',
  method: 'POST',
  path,
  headers: { 'content-type': typeof body === 'string' ? 'application/json' : 'application/x-protobuf', ...headers },
  query: {},
  body: Buffer.from(body),
});

export const bodyText = (body: Uint8Array | string): string => (typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));

/** Why something is refused, or `read` when it is not. */
export const reasonOf = (read: () => unknown): string => {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof InputError) return error.reason;
    throw error;
  }
};
