/** Lengths that lie, and sets of labels, resources and series that are too large. */
import { gzipSync } from 'node:zlib';
import { snappy } from '#test/support/snappy.ts';
import { type Attack, json, protobuf, text } from './attack.ts';

const megabyte = 1024 * 1024;
const remoteWrite = { ...protobuf, 'content-encoding': 'snappy' };
const remoteWrite2 = { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request', 'content-encoding': 'gzip' };
const gzip = (headers: Readonly<Record<string, string>>) => ({ ...headers, 'content-encoding': 'gzip' });
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);
const repeated = (part: Uint8Array, size: number): Buffer => Buffer.alloc(Math.floor(size / part.length) * part.length, part);
const lines = (size: number, line: (at: number) => string): Buffer => {
  const first = line(0);
  return Buffer.from(Array.from({ length: Math.floor(size / (first.length + 1)) }, (_, at) => line(at)).join('\n'));
};

/** 4 GB less one, as a varint of protobuf. */
const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
/** Nine bytes of ones: a negative length, for who reads it as signed. */
const negative = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
const field = (tag: number, body: Uint8Array): Buffer => Buffer.concat([bytes(tag, ...varint(body.length)), body]);

const envelopeOf = (...parts: readonly string[]): Buffer =>
  Buffer.from(['{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}', ...parts].join('\n'));

/** Lengths that say more than there is. */
export const forgedSizes: readonly Attack[] = [
  {
    name: 'protobuf that claims 4 GB of a resource',
    path: '/v1/logs',
    headers: protobuf,
    body: () => bytes(0x0a, ...huge, 1, 2),
    status: 400,
  },
  { name: 'protobuf of a negative length', path: '/v1/metrics', headers: protobuf, body: () => bytes(0x0a, ...negative, 1), status: 400 },
  {
    name: 'an inner message longer than the outer',
    path: '/v1/traces',
    headers: protobuf,
    body: () => field(0x0a, bytes(0x12, 0x7f, 0x01)),
    status: 400,
  },
  { name: 'a varint that never ends', path: '/v1/logs', headers: protobuf, body: () => repeated(bytes(0xff), megabyte), status: 400 },
  { name: 'groups ten thousand deep', path: '/v1/logs', headers: protobuf, body: () => repeated(bytes(0x0b), 10_000), status: 400 },
  {
    name: 'remote write that claims 4 GB of a series',
    path: '/api/v1/write',
    headers: remoteWrite,
    body: () => snappy(bytes(0x0a, ...huge, 0)),
    status: 400,
  },
  {
    name: 'snappy that claims 20 MB and holds ten bytes',
    path: '/api/v1/write',
    headers: remoteWrite,
    body: () => Buffer.concat([bytes(...varint(20 * megabyte)), bytes(0x24, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]),
    status: 400,
  },
  {
    name: 'a snappy copy from before the beginning',
    path: '/api/v1/write',
    headers: remoteWrite,
    body: () => bytes(0x08, 0x00, 0x61, 0x0d, 0xff),
    status: 400,
  },
  {
    name: 'an item of a Sentry envelope that claims 4 GB',
    path: '/api/1/envelope/',
    headers: {},
    body: () => envelopeOf('{"type":"event","length":4294967295}', '{"message":"forged"}'),
    status: 400,
  },
  {
    name: 'an item of a negative length',
    path: '/api/1/envelope/',
    headers: {},
    body: () => envelopeOf('{"type":"event","length":-1}', '{"message":"forged"}'),
    status: 400,
  },
  {
    name: 'an item whose length is no number',
    path: '/api/1/envelope/',
    headers: {},
    body: () => envelopeOf('{"type":"event","length":1e308}', '{"message":"forged"}'),
    status: 400,
  },
  {
    name: 'more items than an envelope may have',
    path: '/api/1/envelope/',
    headers: {},
    body: () => envelopeOf('{}\n\n'.repeat(10_001)),
    status: 413,
  },
  {
    name: 'a delivery of more records than Firehose sends',
    path: '/aws/firehose',
    headers: { ...json, 'x-amz-firehose-request-id': 'delivery-1' },
    body: () =>
      Buffer.from(JSON.stringify({ requestId: 'delivery-1', timestamp: 1, records: Array.from({ length: 10_001 }, () => ({ data: '' })) })),
    status: 413,
  },
];

const addresses = (count: number): string =>
  Array.from({ length: count }, (_, at) => `${1 + (at % 9)}.${at >> 16}.${(at >> 8) & 255}.${at & 255}`).join(' ');

const otlpLog = (attributes: readonly object[]): string =>
  JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' }, attributes }] }] }] });
const attribute = (at: number) => ({ key: `label.${at}`, value: { intValue: at } });

/** Too much of what is each small: labels, series, resources, lines, symbols. */
export const crowds: readonly Attack[] = [
  {
    name: 'a record of a hundred thousand attributes',
    path: '/v1/logs',
    headers: gzip(json),
    body: () => gzipSync(otlpLog(Array.from({ length: 100_000 }, (_, at) => attribute(at)))),
    status: 200,
  },
  {
    name: 'ten million empty log records',
    path: '/v1/logs',
    headers: gzip(protobuf),
    body: () => gzipSync(field(0x0a, field(0x12, repeated(bytes(0x12, 0x00), 20 * megabyte - 20)))),
    status: 413,
  },
  {
    name: 'more resources than a request may speak of',
    path: '/v1/logs',
    headers: gzip(json),
    body: () =>
      gzipSync(
        JSON.stringify({
          resourceLogs: Array.from({ length: 10_001 }, (_, at) => ({
            resource: { attributes: [attribute(at)] },
            scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' } }] }],
          })),
        }),
      ),
    status: 413,
  },
  {
    name: 'a series of ten thousand labels',
    path: '/api/v1/write',
    headers: gzip(protobuf),
    body: () =>
      gzipSync(
        field(
          0x0a,
          Buffer.concat([
            ...Array.from({ length: 10_000 }, (_, at) => {
              const name = Buffer.from(`l${String(at).padStart(5, '0')}`);
              return field(0x0a, Buffer.concat([field(0x0a, name), field(0x12, name)]));
            }),
            field(0x12, bytes(0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)),
          ]),
        ),
      ),
    status: 400,
  },
  {
    name: 'ten million empty series',
    path: '/api/v1/write',
    headers: gzip(protobuf),
    body: () => gzipSync(repeated(bytes(0x0a, 0x00), 20 * megabyte)),
    status: 413,
  },
  {
    name: 'ten million empty symbols',
    path: '/api/v1/write',
    headers: remoteWrite2,
    body: () => gzipSync(repeated(bytes(0x22, 0x00), 20 * megabyte)),
    status: 413,
  },
  {
    name: 'three million lines of one field',
    path: '/api/v2/write',
    headers: gzip(text),
    body: () => gzipSync(repeated(Buffer.from('a b=1\n'), 20 * megabyte)),
    status: 413,
  },
  {
    name: 'three million lines that are none',
    path: '/write',
    headers: gzip(text),
    body: () => gzipSync(repeated(Buffer.from('a\n'), 6 * megabyte)),
    status: 413,
  },
  {
    name: 'a line of three hundred thousand tags',
    path: '/api/v2/write',
    headers: gzip(text),
    body: () => gzipSync(`a,${Array.from({ length: 3e5 }, (_, at) => `t${at}=${at}`).join(',')} b=1`),
    status: 400,
  },
  {
    name: 'four hundred thousand counters of StatsD, each its own',
    path: '/statsd',
    headers: gzip(text),
    body: () => gzipSync(lines(6 * megabyte, (at) => `c${String(at).padStart(9, '0')}:1|c`)),
    status: 413,
  },
  {
    name: 'twenty million line ends',
    path: '/services/collector/raw',
    headers: gzip(text),
    body: () => gzipSync(repeated(Buffer.from('\n'), 20 * megabyte)),
    status: 400,
  },
  {
    name: 'a million events of Splunk in a row',
    path: '/services/collector/event',
    headers: gzip(json),
    body: () => gzipSync(repeated(Buffer.from('{"event":"x"}'), 13 * megabyte)),
    status: 413,
  },
  {
    name: 'four hundred thousand addresses of people',
    path: '/v1/logs',
    headers: gzip(json),
    body: () => gzipSync(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: addresses(4e5) } }] }] }] })),
    status: 413,
  },
];
