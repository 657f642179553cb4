import { describe, expect, it } from 'vitest';
import { credentialScope } from '#lib/local/front/credential-scope.ts';
import { functionResponse } from '#lib/local/front/function-response.ts';

describe('the credential scope of a request', () => {
  const signed = (credential: string) => `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=abc`;

  it.for<[string, string | undefined, string, unknown]>([
    [
      'a signed header',
      signed('AKID/20260101/us-east-1/kinesis/aws4_request'),
      '',
      { accessKeyId: 'AKID', region: 'us-east-1', service: 'kinesis' },
    ],
    [
      'a presigned query',
      undefined,
      'X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fs3%2Faws4_request',
      { accessKeyId: 'AKID', region: 'us-east-1', service: 's3' },
    ],
    ['a bearer token', 'Bearer AWS4-HMAC', '', undefined],
    ['no authorisation', undefined, '', undefined],
    ['a credential without a scope', signed('AKID'), '', undefined],
  ])('reads %s', ([, authorization, query, scope]) => {
    expect(credentialScope(authorization, new URLSearchParams(query))).toEqual(scope);
  });
});

describe("a function's result as an HTTP answer", () => {
  it('passes status, headers in lower case, cookies and a decoded body', () => {
    const payload = { statusCode: 202, headers: { 'X-One': 1 }, cookies: ['a=1', 'b=2'], body: 'aGk=', isBase64Encoded: true };
    const { status, headers, body } = functionResponse(payload);
    expect([status, headers['x-one'], headers['set-cookie'], body.toString()]).toEqual([202, '1', ['a=1', 'b=2'], 'hi']);
  });

  it.for<[string, unknown, number, string]>([
    ['a plain object', { a: 1 }, 200, '{"a":1}'],
    ['nothing', undefined, 200, 'null'],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }, 500, '{"message":"Internal Server Error"}'],
    ['a status that is none', { statusCode: 42 }, 500, '{"message":"Internal Server Error"}'],
  ])('makes of %s what API Gateway makes of it', ([, payload, status, body]) => {
    expect(functionResponse(payload)).toMatchObject({ status, body });
  });
});
