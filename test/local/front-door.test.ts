/** The front door under bad manners: bombs, huge bodies, wrong paths, chunks and kept connections, over real sockets. */
import { Agent } from 'node:http';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { call } from '#test/support/http-call.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };
let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.cloud.close());

const goodLogs = (text = 'order placed'): Buffer => Buffer.from(logsRequest({ service: 'checkout' }, pipeline.cloud.now(), [text], 9));
const ingested = (): number => pipeline.cloud.functions().find(({ name }) => name.endsWith('-ingest'))?.invocations ?? 0;

describe('a decompression bomb', () => {
  const zeros = Buffer.alloc(200 * 1024 * 1024);
  it.for<[string, Uint8Array]>([
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['deflate', deflateRawSync(zeros)],
    ['gzip', Buffer.concat([gzipSync(zeros.subarray(0, 15 * 1024 * 1024)), gzipSync(zeros.subarray(0, 15 * 1024 * 1024))])],
  ])('in %s is answered 413 in both encodings, and the next request is served', async ([encoding, bomb]) => {
    for (const type of [json, protobuf]) {
      const answer = await call(`${pipeline.url}/v1/logs`, { headers: { ...type, 'content-encoding': encoding }, pieces: [bomb] });
      expect([answer.status, answer.headers['content-type']]).toEqual([413, type['content-type']]);
    }
    expect((await call(`${pipeline.url}/v1/logs`, { headers: json, pieces: [goodLogs()] })).status).toBe(200);
  });
});

it.for<[string, (body: Buffer) => Uint8Array]>([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['zstd', zstdCompressSync],
  ['identity', (body) => body],
])('JSON in %s arrives whole', async ([encoding, compress]) => {
  const answer = await call(`${pipeline.url}/v1/logs`, {
    headers: { ...json, 'content-encoding': encoding },
    pieces: [compress(goodLogs('größer als bisher'))],
  });
  expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
});

describe('a request that is out of bounds', () => {
  it('by size is answered 413 by the API, before any function hears of it', async () => {
    const before = ingested();
    const answer = await call(`${pipeline.url}/v1/logs`, { headers: json, pieces: [Buffer.alloc(10 * 1024 * 1024 + 1, 0x20)] });
    expect([answer.status, ingested()]).toEqual([413, before]);
    const chunks = Array.from({ length: 11 }, () => Buffer.alloc(1024 * 1024, 0x20));
    expect((await call(`${pipeline.url}/v1/logs`, { headers: json, pieces: chunks })).status).toBe(413);
  });

  it.for([
    ['GET', '/v1/logs'],
    ['POST', '/v1/profiles'],
    ['POST', '/v1/logs/more'],
    ['DELETE', '/v1/incidents'],
    ['POST', '/'],
  ])('%s %s is answered 404', async ([method = '', path = '']) => {
    expect((await call(pipeline.url + path, { method, headers: json, pieces: [goodLogs()] })).status).toBe(404);
  });

  it.for<[string, Record<string, string>, string, number]>([
    ['an unknown content encoding', { ...json, 'content-encoding': 'br' }, '{}', 415],
    ['an unknown content type', { 'content-type': 'text/csv' }, 'a,b', 415],
    ['no content type at all', {}, '{}', 415],
    ['JSON that is none', json, '{"resourceLogs": [', 400],
    ['JSON of the wrong kind', json, '"resourceLogs"', 400],
    ['protobuf that is none', protobuf, '\xff\xff\xff\xff\xff', 400],
    ['gzip that is none', { ...protobuf, 'content-encoding': 'gzip' }, 'not gzip', 400],
    ['JSON nested a thousand deep', json, `{"resourceLogs":${'['.repeat(1000)}${']'.repeat(1000)}}`, 400],
  ])('%s is answered with 4xx', async ([, headers, body, status]) => {
    expect((await call(`${pipeline.url}/v1/logs`, { headers, pieces: [Buffer.from(body, 'latin1')] })).status).toBe(status);
  });
});

it('an empty body is an empty request: nothing in it, nothing wrong', async () => {
  expect((await call(`${pipeline.url}/v1/logs`, { headers: protobuf, pieces: [Buffer.alloc(0)] })).status).toBe(200);
  expect((await call(`${pipeline.url}/v1/logs`, { headers: json, pieces: [Buffer.from('{}')] })).status).toBe(200);
});

it('many requests share one connection, in chunks or whole, and one refused in between does not end it', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers = [];
  for (let index = 0; index < 20; index += 1) {
    const body = index % 5 === 3 ? Buffer.from('{') : goodLogs();
    const pieces = index % 2 === 0 ? [body] : [body.subarray(0, 1), body.subarray(1)];
    answers.push(await call(`${pipeline.url}/v1/logs`, { headers: json, pieces: pieces.filter(({ length }) => length > 0), agent }));
  }
  agent.destroy();
  expect(answers.map(({ status }) => status)).toEqual(answers.map((_, index) => (index % 5 === 3 ? 400 : 200)));
  expect(answers.filter(({ reusedConnection }) => reusedConnection)).toHaveLength(19);
});

it('what was refused left nothing behind, and what was accepted is in the archive', async () => {
  const before = (await pipeline.ledger()).signals.accepted;
  await call(`${pipeline.url}/v1/logs`, { headers: json, pieces: [goodLogs('order placed at last')] });
  await call(`${pipeline.url}/v1/logs`, { headers: { ...json, 'content-encoding': 'gzip' }, pieces: [goodLogs()] });
  await pipeline.cloud.settle();
  const { signals, balanced } = await pipeline.ledger();
  expect([signals.accepted, signals.archived, balanced]).toEqual([before + 1, before + 1, true]);
});
