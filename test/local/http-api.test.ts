import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  const assembly = writeAssembly(smallPipeline({ probeTimeoutSeconds: 1 }), smallPipelineHandlers);
  cloud = await startLocalCloud({ assembly, mode: 'live' });
});
afterAll(() => cloud.close());

const probe = async (path: string, init?: RequestInit) => {
  const response = await fetch(cloud.url + path, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const event = async (path: string, init?: RequestInit) => JSON.parse((await probe(path, init)).body);

describe('the HTTP API in front of a function', () => {
  it('hands over path, query, headers and caller in payload format 2.0', async () => {
    const seen = await event('/probe/inc%201?a=1&a=2&b=%C3%A9', { headers: { 'X-Custom': 'Yes', cookie: 'a=1; b=2' } });
    expect(seen).toMatchObject({
      version: '2.0',
      routeKey: 'GET /probe/{id}',
      rawPath: '/probe/inc%201',
      rawQueryString: 'a=1&a=2&b=%C3%A9',
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'Yes' },
      queryStringParameters: { a: '1,2', b: 'é' },
      pathParameters: { id: 'inc 1' },
      requestContext: {
        authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/local' } },
        http: { method: 'GET', path: '/probe/inc%201', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        stage: '$default',
      },
      isBase64Encoded: false,
    });
    expect(seen.requestContext.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.headers.cookie).toBeUndefined();
  });

  it('hands over text as text and everything else as base64', async () => {
    const json = await event('/any/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"a":"é"}',
    });
    expect([json.body, json.isBase64Encoded]).toEqual(['{"a":"é"}', false]);
    const protobuf = await event('/any/x', {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array([0, 255, 10]),
    });
    expect([protobuf.body, protobuf.isBase64Encoded]).toEqual([Buffer.from([0, 255, 10]).toString('base64'), true]);
  });

  it('hands over names that objects have of their own', async () => {
    const { queryStringParameters } = await event('/probe/1?constructor=a&constructor=b&toString=c&__proto__=d');
    expect(Object.entries(queryStringParameters)).toEqual([
      ['constructor', 'a,b'],
      ['toString', 'c'],
      ['__proto__', 'd'],
    ]);
  });

  it('gives greedy parameters and leaves an open route without a caller', async () => {
    const seen = await event('/any/a/b%2Fc', { method: 'DELETE' });
    expect(seen.pathParameters).toEqual({ proxy: 'a/b/c' });
    expect(seen.requestContext.authorizer).toBeUndefined();
  });

  it('answers 404 for a path without a route, as API Gateway does', async () => {
    expect(await probe('/nowhere')).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  });

  it('answers 413 above 10 MB without calling the function', async () => {
    const before = cloud.functions().find(({ name }) => name === 'ingest')?.invocations;
    const response = await probe('/put', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(cloud.functions().find(({ name }) => name === 'ingest')?.invocations).toBe(before);
  });

  it('answers a plain result as JSON with 200', async () => {
    const response = await probe('/probe/1?mode=plain');
    expect([response.status, response.headers.get('content-type'), response.body]).toEqual([200, 'application/json', '"plain"']);
  });

  it.for(['throw', 'exit', 'hang'])('answers 500 when the function ends by "%s", and serves the next request', async (mode) => {
    expect(await probe(`/probe/1?mode=${mode}`)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect((await probe('/probe/1')).status).toBe(200);
  });

  it('sends no Date header, which would have the SDK correct its clock', async () => {
    expect((await probe('/nowhere')).headers.get('date')).toBeNull();
  });
});

describe('what a function sees of its surroundings', () => {
  it('has the variables of the template and of Lambda, and nothing of this machine', async () => {
    const { env } = { env: JSON.parse((await probe('/probe/1?mode=environment')).body) as Record<string, string> };
    expect(env).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'probe-role',
      AWS_ENDPOINT_URL: cloud.url,
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
    });
    expect(env['LAMBDA_TASK_ROOT']).toMatch(/asset\.probe$/);
    expect(Object.keys(env).filter((name) => ['PATH', 'HOME', 'VITEST'].includes(name))).toEqual([]);
  });

  it('reaches the stand-ins wherever it calls', async () => {
    expect(await probe('/probe/1?mode=fetch')).toMatchObject({ status: 200, body: '200' });
    expect(cloud.standIns.webhook.received().map(({ url }) => url)).toEqual(['https://hooks.example.com/message?x=1']);
  });
});
