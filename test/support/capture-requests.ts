/** A loopback server that keeps what AWS clients send it and answers as told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { listenOnLoopback } from './loopback.ts';

export interface Captured {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Settings under which unchanged AWS clients reach a server; never real credentials. */
export const awsEnvironment = (url: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_TIMESTREAM_WRITE: url,
  AWS_ENDPOINT_URL_TIMESTREAM_QUERY: url,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

/** Listens on 127.0.0.1. `answer` sees each request and its number from 0. */
export const captureRequests = async (answer: (request: Captured, index: number) => Answer) => {
  const requests: Captured[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const captured = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      requests.push(captured);
      const { status, headers, body } = answer(captured, requests.length - 1);
      response.writeHead(status, headers).end(body);
    });
  });
  return { requests, ...(await listenOnLoopback(server)) };
};
