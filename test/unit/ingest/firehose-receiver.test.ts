import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFirehose } from '#functions/ingest/firehose/receiver.ts';
import { readProtobufMetrics } from '#functions/ingest/otlp/protobuf-metrics.ts';
import { AppError, UpstreamError } from '#kernel/errors.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import type { Decoded, ReceiverRequest } from '#kernel/receiver.ts';
import { bodyText, post, receivedAt } from './ingest-support.ts';

const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';

const request = (records: readonly unknown[], headers: Record<string, string> = {}): ReceiverRequest => ({
  ...post('/aws/firehose', JSON.stringify({ requestId, timestamp: 1_793_610_000_123, records }), {
    'x-amz-firehose-request-id': requestId,
    'x-amz-firehose-access-key': 'hunter2',
    ...headers,
  }),
  receivedAt,
});

const record = (data: string | Uint8Array | readonly number[]) => ({
  data: (typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)).toString('base64'),
});
const firehose = createFirehose(readProtobufMetrics);

const decode = (...records: readonly unknown[]): Decoded => firehose.decode(request(records));

const reasonOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError) return error.reason;
  }
  return 'read';
};

describe('deliveries of Firehose', () => {
  it('give back the id they came with, and when', () => {
    const answer = firehose.accepted(request([]));
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(bodyText(answer.body))).toEqual({ requestId, timestamp: receivedAt });
    const busy = firehose.refused(request([]), new UpstreamError('Busy.', { reason: 'throttled' }), 5);
    expect(busy).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
    expect(JSON.parse(bodyText(busy.body))).toEqual({ requestId, timestamp: receivedAt, errorMessage: 'Busy.' });
  });

  it('never tell the access key', () => {
    const { signals } = firehose.decode(
      request([record('line')], { 'x-amz-firehose-source-arn': 'arn:aws:firehose:eu-west-1:1:deliverystream/a' }),
    );
    expect(JSON.stringify(signals.map(({ resource, attributes }) => [resource, attributes]))).toContain('eu-west-1');
    expect(JSON.stringify(signals.map(({ resource, attributes }) => [resource, attributes]))).not.toContain('hunter2');
  });

  it('keep texts as they were, whatever is in them', { timeout: 30_000 }, () => {
    const line = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/[\n\0]/.test(text) && text.trimEnd() === text && !/^\s*[[{]|^\s*$/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(line, { minLength: 1 }), { minLength: 1 }), fc.boolean(), (records, packed) => {
        const made = records.map((lines) => record(packed ? gzipSync(lines.join('\n')) : `${lines.join('\n')}\r\n`));
        expect(decode(...made).signals.map((signal) => signal.kind === 'log' && signal.body)).toEqual(records.flat());
      }),
    );
  });

  it('of many small bombs are refused before they fill the memory', { timeout: 60_000 }, () => {
    const bomb = record(gzipSync(Buffer.alloc(maxBodyBytes / 4, 'a')));
    expect(reasonOf(() => decode(bomb, bomb, bomb))).toBe('read');
    expect(reasonOf(() => decode(bomb, bomb, bomb, bomb, bomb))).toBe('too_large');
    expect(reasonOf(() => decode(record(gzipSync(Buffer.alloc(maxBodyBytes * 8)))))).toBe('too_large');
    expect(reasonOf(() => decode(...Array(10_001).fill(record('a'))))).toBe('too_large');
    expect(reasonOf(() => decode(record(gzipSync('{}'.repeat(300_000)))))).toBe('too_large');
    expect(reasonOf(() => decode(record(gzipSync(Buffer.alloc(maxBodyBytes, '\n')))))).toBe('read');
  });

  it('lose only what cannot be read', () => {
    const { signals, rejected } = decode(
      record('fine'),
      { data: 'a' },
      { data: '====' },
      {},
      null,
      record([0x1f, 0x8b, 1]),
      record([0, 255]),
    );
    expect(signals).toHaveLength(1);
    expect(rejected.map(({ count }) => count)).toEqual([4, 1, 1]);
  });

  it.for([
    ['[]', /must be/],
    ['{"commonAttributes":{"a":', /not JSON/],
    [JSON.stringify({ commonAttributes: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`a${at}`, 'b'])) }), /50 common/],
  ] as const)('with the common attributes %s are refused', ([header, sentence]) => {
    expect(() => firehose.decode(request([record('a')], { 'x-amz-firehose-common-attributes': header }))).toThrow(sentence);
  });

  it('may have common attributes of any name', () => {
    const header = '{"commonAttributes":{"__proto__":"x","constructor":"y","service.name":"checkout"}}';
    const { signals } = firehose.decode(request([record('a')], { 'x-amz-firehose-common-attributes': header }));
    expect(signals[0]?.resource.attributes).toMatchObject({
      'firehose.__proto__': 'x',
      'firehose.constructor': 'y',
      'service.name': 'checkout',
    });
  });
});

describe('metric streams', () => {
  const metric = (given: object) =>
    JSON.stringify({ metric_name: 'm', namespace: 'AWS/EC2', dimensions: {}, timestamp: 1_793_610_000_000, unit: 'None', ...given });

  it('are what came in each period', () => {
    const { signals } = decode(record(metric({ value: { count: 2, sum: 5, min: 1, max: 4, p90: 3 } })));
    expect(signals).toMatchObject([
      { name: 'm', data: { type: 'histogram', temporality: 'delta', value: { count: 2, sum: 5, min: 1, max: 4 } } },
      { name: 'm.p90', data: { type: 'gauge', value: 3 } },
    ]);
    expect(signals[0]).not.toHaveProperty('unit');
  });

  it('share one resource a namespace', () => {
    const value = { count: 1, sum: 1 };
    const { signals } = decode(record([metric({ value }), metric({ value }), metric({ value, namespace: 'AWS/RDS' })].join('\n')));
    expect(new Set(signals.map(({ resource }) => resource)).size).toBe(2);
  });

  it.for([[{ count: 1 }], [{ count: '1', sum: 1 }], [{ count: -1, sum: 1 }], [{}]])('of the value %j are refused', ([value]) => {
    expect(() => decode(record(metric({ value })))).toThrow(/count and a sum/);
  });
});
