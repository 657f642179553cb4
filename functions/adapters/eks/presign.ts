/** A GET whose signature is in its address: AWS Signature Version 4 in query parameters [D: "Create a signed AWS API request", "Query string"]. */
import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Presigned {
  readonly service: string;
  readonly region: string;
  readonly host: string;
  readonly query: Readonly<Record<string, string>>;
  /** Signed beside the host, and to be sent as they are; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresSeconds: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986: all but letters, digits and `-._~`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

const queryOf = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]): [string, string] => [encoded(name), encoded(value)])
    .sort(byName)
    .map((pair) => pair.join('='))
    .join('&');

/** The address, https, of the root path. Whoever has it may make this one call in the caller's name until it expires. */
export const presignedUrl = (call: Presigned, { accessKeyId, secretAccessKey, sessionToken }: Credentials): string => {
  const time = new Date(call.at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${call.region}/${call.service}/aws4_request`;
  const headers = Object.entries({ ...call.headers, host: call.host }).sort(byName);
  const names = headers.map(([name]) => name).join(';');
  const query = queryOf({
    ...call.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(call.expiresSeconds),
    'X-Amz-SignedHeaders': names,
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
  });
  const canonical = ['GET', '/', query, ...headers.map(([name, value]) => `${name}:${value.trim()}`), '', names, sha256('')].join('\n');
  const key = [call.region, call.service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  return `https://${call.host}/?${query}&X-Amz-Signature=${signature}`;
};
