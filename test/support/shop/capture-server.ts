/** Records what exporters send, exactly, and answers as an OTLP server does. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { listenOnLoopback } from '#test/support/loopback.ts';

export interface CapturedRequest {
  /** Milliseconds since the recording's start. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64 of the body as it came, compressed as it was. */
  readonly body: string;
}

/** What belongs to one connection, not to the request. */
const volatile = new Set(['host', 'connection', 'transfer-encoding', 'content-length', 'keep-alive']);

const lasting = (headers: IncomingHttpHeaders): Record<string, string> => {
  const kept = Object.entries(headers).filter(([name, value]) => !volatile.has(name) && typeof value === 'string');
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, String(value)]));
};

/** Listens on a free loopback port; `elapsed` says the recording's time in milliseconds. */
export const startCaptureServer = async (elapsed: () => number) => {
  const requests: CapturedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({
        at: elapsed(),
        method: request.method ?? '',
        path: request.url ?? '',
        headers: lasting(request.headers),
        body: Buffer.concat(chunks).toString('base64'),
      });
      // An empty protobuf message: everything accepted.
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  return { requests, ...(await listenOnLoopback(server)) };
};
