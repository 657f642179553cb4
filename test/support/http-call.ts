/** One HTTP request as a real client makes it: in one piece or in chunks, over a kept connection, and never waiting for ever. */
import { type Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface HttpCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One piece is sent with its length, several as chunks. */
  readonly pieces?: readonly Uint8Array[];
  readonly agent?: Agent;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the connection had served a request before. */
  readonly reusedConnection: boolean;
}

/** Real milliseconds after which a request counts as hanging. */
const patienceMs = 15_000;

/** Rejects when there is no whole answer in time. */
export const call = (url: string, { method = 'POST', headers = {}, pieces = [], agent }: HttpCall): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const [only] = pieces;
    const length = pieces.length > 1 ? {} : { 'content-length': String(only?.length ?? 0) };
    const outgoing = request(url, { method, headers: { ...headers, ...length }, ...(agent ? { agent } : {}) }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode: status = 0, headers: received } = incoming;
        resolve({ status, headers: received, body: Buffer.concat(parts), reusedConnection: outgoing.reusedSocket });
      });
    });
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`No answer within ${patienceMs / 1000} s.`)));
    outgoing.on('error', reject);
    for (const piece of pieces) outgoing.write(piece);
    outgoing.end();
  });
