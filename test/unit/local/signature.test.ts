/** Signatures that `@smithy/signature-v4` 5, the SDK's own signer, made for `execute-api` in us-east-1 at 2026-11-27T09:00:00Z. */
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '#lib/local/front/http-message.ts';
import { isSignedWith } from '#lib/local/front/signature.ts';

const key = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local/secret+key' };
const at = Date.parse('2026-11-27T09:00:00Z');
const authorization = (names: string, signature: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIDLOCAL/20261127/us-east-1/execute-api/aws4_request, SignedHeaders=${names}, Signature=${signature}`;
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const get = (target: string, signature: string): HttpRequest => ({
  ...{ method: 'GET', target, httpVersion: '1.1', body: Buffer.alloc(0) },
  headers: {
    host: '127.0.0.1:4318',
    'x-amz-date': '20261127T090000Z',
    'x-amz-content-sha256': emptyHash,
    authorization: authorization('host;x-amz-content-sha256;x-amz-date', signature),
  },
});
const plain = get('/v1/incidents', '90665fa4522bbad4dc12ac7b778acfbac1f8a3fb3e5054547bba06f1e7de71ae');
const withQuery = get(
  "/v1/incidents?q=a%20b%2A'(%C3%A9)&status=open&limit=20",
  '298e5cc8bbe46149f8cf60d63baf7c2ce0610b169dc506b253b658df5a506ca6',
);
const withPath = get(
  '/v1/people/Jo%C3%A3o%20S/reasons?at=2026-11-20T10%3A05%3A00Z',
  'adbd934c7ee299a8638e8d881c44256b23d5a6e8d266fc7dbf147183162aaba5',
);
const post: HttpRequest = {
  ...{ method: 'POST', target: '/v1/logs', httpVersion: '1.1', body: Buffer.from('{"resourceLogs":[]}') },
  headers: {
    host: '127.0.0.1:4318',
    'content-type': 'application/json',
    'x-note': 'two  spaces',
    'x-amz-date': '20261127T090000Z',
    'x-amz-content-sha256': '6e8a0c7b2e88c8fd437e4b5ab947d4c7a17040d8de489f4bd7dc8081135856a6',
    authorization: authorization(
      'content-type;host;x-amz-content-sha256;x-amz-date;x-note',
      '6e145d19ad71647f6e5de547ef7afa1e70aaab3e18abbdd4365aa170c3b28384',
    ),
  },
};
const all: readonly [string, HttpRequest][] = [
  ['a request', plain],
  ['a query', withQuery],
  ['an encoded path', withPath],
  ['a body', post],
];

it.for(all)('a signature of %s is taken, within five minutes', ([, request]) => {
  expect(isSignedWith(request, key, at)).toBe(true);
  expect([at - 300_000, at + 300_000].map((now) => isSignedWith(request, key, now))).toEqual([true, true]);
  expect([at - 300_001, at + 300_001].map((now) => isSignedWith(request, key, now))).toEqual([false, false]);
});

const changed = (headers: Readonly<Record<string, string>>): HttpRequest => ({ ...post, headers: { ...post.headers, ...headers } });
const given = post.headers['authorization'] ?? '';

describe('is refused', () => {
  it.for<[string, HttpRequest]>([
    ['another method', { ...post, method: 'PUT' }],
    ['another path', { ...post, target: '/v1/traces' }],
    ['a query more', { ...post, target: '/v1/logs?a=1' }],
    ['another body', { ...post, body: Buffer.from('{}') }],
    ['a signed header changed', changed({ 'content-type': 'text/plain' })],
    ['another time', changed({ 'x-amz-date': '20261127T090001Z' })],
    ['no time', changed({ 'x-amz-date': '' })],
    ['another key', changed({ authorization: given.replace('AKIDLOCAL', 'AKIDOTHER') })],
    ['another service', changed({ authorization: given.replace('execute-api', 'dynamodb') })],
    ['another region', changed({ authorization: given.replace('us-east-1', 'eu-west-1') })],
    ['a header that is not there', changed({ authorization: given.replace('x-note', '__proto__') })],
    ['a host that is not signed', changed({ authorization: given.replace('host;', '') })],
    ['a cut signature', changed({ authorization: given.slice(0, -2) })],
    ['a signature that is no hex', changed({ authorization: given.replace(/Signature=.*/, 'Signature=zz') })],
    ['nothing behind the scheme', changed({ authorization: 'AWS4-HMAC-SHA256 ' })],
    ['an agent token', changed({ authorization: 'Bearer swa_x' })],
    ['no header', { ...post, headers: {} }],
  ])('%s', ([, request]) => {
    expect(isSignedWith(request, key, at)).toBe(false);
  });

  it('the right request under another secret', () => {
    expect(isSignedWith(post, { ...key, secretAccessKey: 'other' }, at)).toBe(false);
  });
});
