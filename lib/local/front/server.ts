/** One port that speaks HTTP/1.1 and HTTP/2 with prior knowledge: the connection's first bytes tell which. */
import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, createServer as createNet, type Socket } from 'node:net';
import type { HttpRequest, HttpResponse } from './http-message.ts';

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

const readBody = (stream: IncomingMessage | Http2ServerRequest): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    stream.on('error', reject);
    stream.on('aborted', () => reject(new Error('The caller went away.')));
  });

type Handler = (request: HttpRequest) => Promise<HttpResponse | undefined>;

/** Answers one request; without an answer the connection is cut, as by a server that died. */
export const answer = async (
  handle: Handler,
  incoming: IncomingMessage | Http2ServerRequest,
  outgoing: ServerResponse | Http2ServerResponse,
): Promise<void> => {
  // Real time in a Date header would have the SDK correct its clock against virtual time.
  outgoing.sendDate = false;
  try {
    const body = await readBody(incoming);
    const { method = 'GET', url = '/', httpVersion } = incoming;
    const response = await handle({ method, target: url, headers: readHeaders(incoming.headers), body, httpVersion });
    if (!response) {
      outgoing.destroy();
      return;
    }
    for (const [name, value] of Object.entries(response.headers))
      if (name !== 'connection' && name !== 'transfer-encoding') outgoing.setHeader(name, typeof value === 'string' ? value : [...value]);
    // The answer to HEAD tells the length of what it leaves out.
    if (method !== 'HEAD' && response.status !== 204 && response.status !== 304)
      outgoing.setHeader('content-length', Buffer.byteLength(response.body));
    outgoing.statusCode = response.status;
    outgoing.end(method === 'HEAD' ? '' : response.body);
  } catch {
    outgoing.destroy();
  }
};

/** Listens on 127.0.0.1 at `port` (0: any free one). */
export const listen = async (port: number, handle: Handler): Promise<FrontServer> => {
  const http1 = createHttp1(
    { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
    (request, response) => void answer(handle, request, response),
  );
  const http2 = createHttp2((request, response) => void answer(handle, request, response));
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  const server = createNet((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => {
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
