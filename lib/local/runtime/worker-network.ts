/** The network of an environment: calls of AWS go to the front as they are, all others through it as through a proxy. Nothing leaves the machine. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { urlToHttpOptions } from 'node:url';
import { callersTimeHeader } from '../time/callers-time.ts';
import { installHttp2 } from './worker-http2.ts';
import type { WorkerTime } from './worker-time.ts';

interface NetworkSettings {
  readonly front: { readonly host: string; readonly port: number };
  /** 1 keeps concurrent calls in the order in which they were made. */
  readonly maxSockets: number;
  readonly time: WorkerTime;
}

/** Had as CommonJS has it: the ES module's names would load WebSocket and, with it, eight megabytes a worker that no function asks for. */
const http = process.getBuiltinModule('node:http');
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) Object.defineProperty(http, name, { value: undefined, enumerable: true });

type OnResponse = (response: IncomingMessage) => void;
type RequestArguments = [string | URL | RequestOptions, (RequestOptions | OnResponse)?, OnResponse?];

const readArguments = ([first, second, third]: RequestArguments): { options: RequestOptions; onResponse: OnResponse | undefined } => {
  const target = typeof first === 'string' ? urlToHttpOptions(new URL(first)) : first instanceof URL ? urlToHttpOptions(first) : first;
  const extra = typeof second === 'object' ? second : {};
  return { options: { ...target, ...extra } as RequestOptions, onResponse: typeof second === 'function' ? second : third };
};

const fetchThrough = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
  const request = new Request(input, init);
  const body = Buffer.from(await request.arrayBuffer());
  const options = { method: request.method, headers: Object.fromEntries(request.headers), signal: request.signal };
  const send = new URL(request.url).protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const outgoing = send(request.url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const status = incoming.statusCode ?? 502;
        const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((item) => [name, item] as [string, string]),
        );
        resolve(new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers }));
      });
    });
    outgoing.on('error', (cause) => reject(request.signal.aborted ? request.signal.reason : new TypeError('fetch failed', { cause })));
    outgoing.end(body);
  });
};

/** Patches `http`, `https`, `fetch` and raw sockets; must run before the handler's module is loaded. */
export const installNetwork = ({ front, maxSockets, time }: NetworkSettings): void => {
  const realRequest = http.request;
  const agent = new http.Agent({ keepAlive: true, maxSockets });
  const isFront = (host: string, port: number): boolean => host === front.host && port === front.port;

  const route = (options: RequestOptions, protocol: string): RequestOptions => {
    const host = String(options.hostname ?? options.host ?? 'localhost').replace(/:\d+$/, '');
    const port = Number(options.port ?? (protocol === 'https:' ? 443 : 80));
    const { agent: _, protocol: __, ...rest } = options;
    if (isFront(host, port)) return { ...rest, agent };
    const isDefaultPort = port === (protocol === 'https:' ? 443 : 80);
    const url = `${protocol}//${host}${isDefaultPort ? '' : `:${port}`}${options.path ?? '/'}`;
    return { ...rest, host: front.host, hostname: front.host, port: front.port, path: url, agent };
  };
  const requestBy =
    (defaultProtocol: string) =>
    (...args: RequestArguments): ClientRequest => {
      const { options, onResponse } = readArguments(args);
      time.tick();
      const end = time.beginCall();
      const routed = route(options, options.protocol ?? defaultProtocol);
      const request = realRequest(routed, onResponse);
      // Strangers need not know; and what expects a 100 first has already sent its headers.
      if (routed.path?.startsWith('/') && !request.headersSent) request.setHeader(callersTimeHeader, String(Date.now()));
      return request.once('close', end);
    };
  const getBy =
    (defaultProtocol: string) =>
    (...args: RequestArguments): ClientRequest => {
      const request = requestBy(defaultProtocol)(...args);
      request.end();
      return request;
    };
  Object.assign(http, { request: requestBy('http:'), get: getBy('http:') });
  Object.assign(https, { request: requestBy('https:'), get: getBy('https:') });
  globalThis.fetch = fetchThrough as typeof fetch;
  installHttp2(() => time.beginCall());

  const realConnect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connect(this: net.Socket, ...args: unknown[]): net.Socket {
    // Node's own net.connect hands over one list that holds the options first.
    const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    const { host, port } = (typeof first === 'object' && first !== null ? first : { host: args[1], port: first }) as {
      host?: unknown;
      port?: unknown;
    };
    if (!isFront(String(host), Number(port))) {
      this.destroy(new Error(`The local cloud lets nothing leave the machine: connection to ${String(host)}:${String(port)} refused.`));
      return this;
    }
    return Reflect.apply(realConnect, this, args) as net.Socket;
  };
  syncBuiltinESMExports();
};
