/** Bodies that inflate to far more than they are. None of them is more than a few megabytes on the wire, nor costs much to make. */
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Attack, json, protobuf, text } from './attack.ts';

const megabyte = 1024 * 1024;
const zeros = Buffer.alloc(megabyte);
/** Made once: a bomb is the same wherever it is thrown. */
const once = (make: () => Buffer): (() => Buffer) => {
  let made: Buffer | undefined;
  return () => (made ??= make());
};
const times = (part: Uint8Array, count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => part));

/** 4 GB in 4 MB: a thousand members one after the other. */
const gzipBomb = once(() => times(gzipSync(zeros), 4000));

/** 4 GB: flushed blocks can be put one behind the other. */
const rawDeflateBomb = once(() => times(deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH }), 4000));
const deflateBomb = once(() => Buffer.concat([deflateSync(Buffer.alloc(0)).subarray(0, 2), rawDeflateBomb()]));

/** 100 GB in 3 MB (RFC 8878): a frame of blocks that each say a zero 128 KiB times. */
const zstdBomb = once(() => {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x48]);
  const [type, size] = [1, 128 * 1024];
  const block = Buffer.alloc(4);
  block.writeUIntLE((size << 3) | (type << 1), 0, 3);
  return Buffer.concat([head, times(block, 800_000)]);
});

/** Claims 4 GB: the longest length the format can name. */
const snappyClaim = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0x00]);

/** 20 MB, the most that is inflated, out of 1 MB: a zero, and copies of 64 bytes from one byte back. */
const snappyZeros = (): Buffer => {
  const copies = (20 * megabyte) / 64 - 1;
  const length = 1 + copies * 64;
  const varint = Buffer.from([(length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, ((length >> 14) & 0x7f) | 0x80, length >> 21]);
  return Buffer.concat([varint, Buffer.from([0, 0]), times(Buffer.from([(63 << 2) | 2, 1, 0]), copies)]);
};

const record = (bytes: Uint8Array) => ({ data: Buffer.from(bytes).toString('base64') });
const delivery = (records: readonly object[]): Buffer =>
  Buffer.from(JSON.stringify({ requestId: 'delivery-1', timestamp: 1_763_632_800_000, records }));
const firehose = { ...json, 'x-amz-firehose-request-id': 'delivery-1' };

/** A route of each family, and what its clients send. */
const families: readonly (readonly [family: string, path: string, headers: Readonly<Record<string, string>>])[] = [
  ['OTLP in JSON', '/v1/logs', json],
  ['OTLP in protobuf', '/v1/metrics', protobuf],
  ['remote write', '/api/v1/write', protobuf],
  ['a Sentry envelope', '/api/1/envelope/', {}],
  ['line protocol', '/api/v2/write?bucket=b&precision=ns', text],
  ['a webhook in JSON', '/alertmanager', json],
  ['Splunk events', '/services/collector/event', json],
  ['a CloudEvent', '/v1/events', { 'content-type': 'application/cloudevents+json' }],
  ['a delivery of Firehose', '/aws/firehose', firehose],
];

const encodings: readonly (readonly [name: string, encoding: string, make: () => Buffer])[] = [
  ['gzip', 'gzip', gzipBomb],
  ['deflate', 'deflate', deflateBomb],
  ['raw deflate', 'deflate', rawDeflateBomb],
  ['zstd', 'zstd', zstdBomb],
  ['snappy', 'snappy', () => snappyClaim],
];

/** Each encoding at each family. */
const everywhere: readonly Attack[] = families.flatMap(([family, path, headers]) =>
  encodings.map(([name, encoding, body]) => ({
    ...{ name: `a bomb in ${name} as ${family}`, path, body, status: 413 },
    headers: { ...headers, 'content-encoding': encoding },
  })),
);

export const bombs: readonly Attack[] = [
  ...everywhere,
  {
    name: 'snappy that is 20 MB of nothing',
    path: '/api/v1/write',
    headers: { ...protobuf, 'content-encoding': 'snappy' },
    body: snappyZeros,
    status: 400,
  },
  {
    name: 'one encoding inside another, both named',
    path: '/v1/logs',
    headers: { ...protobuf, 'content-encoding': 'gzip, gzip' },
    body: () => gzipSync(gzipSync(zeros)),
    status: 415,
  },
  {
    name: 'a gzip bomb inside honest gzip',
    path: '/v1/logs',
    headers: { ...json, 'content-encoding': 'gzip' },
    body: () => gzipSync(gzipBomb()),
    status: 400,
  },
  {
    name: 'a gzip bomb in base64 in a delivery',
    path: '/aws/firehose',
    headers: firehose,
    body: () => delivery([record(gzipBomb())]),
    status: 413,
  },
  {
    name: 'a thousand records that each inflate to a megabyte, the delivery in gzip',
    path: '/aws/firehose',
    headers: { ...firehose, 'content-encoding': 'gzip' },
    body: () => gzipSync(delivery(new Array(1000).fill(record(gzipSync(zeros))))),
    status: 413,
  },
];
