/** One request of somebody who means harm, and how it is told so. */

export interface Attack {
  /** What is done, as the end of the sentence "… is refused". */
  readonly name: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => Uint8Array;
  /** The answer's status. */
  readonly status: number;
}

export const json = { 'content-type': 'application/json' } as const;
export const protobuf = { 'content-type': 'application/x-protobuf' } as const;
export const text = { 'content-type': 'text/plain' } as const;

/** API Gateway's event (payload format 2.0) of a request: text as it is, all else in base64. */
export const apiEventOf = ({ path, headers, body }: Pick<Attack, 'path' | 'headers' | 'body'>): Buffer => {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const type = headers['content-type'] ?? '';
  const isText = headers['content-encoding'] === undefined && /^(text\/|application\/(json|xml|javascript))/.test(type);
  const bytes = Buffer.from(body());
  const http = { method: 'POST', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' };
  return Buffer.from(
    JSON.stringify({
      version: '2.0',
      ...{ routeKey: `POST ${rawPath}`, rawPath, rawQueryString, headers },
      queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
      requestContext: { http, requestId: 'request', authorizer: { lambda: { agent: 'attacker' } } },
      body: bytes.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
    }),
  );
};
