/** What undoes a content encoding, each against a slow reader of the same format; and the gzip within Firehose's records. */
import { isDeepStrictEqual } from 'node:util';
import { createFirehose } from '#functions/ingest/firehose/receiver.ts';
import { inflate } from '#functions/ingest/inflate.ts';
import { readProtobufMetrics } from '#functions/ingest/otlp/protobuf-metrics.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import { unsnappy } from '#kernel/reading/snappy.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { savedEvents } from '#test/conformance/receiver-events.ts';
import { samples1 } from '#test/support/remote-write-samples.ts';
import { snappy } from '#test/support/snappy.ts';
import { mutateDeflate, mutateGzip, mutateZstd } from './mutate-compressed.ts';
import { mutateSnappy } from './mutate-snappy.ts';
import { slowGunzip, slowInflate } from './slow-inflate.ts';
import { slowSnappy } from './slow-snappy.ts';
import { slowZstd } from './slow-zstd.ts';
import type { FuzzTarget } from './target.ts';

/** A request, what repeats, what hardly does, one byte, nothing. */
const plains = [...samples1.slice(0, 3), Buffer.from('abcabcabcd'.repeat(30)), Buffer.alloc(300, 'x'), Buffer.from('{}'), Buffer.alloc(0)];

const equal: FuzzTarget['agree'] = (actual, expected) => Buffer.from(actual as Uint8Array).equals(expected as Buffer);

const encodingTarget = (name: string, mutate: FuzzTarget['mutate'], expect: (body: Buffer) => Buffer): FuzzTarget => ({
  ...{ name, mutate, expect, inputs: plains, agree: equal, exact: true },
  read: (body) => inflate(body, name),
});

const snappyTarget: FuzzTarget = {
  ...{ name: 'snappy', inputs: plains.map(snappy), mutate: mutateSnappy, agree: equal, exact: true },
  read: (body) => unsnappy(body, maxBodyBytes),
  expect: (body) => Buffer.from(slowSnappy(body)),
};

const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';

const firehose = createFirehose(readProtobufMetrics);

/** A delivery of one record. */
const deliver = (record: Buffer): Decoded =>
  firehose.decode({
    ...{ method: 'POST', path: '/aws/firehose', headers: { 'x-amz-firehose-request-id': requestId }, query: {}, receivedAt: 0 },
    body: Buffer.from(JSON.stringify({ requestId, timestamp: 1_764_000_000_000, records: [{ data: record.toString('base64') }] })),
  });

const unpacked = (record: Buffer): Buffer => (record[0] === 0x1f ? slowGunzip(record) : record);

/** What saved deliveries hold: a subscription, metrics, JSON and lines of text. */
const records = savedEvents('firehose')
  .filter(({ name }) => ['cloudwatch-logs', 'metric-stream-json', 'text-and-json-records'].includes(name))
  .flatMap(({ request }) => (JSON.parse(Buffer.from(request.body).toString()) as { records: { data: string }[] }).records)
  .map(({ data }) => unpacked(Buffer.from(data, 'base64')));

const firehoseTarget: FuzzTarget = {
  ...{ name: 'firehose', inputs: records, mutate: mutateGzip },
  read: deliver,
  expect: (body) => (body[0] === 0x1f && body[1] === 0x8b ? deliver(slowGunzip(body)) : deliver(body)),
  agree: isDeepStrictEqual,
};

export const compressionTargets: readonly FuzzTarget[] = [
  snappyTarget,
  encodingTarget('gzip', mutateGzip, slowGunzip),
  encodingTarget('deflate', mutateDeflate, slowInflate),
  encodingTarget('zstd', mutateZstd, slowZstd),
  firehoseTarget,
];
