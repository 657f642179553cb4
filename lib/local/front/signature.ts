/** AWS Signature Version 4 in a header, as IAM verifies it for an HTTP API [D: "Create a signed AWS API request"]. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './http-message.ts';

export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How far a signature's time may be from now [D]. */
const toleranceMs = 5 * 60_000;

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Uint8Array, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986: all but letters, digits and `-._~`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** By name, then by value, each encoded; a name without `=` has an empty value. */
const canonicalQuery = (rawQuery: string): string => {
  const pairs = rawQuery.split('&').filter((pair) => pair !== '');
  const each = pairs.map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [encoded(decoded(name)), encoded(decoded(value.join('=')))] as const;
  });
  const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return each
    .toSorted(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map((pair) => pair.join('='))
    .join('&');
};

/** `20261127T090000Z` in milliseconds since the epoch; NaN for anything else. */
const timeOf = (text: string): number => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

/** The fields of `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
const fieldsOf = (authorization: string): ReadonlyMap<string, string> => {
  const parts = authorization.slice('AWS4-HMAC-SHA256 '.length).split(',');
  return new Map(
    parts.map((part) => {
      const [name = '', ...value] = part.trim().split('=');
      return [name, value.join('=')];
    }),
  );
};

/** Whether the request is signed with the key, for `execute-api`, not long ago, and is as it was when it was signed. `now`: ms since the epoch. */
export const isSignedWith = ({ method, target, headers, body }: HttpRequest, key: SigningKey, now: number): boolean => {
  const authorization = headers['authorization'] ?? '';
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) return false;
  const fields = fieldsOf(authorization);
  const [accessKeyId, date, region = '', service, last] = fields.get('Credential')?.split('/') ?? [];
  const time = headers['x-amz-date'] ?? '';
  const isScoped = accessKeyId === key.accessKeyId && service === 'execute-api' && last === 'aws4_request' && date === time.slice(0, 8);
  // NaN is not near.
  if (!isScoped || !(Math.abs(timeOf(time) - now) <= toleranceMs)) return false;
  const names = fields.get('SignedHeaders')?.split(';') ?? [];
  if (!names.includes('host') || !names.includes('x-amz-date') || names.some((name) => !Object.hasOwn(headers, name))) return false;
  const [path = '/', rawQuery = ''] = target.split(/\?(.*)/s);
  const canonical = [
    method,
    // Once more than it is already: only S3 leaves the path as it is.
    path.split('/').map(encoded).join('/'),
    canonicalQuery(rawQuery),
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/execute-api/aws4_request`;
  const signingKey = [region, 'execute-api', 'aws4_request'].reduce(hmac, hmac(`AWS4${key.secretAccessKey}`, date ?? ''));
  const wanted = hmac(signingKey, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n'));
  const given = Buffer.from(fields.get('Signature') ?? '', 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};
