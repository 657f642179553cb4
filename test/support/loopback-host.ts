/** A system outside AWS on a loopback port: a stand-in's handler behind a real socket, and a `fetch` that reaches it under an https name. */
import { createServer } from 'node:http';
import type { StandInRequest, StandInResponse } from '#lib/local/stand-ins/index.ts';
import { listenOnLoopback } from './loopback.ts';

export interface LoopbackHost {
  /** Sends every https address to the loopback server; the path, headers and body go as they are. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

/** Serves a handler; `lost` answers break the connection. */
export const startLoopbackHost = async (handle: (request: StandInRequest) => StandInResponse): Promise<LoopbackHost> => {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const url = `https://${headers['x-original-host'] ?? 'stand-in.test'}${incoming.url}`;
    const response = handle({ method: incoming.method ?? 'GET', url, headers, body: Buffer.concat(chunks).toString('utf8') });
    if (response.lost === true) {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(response.status, response.headers).end(response.body);
  });
  const { url: address, close } = await listenOnLoopback(server);
  return {
    fetch: (input, init) => {
      const url = new URL(String(input));
      const headers = new Headers(init?.headers);
      headers.set('x-original-host', url.host);
      return fetch(`${address}${url.pathname}${url.search}`, { ...init, headers });
    },
    close,
  };
};
