/** Puts one emulated service on a loopback port, for the unchanged SDK clients. */
import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Service } from '#lib/local/service.ts';
import { listenOnLoopback } from './loopback.ts';

export interface ServedService {
  readonly endpoint: string;
  close(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const result = await service.handle({
    ...{ method: request.method ?? 'GET', path, query: url.searchParams, headers, body: await read(request) },
    operation: headers['x-amz-target']?.split('.').at(-1) ?? '',
    accessKeyId: /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '',
  });
  // Node's own Date header would make the SDK correct its clock.
  response.sendDate = false;
  response.writeHead(result.status, result.headers);
  response.end(result.body);
}

/** Listens on 127.0.0.1 until closed; what the service throws is answered with 500. */
export async function serve(service: Service): Promise<ServedService> {
  const server = createServer((request, response) => {
    answer(service, request, response).catch((problem: unknown) => {
      response.writeHead(500);
      response.end(String(problem));
    });
  });
  const { url, close } = await listenOnLoopback(server);
  return { endpoint: url, close };
}

/** Options every client needs to reach a served service. */
export const clientOptions = (served: ServedService) => ({
  endpoint: served.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});
