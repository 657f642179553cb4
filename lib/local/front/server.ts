/** One port that speaks HTTP/1.1 and HTTP/2 with prior knowledge: the connection's first bytes tell which. */
import {
  createServer as createHttp1,
  type Server as Http1Server,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, createServer as createNet, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { headTooLarge, maxBodyBytes, requestTimeout, tooLarge } from '../quotas/http-api.ts';
import { credentialScope } from './credential-scope.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';
import { readBody } from './read-body.ts';

export interface FrontServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `Set-Cookie` is the one header whose values cannot be joined. */
const readHeaders = (raw: IncomingMessage['headers']): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || name.startsWith(':')) continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const authority = raw[':authority'];
  if (headers['host'] === undefined && typeof authority === 'string') headers['host'] = authority;
  return headers;
};

type Handler = (request: HttpRequest) => Promise<HttpResponse | undefined>;

/** How long the front waits, in real milliseconds: time in the cloud goes on, or stands, as if nobody had called. */
export interface Patience {
  /** Until the head of a request is there, or the connection's first byte. */
  readonly headMs: number;
  /** From there until the body is. */
  readonly bodyMs: number;
}

/** What API Gateway waits is not documented [U]; its integrations have as long [D]. */
const usualPatience: Patience = { headMs: 30_000, bodyMs: 30_000 };

/** What the emulated services are sent at most: PutRecords takes 10 MiB, in base64. */
const maxServiceBytes = 64 * 1024 * 1024;

const limitOf = (headers: HttpRequest['headers'], target: string): number => {
  const scope = credentialScope(headers['authorization'], new URLSearchParams(target.split('?')[1]));
  return scope === undefined || scope.service === 'execute-api' ? maxBodyBytes : maxServiceBytes;
};

const send = (response: HttpResponse, method: string, outgoing: ServerResponse | Http2ServerResponse): void => {
  for (const [name, value] of Object.entries(response.headers))
    if (name !== 'connection' && name !== 'transfer-encoding') outgoing.setHeader(name, typeof value === 'string' ? value : [...value]);
  // The answer to HEAD tells the length of what it leaves out.
  if (method !== 'HEAD' && response.status !== 204 && response.status !== 304)
    outgoing.setHeader('content-length', Buffer.byteLength(response.body));
  outgoing.statusCode = response.status;
  outgoing.end(method === 'HEAD' ? '' : response.body);
};

/** Answers one request; without an answer the connection is cut, as by a server that died. */
export const answer = async (
  handle: Handler,
  incoming: IncomingMessage | Http2ServerRequest,
  outgoing: ServerResponse | Http2ServerResponse,
  { bodyMs } = usualPatience,
): Promise<void> => {
  // Real time in a Date header would have the SDK correct its clock against virtual time.
  outgoing.sendDate = false;
  try {
    const { method = 'GET', url: target = '/', httpVersion } = incoming;
    const headers = readHeaders(incoming.headers);
    const read = await readBody(incoming, { bytes: limitOf(headers, target), ms: bodyMs });
    if (read === 'late' || read === 'endless') {
      // What is still to come of the body would be taken for the next request.
      if (incoming.httpVersionMajor === 1) outgoing.setHeader('connection', 'close');
      outgoing.once('finish', () => incoming.destroy());
    }
    const refusal = read === 'late' ? requestTimeout() : typeof read === 'string' ? tooLarge() : undefined;
    const response = typeof read === 'string' ? refusal : await handle({ method, target, headers, body: read.body, httpVersion });
    if (response) send(response, method, outgoing);
    else outgoing.destroy();
  } catch {
    outgoing.destroy();
  }
};

/** A request that cannot be read: its head is too long or too slow, or it is no HTTP. Which bytes API Gateway answers is not documented [U]. */
const refusalOf = (error: Error): HttpResponse => {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'HPE_HEADER_OVERFLOW') return headTooLarge();
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? requestTimeout() : jsonResponse(400, { message: 'Bad Request' });
};

const refuseOn = (socket: Duplex, { status, body }: HttpResponse): void => {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body.toString()}`, () => socket.destroy());
};

/** HTTP/1.1 with its limits; what comes behind a request that is whole does not spoil its answer. */
const http1Server = (handle: Handler, patience: Patience): Http1Server => {
  const asked = new WeakMap<Duplex, IncomingMessage>();
  const server = createHttp1(
    {
      requestTimeout: 0,
      headersTimeout: patience.headMs,
      keepAliveTimeout: 0,
      connectionsCheckingInterval: Math.min(patience.headMs, 1_000),
    },
    (request, response) => {
      asked.set(request.socket, request);
      response.once('close', () => asked.delete(request.socket));
      void answer(handle, request, response, patience);
    },
  );
  server.on('clientError', (error, socket) => {
    if (socket.writable && asked.get(socket)?.complete !== true) refuseOn(socket, refusalOf(error));
    else socket.destroy();
  });
  // Connections come from elsewhere; this has the server look after their heads as one that listens does.
  server.emit('listening');
  return server;
};

/** A session that asks for nothing is ended. */
const endIdle = (session: ServerHttp2Session, { headMs }: Patience): void => {
  const timer = setTimeout(() => session.destroy(), headMs);
  for (const event of ['stream', 'close'] as const) session.once(event, () => clearTimeout(timer));
};

/** Listens on 127.0.0.1 at `port` (0: any free one). */
export const listen = async (port: number, handle: Handler, patience = usualPatience): Promise<FrontServer> => {
  const http1 = http1Server(handle, patience);
  const http2 = createHttp2((request, response) => void answer(handle, request, response, patience));
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    endIdle(session, patience);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  const server = createNet((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let silent = true;
    // What lies in the socket already is not late, however busy this process was.
    const timer = setTimeout(() => setImmediate(() => silent && socket.destroy()), patience.headMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('data', (chunk) => {
      silent = false;
      clearTimeout(timer);
      socket.pause();
      socket.unshift(chunk);
      const isHttp2 = chunk.subarray(0, 3).toString('latin1') === 'PRI';
      (isHttp2 ? http2 : http1).emit('connection', socket);
      if (!isHttp2) socket.resume();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        http1.close();
        for (const session of sessions) session.destroy();
        for (const socket of sockets) socket.destroy();
      }),
  };
};
