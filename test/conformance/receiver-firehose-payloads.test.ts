/** The shared data's records of Firehose: deliveries as they are, and log subscriptions packed as CloudWatch packs them. */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { checkPayloads, type PayloadCase } from '#test/support/payload-suite.ts';
import { describePayloads, type Payload, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';

const streams = payloadsOf('cloudwatch-metric-stream');
const subscriptions = payloadsOf('cloudwatch-logs');
const headers = payloadsOf('firehose');

const requestId = 'telegraf-test-id';
const deliveryOf = (...records: readonly Buffer[]): Buffer =>
  Buffer.from(
    JSON.stringify({ requestId, timestamp: 1_793_610_000_000, records: records.map((record) => ({ data: record.toString('base64') })) }),
  );

const given = (payload: Payload, changed: Partial<IngestRequest> = {}): IngestRequest => {
  const request = payloadRequest(payload, '/aws/firehose');
  return { ...request, ...changed, headers: { ...request.headers, 'x-amz-firehose-request-id': requestId, ...changed.headers } };
};

/** Some are deliveries, some one record. */
const streamCase = (payload: Payload): PayloadCase => {
  const plain = Buffer.from(inflate(payloadBody(payload), payload.contentEncoding ?? undefined));
  const { requestId: id } = JSON.parse(plain.toString()) as { requestId?: string };
  const request =
    id === undefined
      ? given(payload, { body: deliveryOf(payloadBody(payload)), headers: { 'content-encoding': undefined } })
      : given(payload, { headers: { 'x-amz-firehose-request-id': id } });
  return { name: payload.path, request, signals: 1 };
};

describePayloads('Firehose', () => {
  it('are found in the index', () => {
    expect([streams.length, subscriptions.length, headers.length].every((count) => count > 0)).toBe(true);
  });

  checkPayloads([
    ...streams.map(streamCase),
    ...subscriptions.map((payload) => {
      const { logEvents } = JSON.parse(payloadBody(payload).toString()) as { logEvents: unknown[] };
      return {
        name: payload.path,
        request: given(payload, { body: deliveryOf(gzipSync(payloadBody(payload))) }),
        signals: logEvents.length,
      };
    }),
    ...headers.map((payload) => ({
      name: payload.path,
      request: given(payload, {
        body: deliveryOf(Buffer.from('a line')),
        headers: JSON.parse(payloadBody(payload).toString()) as Record<string, string>,
      }),
      signals: 1,
    })),
  ]);
});
