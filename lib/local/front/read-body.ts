/** The body of a request, up to a size and within a time. */
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';

/** Bytes past the cap that are read and forgotten, so that a client that writes all before it reads still hears its answer. */
const forgottenBytes = 64 * 1024 * 1024;

export interface BodyLimits {
  /** Bytes that are kept. */
  readonly bytes: number;
  /** Real milliseconds until the whole of it is there. */
  readonly ms: number;
}

/** `late` and `endless` bodies are not waited for any more: the connection is of no further use. */
export type ReadBody = { readonly body: Buffer } | 'too-large' | 'endless' | 'late';

/** Rejects when the caller goes away. */
export const readBody = (stream: IncomingMessage | Http2ServerRequest, { bytes, ms }: BodyLimits): Promise<ReadBody> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (outcome: ReadBody): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    // What lies in the socket already is not late, however busy this process was.
    const timer = setTimeout(() => setImmediate(() => finish('late')), ms);
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bytes) chunks.push(chunk);
      else chunks.length = 0;
      if (length > bytes + forgottenBytes) finish('endless');
    });
    stream.on('end', () =>
      finish(length > bytes ? 'too-large' : { body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }),
    );
    const gone = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    stream.on('error', gone);
    stream.on('aborted', () => gone(new Error('The caller went away.')));
  });
