/** Calls an emulator that was written as an HTTP server without a socket between: it is handed a request and an answer to fill. */
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { ServiceRequest, ServiceResponse } from '../service.ts';

class Answer {
  statusCode = 200;
  readonly headers: Record<string, string> = {};
  readonly #done: (response: ServiceResponse) => void;

  constructor(done: (response: ServiceResponse) => void) {
    this.#done = done;
  }

  setHeader(name: string, value: string | number): void {
    this.headers[name.toLowerCase()] = String(value);
  }

  end(body?: Buffer | string): void {
    this.#done({ status: this.statusCode, headers: this.headers, body: body ?? '' });
  }
}

/** The emulator's own answer to one request. */
export const callEmulator = (server: Server, request: ServiceRequest): Promise<ServiceResponse> =>
  new Promise((resolve) => {
    const query = request.query.size > 0 ? `?${request.query}` : '';
    const incoming = Object.assign(new EventEmitter(), { method: request.method, url: request.path + query, headers: request.headers });
    server.emit('request', incoming, new Answer(resolve));
    if (request.body.length > 0) incoming.emit('data', request.body);
    incoming.emit('end');
  });

/** A call of the local cloud itself, in the service's JSON protocol; the parsed answer, or an Error naming the operation. */
export const callEmulatorJson = async (server: Server, target: string, version: '1.0' | '1.1', input: unknown): Promise<unknown> => {
  const operation = target.split('.').at(-1) ?? '';
  const response = await callEmulator(server, {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': target,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=local',
    },
    body: Buffer.from(JSON.stringify(input)),
    operation,
    accessKeyId: 'local',
  });
  const answer: unknown = response.body.length > 0 ? JSON.parse(String(response.body)) : undefined;
  if (response.status !== 200) {
    const { message = String(response.body) } = (answer ?? {}) as { readonly message?: string };
    throw new Error(`${operation} was refused: ${message}`);
  }
  return answer;
};
