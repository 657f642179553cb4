/** The other side of a channel on a loopback port: a real server in front of a stand-in or an emulated AWS service, with trouble a test asks for. */
import { createServer, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './loopback.ts';

/** One request as it came. */
export interface WireRequest {
  readonly method: string;
  /** Under the https name that the channel called; of an AWS client the loopback address. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What happens to the next request: another answer, none before or after it took effect, or the right one late. */
type Trouble = WireResponse | 'lost-before' | 'lost-after' | { readonly delayMs: number };

export interface Wire {
  readonly url: string;
  /** Brings every https address to this server. */
  readonly fetch: typeof fetch;
  trouble(...troubles: readonly Trouble[]): void;
  /** Every request, answered or not. */
  requests(): readonly WireRequest[];
  close(): Promise<void>;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Serves a handler. */
export const startWire = async (handle: (request: WireRequest) => Promise<WireResponse> | WireResponse): Promise<Wire> => {
  const troubles: Trouble[] = [];
  const requests: WireRequest[] = [];
  const respond = async (request: WireRequest, outgoing: ServerResponse): Promise<void> => {
    const trouble = troubles.shift();
    if (trouble === 'lost-before') return void outgoing.destroy();
    if (trouble !== undefined && trouble !== 'lost-after' && 'status' in trouble) {
      outgoing.writeHead(trouble.status, trouble.headers).end(trouble.body);
      return;
    }
    const response = await handle(request);
    if (trouble === 'lost-after') return void outgoing.destroy();
    if (trouble !== undefined) await later(trouble.delayMs);
    outgoing.writeHead(response.status, response.headers).end(response.body);
  };
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const { 'x-original-host': host = 'aws.test', ...rest } = headers;
    const url = new URL(`https://${host}${incoming.url}`);
    const request = { method: incoming.method ?? 'GET', url, headers: rest, body: Buffer.concat(chunks).toString('utf8') };
    requests.push(request);
    await respond(request, outgoing);
  });
  const { url, close } = await listenOnLoopback(server);
  return {
    url,
    fetch: (input, init) => {
      const wanted = new URL(String(input));
      const headers = new Headers(init?.headers);
      headers.set('x-original-host', wanted.host);
      return fetch(`${url}${wanted.pathname}${wanted.search}`, { ...init, headers });
    },
    trouble: (...more) => {
      troubles.push(...more);
    },
    requests: () => [...requests],
    close,
  };
};
