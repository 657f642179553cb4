/** Signs a request as AWS's SDKs do (Signature Version 4, in a header, for `execute-api`): written apart from what checks it. */
import { createHash, createHmac } from 'node:crypto';

export interface Signed {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  readonly host: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The headers to send with it. */
export const sign = ({ method, path, host, body, at, key }: Signed): Readonly<Record<string, string>> => {
  const time = new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/us-east-1/execute-api/aws4_request`;
  const canonical = `${method}\n${path}\n\nhost:${host}\nx-amz-date:${time}\n\nhost;x-amz-date\n${hash(body)}`;
  const signingKey = scope.split('/').reduce<string | Buffer>((under, part) => hmac(under, part), `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return { host, 'x-amz-date': time, authorization };
};
