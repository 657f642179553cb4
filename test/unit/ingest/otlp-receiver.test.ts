import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { InputError, UpstreamError } from '#kernel/errors.ts';
import { maxJsonValues, maxParts, maxValueDepth } from '#kernel/reading/limits.ts';
import type { ReceiverRequest } from '#kernel/receiver.ts';
import { writeProtobuf } from '#test/support/otlp-writer.ts';
import { post, reasonOf, receivedAt } from './ingest-support.ts';
import { otlpRequests } from './otlp-arbitraries.ts';

type Json = Readonly<Record<string, unknown>>;

const request = (path: string, body: Uint8Array | string, contentType?: string): ReceiverRequest => ({
  ...post(path, body, contentType === undefined ? {} : { 'content-type': contentType }),
  receivedAt,
});
const decodeJson = (path: string, json: unknown) => otlp.decode(request(path, JSON.stringify(json)));
const protobufOf = (path: string, json: unknown): Buffer => (writeProtobuf[path] as (json: Json) => Buffer)(json as Json);
const decodeProtobuf = (path: string, json: unknown) => otlp.decode(request(path, protobufOf(path, json)));

const ofLogs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const ofSpans = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const ofMetrics = (...metrics: unknown[]) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('the OTLP receiver', () => {
  it.for(Object.entries(otlpRequests))('reads %s alike in both encodings, and without loss', { timeout: 60_000 }, ([path, arbitrary]) => {
    fc.assert(
      fc.property(arbitrary, (json) => {
        const [left, right] = [decodeJson(path, json), decodeProtobuf(path, json)];
        if (!isDeepStrictEqual(left.signals, right.signals)) expect(left.signals).toEqual(right.signals);
        expect(isDeepStrictEqual(left.signals, right.signals)).toBe(true);
        expect(left.rejected.reduce((sum, { count }) => sum + count, 0)).toBe(right.rejected.reduce((sum, { count }) => sum + count, 0));
      }),
      { numRuns: 400 },
    );
  });

  it.for(Object.entries(otlpRequests))(
    'ends every damaged protobuf body at %s in an InputError or in signals',
    { timeout: 60_000 },
    ([path, arbitrary]) => {
      fc.assert(
        fc.property(arbitrary, fc.nat(), fc.nat(255), fc.nat(), (json, at, byte, length) => {
          const body = protobufOf(path, json);
          const damaged = Buffer.from(body.subarray(0, length % 3 === 0 ? length % (body.length + 1) : body.length));
          if (damaged.length > 0) damaged[at % damaged.length] = byte;
          expect(['read', 'malformed', 'too_large']).toContain(reasonOf(() => otlp.decode(request(path, damaged))));
        }),
        { numRuns: 1500 },
      );
    },
  );

  it.for(Object.keys(otlpRequests))('ends any JSON at %s in an InputError or in signals', (path) => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(['read', 'malformed']).toContain(reasonOf(() => decodeJson(path, json)));
      }),
    );
  });

  it('keeps nanoseconds and 64-bit integers exact, as strings and as bare numbers', () => {
    const body =
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1544712660300000001,"body":{"intValue":9223372036854775807}}]}]}]}';
    const { signals } = otlp.decode(request('/v1/logs', body));
    expect(signals[0]).toMatchObject({ timeUnixNano: 1_544_712_660_300_000_001n, body: '9223372036854775807' });
  });

  it('keeps digits inside a text as they are', () => {
    const body = { stringValue: 'ids: 12345678901234567890, [12345678901234567890]' };
    expect(decodeJson('/v1/logs', ofLogs({ body })).signals[0]).toMatchObject({ body: body.stringValue });
  });

  it('takes the observed time where a log has no other', () => {
    const { signals } = decodeProtobuf('/v1/logs', ofLogs({ observedTimeUnixNano: '7' }));
    expect(signals[0]).toMatchObject({ timeUnixNano: 7n, observedTimeUnixNano: 7n });
  });

  it('accepts enum names and upper-case ids in JSON', () => {
    const log = { severityNumber: 'SEVERITY_NUMBER_WARN2', traceId: traceId.toUpperCase() };
    expect(decodeJson('/v1/logs', ofLogs(log)).signals[0]).toMatchObject({ severityNumber: 14, traceId });
  });

  it.for([
    ['a span without a trace id', '/v1/traces', ofSpans({ spanId }), 'trace id is missing'],
    ['a span with a short trace id', '/v1/traces', ofSpans({ traceId: 'abcd', spanId }), 'trace id is not 16 bytes'],
    ['a span without a span id', '/v1/traces', ofSpans({ traceId }), 'span id is missing'],
    ['a span with a long parent id', '/v1/traces', ofSpans({ traceId, spanId, parentSpanId: traceId }), 'parent span id is not 8 bytes'],
    ['a metric without a name', '/v1/metrics', ofMetrics({ gauge: { dataPoints: [{ asInt: '1' }] } }), 'metric without a name'],
    ['a point without a value', '/v1/metrics', ofMetrics({ name: 'm', gauge: { dataPoints: [{}] } }), 'point without a value'],
    [
      'a sum without temporality',
      '/v1/metrics',
      ofMetrics({ name: 'm', sum: { dataPoints: [{ asInt: '1' }] } }),
      'metric without an aggregation temporality',
    ],
  ] as const)('refuses %s and keeps its neighbours, in both encodings', ([, path, bad, reason]) => {
    const good = { '/v1/traces': { traceId, spanId }, '/v1/metrics': { name: 'good', gauge: { dataPoints: [{ asDouble: 1 }] } } }[
      path as '/v1/traces'
    ];
    const both = JSON.parse(JSON.stringify(bad)) as Record<string, [Record<string, [Record<string, unknown[]>]>]>;
    for (const [resources] of Object.values(both))
      for (const [scopes] of Object.values(resources)) for (const items of Object.values(scopes)) items.push(good);
    for (const decoded of [decodeJson(path, both), decodeProtobuf(path, both)]) {
      expect(decoded.rejected).toEqual([{ count: 1, reason }]);
      expect(decoded.signals).toHaveLength(1);
    }
  });

  it('leaves a log unassociated when its ids are not valid, as logs.proto says', () => {
    for (const decode of [decodeJson, decodeProtobuf]) {
      const { signals, rejected } = decode('/v1/logs', ofLogs({ traceId: 'abcd', spanId: '00', body: { stringValue: 'x' } }));
      expect(rejected).toEqual([]);
      expect(Object.keys(signals[0] ?? {})).not.toContain('traceId');
    }
  });

  it('reads a point flagged "no recorded value" as such', () => {
    const metric = { name: 'm', gauge: { dataPoints: [{ flags: 1, timeUnixNano: '5' }] } };
    expect(decodeProtobuf('/v1/metrics', ofMetrics(metric)).signals[0]).toMatchObject({ data: { type: 'none' } });
  });

  it('refuses values nested too deep, and keeps the neighbours', () => {
    let deep: unknown = { stringValue: 'x' };
    for (let level = 0; level <= maxValueDepth; level += 1) deep = { arrayValue: { values: [deep] } };
    for (const decode of [decodeJson, decodeProtobuf]) {
      const { signals, rejected } = decode('/v1/logs', ofLogs({ body: deep }, { body: { stringValue: 'fine' } }));
      expect(signals).toHaveLength(1);
      expect(rejected).toEqual([{ count: 1, reason: `values nested deeper than ${maxValueDepth}` }]);
    }
  });

  it('does not let __proto__ change anything but itself', () => {
    const log = {
      attributes: [{ key: '__proto__', value: { kvlistValue: { values: [{ key: 'polluted', value: { boolValue: true } }] } } }],
    };
    for (const decode of [decodeJson, decodeProtobuf]) {
      const attributes = decode('/v1/logs', ofLogs(log)).signals[0]?.attributes ?? {};
      expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
      expect(Object.keys(attributes)).toEqual(['__proto__']);
      expect('polluted' in attributes).toBe(false);
    }
  });

  it('refuses a small body that claims very many parts', () => {
    const records = Buffer.alloc((maxParts + 1) * 2);
    for (let at = 0; at < records.length; at += 2) records[at] = 0x12;
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
    const scopes = Buffer.concat([Buffer.from([0x12, ...varint(records.length)]), records]);
    const body = Buffer.concat([Buffer.from([0x0a, ...varint(scopes.length)]), scopes]);
    expect(reasonOf(() => otlp.decode(request('/v1/logs', body)))).toBe('too_large');
  });

  it('refuses JSON that opens very many lists before it parses it', () => {
    expect(reasonOf(() => otlp.decode(request('/v1/logs', '['.repeat(20 * 1024 * 1024))))).toBe('too_large');
    expect(reasonOf(() => otlp.decode(request('/v1/logs', '['.repeat(1_900_000))))).toBe('malformed');
    expect(reasonOf(() => otlp.decode(request('/v1/logs', `{"resourceLogs":${'['.repeat(900_000)}${']'.repeat(900_000)}}`)))).toBe(
      'malformed',
    );
  });

  it('refuses JSON of very many numbers before it looks after their digits', () => {
    const body = `{"x":[${'1,'.repeat(maxJsonValues + 1)}1234567890123456789]}`;
    expect(reasonOf(() => otlp.decode(request('/v1/logs', body)))).toBe('too_large');
  });

  it.for(['constructor', '__proto__', 'toString', 'nan'])('refuses %s as a number, and keeps its neighbour', (word) => {
    const dataPoints = [{ asDouble: 1 }, { asDouble: word }];
    const { signals, rejected } = decodeJson('/v1/metrics', ofMetrics({ name: 'm', gauge: { dataPoints } }));
    expect(signals).toHaveLength(1);
    expect(rejected).toEqual([{ count: 1, reason: 'asDouble is not a number' }]);
  });

  it('takes no body at all as a valid empty protobuf request, but not as JSON', () => {
    expect(otlp.decode(request('/v1/logs', new Uint8Array(0))).signals).toEqual([]);
    expect(reasonOf(() => otlp.decode(request('/v1/logs', '')))).toBe('malformed');
  });

  it('says what content types it reads', () => {
    expect(reasonOf(() => otlp.decode(request('/v1/logs', 'x', 'text/plain')))).toBe('unsupported_media_type');
    expect(otlp.decode(request('/v1/logs', '{}', 'Application/JSON; charset=utf-8')).signals).toEqual([]);
  });

  it('names what it refused in the answer, in the encoding of the request', () => {
    const decoded = { signals: [], rejected: [{ count: 300, reason: 'span id is missing' }] };
    const json = otlp.accepted(request('/v1/traces', '{}'), decoded);
    expect(json).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(json.body as string)).toEqual({
      partialSuccess: { rejectedSpans: '300', errorMessage: '300 refused: 300 × span id is missing.' },
    });
    const protobuf = otlp.accepted(request('/v1/traces', new Uint8Array(0)), decoded);
    expect(protobuf).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-protobuf' } });
    const message = Buffer.from('300 refused: 300 × span id is missing.');
    const partial = Buffer.concat([Buffer.from([0x08, 0xac, 0x02, 0x12, message.length]), message]);
    expect(protobuf.body).toEqual(Buffer.concat([Buffer.from([0x0a, partial.length]), partial]));
  });

  it.for([
    [new InputError('bad', { reason: 'malformed' }), undefined, 400, undefined],
    [new InputError('big', { reason: 'too_large' }), undefined, 413, undefined],
    [new InputError('odd', { reason: 'unsupported_encoding' }), undefined, 415, undefined],
    [new UpstreamError('down', { reason: 'stream' }), 5, 503, '5'],
    [new UpstreamError('slow', { reason: 'throttled' }), 0.2, 429, '1'],
  ] as const)('answers %s as a google.rpc.Status', ([error, retryAfter, status, header]) => {
    const json = otlp.refused(request('/v1/logs', '{}'), error, retryAfter);
    expect(json.status).toBe(status);
    expect(json.headers['retry-after']).toBe(header);
    expect(JSON.parse(json.body as string)).toMatchObject({ message: error.message });
    const protobuf = otlp.refused(request('/v1/logs', new Uint8Array(0)), error, retryAfter);
    expect(Buffer.from(protobuf.body as Uint8Array).subarray(2, 4)).toEqual(Buffer.from([0x12, error.message.length]));
  });

  it('takes the last of a field that came twice, an empty one too', () => {
    const group = protobufOf('/v1/logs', ofLogs({ body: { stringValue: 'm' } })).subarray(2);
    const schemaUrls = Buffer.of(0x1a, 1, 0x78, 0x1a, 0);
    const body = Buffer.concat([Buffer.of(0x0a, schemaUrls.length + group.length), schemaUrls, group]);
    const { signals } = otlp.decode(request('/v1/logs', body));
    expect(signals).toMatchObject([{ body: 'm' }]);
    expect(signals[0]?.resource).toEqual({ attributes: {} });
  });

  it('reads a resource that stands behind its scopes, at the end of the body', () => {
    const field = (number: number, ...parts: readonly Uint8Array[]): Buffer => {
      const bytes = Buffer.concat(parts);
      return Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
    };
    const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));
    const attribute = (...value: readonly Uint8Array[]): Buffer => Buffer.concat([text(1, 'key'), ...value]);
    const resources = [attribute(), attribute(field(2)), attribute(field(2, text(1, 'v'))), attribute(field(2, text(1, 'value')))];
    for (const resource of resources) {
      const scope = field(1, text(1, 's'), field(3, attribute(field(2, text(1, 'value of some length')))));
      const body = field(1, field(2, scope, field(2, field(5, text(1, 'm')))), field(1, field(1, resource)));
      const { signals } = otlp.decode(request('/v1/logs', body));
      expect(signals).toMatchObject([{ body: 'm', scope: { name: 's', attributes: { key: 'value of some length' } } }]);
      expect(Object.keys(signals[0]?.resource.attributes ?? {})).toEqual(['key']);
    }
  });

  it('takes any number but zero for a boolean that is true, 2^32 too', () => {
    const field = (number: number, bytes: Uint8Array) => Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
    const point = field(1, Buffer.concat([Buffer.of(0x31), Buffer.alloc(8, 1)]));
    const sum = Buffer.concat([point, Buffer.of(0x10, 2), Buffer.of(0x18, 0x80, 0x80, 0x80, 0x80, 0x10)]);
    const body = field(1, field(2, field(2, Buffer.concat([field(1, Buffer.from('requests')), field(7, sum)]))));
    expect(otlp.decode(request('/v1/metrics', body)).signals).toMatchObject([{ name: 'requests', data: { type: 'sum', monotonic: true } }]);
  });
});
