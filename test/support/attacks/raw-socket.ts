/** A client that writes bytes, HTTP or not. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** Of the first answer; undefined where the server said nothing. */
  readonly status: number | undefined;
  readonly text: string;
}

const answerOf = (text: string): RawAnswer => {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  return { status: status === undefined ? undefined : Number(status), text };
};

/** Connects, and hands the socket to `write`; resolves with all that was answered when the server closes. Rejects after `patienceMs`. */
export const rawExchange = (url: string, write: (socket: Socket) => void, patienceMs = 20_000): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => write(socket));
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`The connection is still open after ${patienceMs} ms; answered: ${text}`));
    }, patienceMs);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    // A server that hangs up before everything is written is an answer, too.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answerOf(text));
    });
  });

/** A head and a body, as they are to go over the wire; the connection is to be closed after it. */
export const rawRequest = (line: string, headers: readonly string[], body = ''): string =>
  [line, 'host: 127.0.0.1', 'connection: close', ...headers, '', body].join('\r\n');
