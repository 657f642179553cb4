/** A request and its answer as the front sees them, whatever version of HTTP carried them. */

export interface HttpRequest {
  readonly method: string;
  /** As on the request line: path and query, or a whole URL when the caller took the front for a proxy. */
  readonly target: string;
  /** Names in lower case, repeated values joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly httpVersion: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
}

export const jsonResponse = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
