import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromApiEvent, toApiResult } from '#functions/ingest/api-event.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { ConfigError, UpstreamError } from '#kernel/errors.ts';
import { bodyText, post, pretendPorts, receivedAt } from './ingest-support.ts';

const logs = (...logRecords: unknown[]): string => JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const spans = (...list: unknown[]): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'GET /pay', startTimeUnixNano: '5', endTimeUnixNano: '9' };

describe('ingest', () => {
  it('puts what it accepts, enriched, and answers in the protocol', async () => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(post('/v1/logs', logs({ body: { stringValue: 'hello' } })), ports);
    expect(answer).toMatchObject({ status: 200, body: '{}' });
    expect(report).toEqual({ received: 1, produced: 1, suppressed: {}, quarantined: 0 });
    expect(ports.signals()).toEqual([
      {
        kind: 'log',
        timeUnixNano: BigInt(receivedAt) * 1_000_000n,
        resource: { attributes: { 'service.name': 'unknown_service' } },
        attributes: {},
        severityNumber: 0,
        body: 'hello',
      },
    ]);
  });

  it('completes the environment from its older name', async () => {
    const ports = pretendPorts();
    const attributes = [{ key: 'deployment.environment', value: { stringValue: 'prod' } }];
    await ingest(
      post('/v1/traces', JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] })),
      ports,
    );
    expect(ports.signals()[0]?.resource.attributes).toMatchObject({ 'deployment.environment.name': 'prod' });
  });

  it('keeps the valid part of a request and counts the rest', async () => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(post('/v1/traces', spans(span, { name: 'no ids' })), ports);
    expect(answer.status).toBe(200);
    expect(JSON.parse(bodyText(answer.body))).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    expect(report).toEqual({ received: 2, produced: 1, suppressed: { rejected: 1 }, quarantined: 0 });
    expect(ports.signals()).toHaveLength(1);
  });

  it('lets no secret through to the stream', async () => {
    const ports = pretendPorts();
    await ingest(post('/v1/logs', logs({ body: { stringValue: 'login with password=hunter2' } })), ports);
    expect(ports.signals()[0]).toMatchObject({ body: 'login with password=[redacted:secret]' });
  });

  it('answers 503 with Retry-After when the stream fails, and accepts nothing', async () => {
    const ports = pretendPorts(new UpstreamError('Kinesis did not take the records.', { reason: 'stream' }));
    const { answer, report } = await ingest(post('/v1/logs', logs({})), ports);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(report).toMatchObject({ received: 1, produced: 0, suppressed: { refused: 1 } });
  });

  it('answers 429 when the stream is throttled, and 503 to what nobody foresaw', async () => {
    const throttled = pretendPorts(new UpstreamError('Kinesis throttles.', { reason: 'throttled' }));
    expect((await ingest(post('/v1/logs', logs({})), throttled)).answer.status).toBe(429);
    const unforeseen = await ingest(post('/v1/logs', logs({})), pretendPorts(new TypeError('a secret detail')));
    expect(unforeseen.answer.status).toBe(503);
    expect(bodyText(unforeseen.answer.body)).not.toContain('a secret detail');
  });

  it('answers 503 when the hash key cannot be had, as a 500 would make clients drop what they hold', async () => {
    const hashKey = () => Promise.reject(new ConfigError('A secret cannot be read.', { reason: 'secret' }));
    const { answer, report } = await ingest(post('/v1/logs', logs({})), { ...pretendPorts(), hashKey });
    expect(answer.status).toBe(503);
    expect(report.produced).toBe(0);
  });

  it.for([
    ['a path nobody serves', { ...post('/v1/nothing', '{}') }, 404],
    ['another method', { ...post('/v1/logs', '{}'), method: 'GET' }, 404],
    ['plain JSON labelled gzip', post('/v1/logs', '{}', { 'content-encoding': 'gzip' }), 400],
    ['an encoding we do not know', post('/v1/logs', '{}', { 'content-encoding': 'br' }), 415],
    ['a bomb', post('/v1/logs', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }), 413],
    ['no content type', { ...post('/v1/logs', '{}'), headers: {} }, 415],
  ] as const)('refuses %s', async ([, request, status]) => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(request, ports);
    expect(answer.status).toBe(status);
    expect(report.produced).toBe(0);
    expect(ports.frames).toEqual([]);
  });

  it('reads an API Gateway event and writes its result, binary and text', () => {
    const event = {
      rawPath: '/v1/logs',
      headers: { 'Content-Type': 'application/x-protobuf' },
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
      requestContext: { requestId: 'r1', http: { method: 'POST' } },
    };
    expect(fromApiEvent(event)).toEqual({
      id: 'r1',
      method: 'POST',
      path: '/v1/logs',
      headers: { 'content-type': 'application/x-protobuf' },
      query: {},
      body: Buffer.from([0, 255]),
    });
    const binary = toApiResult({ status: 200, headers: {}, body: Uint8Array.from([0, 255]) });
    expect(binary).toEqual({ statusCode: 200, headers: {}, body: 'AP8=', isBase64Encoded: true });
    expect(toApiResult({ status: 404, headers: {}, body: '{}' })).toMatchObject({ body: '{}', isBase64Encoded: false });
  });
});
