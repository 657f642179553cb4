/** Whether a bearer token is one an EKS cluster would let in: as aws-iam-authenticator reads it (pkg/token/token.go [S]), and as STS checks the presigned call in it [D: "Create a signed AWS API request"]. */
import { createHash, createHmac } from 'node:crypto';

/** A role that a cluster lets in; locally a role's name is the id of its access key. */
export interface ClusterRole {
  readonly cluster: string;
  readonly role: string;
}

const prefix = 'k8s-aws-v1.';
const maxLength = 4096;
const validMs = 15 * 60_000;
/** How far a caller's clock may be ahead [D]. */
const aheadMs = 5 * 60_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The query as it was signed: everything but the signature, in order. */
const signedQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='))
    .sort()
    .join('&');

/** The call in the token, if it has the form of one. */
const callIn = (token: string): URL | undefined => {
  const encoded = token.slice(prefix.length);
  if (!token.startsWith(prefix) || token.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64url').toString();
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isSts = url.protocol === 'https:' && /^sts\.[a-z0-9-]+\.amazonaws\.com$/.test(url.host) && url.pathname === '/';
  return isSts && url.searchParams.get('Action') === 'GetCallerIdentity' ? url : undefined;
};

/** `20261127T090000Z` in milliseconds since the epoch; NaN for anything else. */
const timeOf = (text: string): number => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

/** The cluster's name is in no token: the cluster adds its own, and only a token signed for it fits. `now`: ms since the epoch. */
export const isLetIn = (token: string, { cluster, role }: ClusterRole, secretAccessKey: string, now: number): boolean => {
  const url = callIn(token);
  if (url === undefined) return false;
  const of = (name: string): string => url.searchParams.get(`X-Amz-${name}`) ?? '';
  const [accessKeyId, date = '', region = '', service, last] = of('Credential').split('/');
  const age = now - timeOf(of('Date'));
  if (accessKeyId !== role || service !== 'sts' || last !== 'aws4_request' || of('SignedHeaders') !== 'host;x-k8s-aws-id') return false;
  if (!(age >= -aheadMs && age <= validMs)) return false;
  const headers = [`host:${url.host}`, `x-k8s-aws-id:${cluster}`, ''];
  const canonical = ['GET', '/', signedQuery(url.search.slice(1)), ...headers, 'host;x-k8s-aws-id', sha256('')].join('\n');
  const key = [region, 'sts', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  const scope = `${date}/${region}/sts/aws4_request`;
  return of('Signature') === hmac(key, ['AWS4-HMAC-SHA256', of('Date'), scope, sha256(canonical)].join('\n')).toString('hex');
};
