/** Records that cannot be processed, in the middle of good ones: they end in quarantine, and their neighbours arrive exactly once in effect. */
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { unpackArchiveObject } from '#kernel/archive-object.ts';
import { decodeFrame, encodeFrame } from '#kernel/frame-codec.ts';
import { resourceId } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { openPipeline, type Pipeline, prefix, startAt } from '#test/support/cloud-fixture.ts';

const consumers = ['archive', 'classify', 'detect'] as const;
let pipeline: Pipeline;
afterEach(() => pipeline.cloud.close());

const resource = (service: string) => ({ attributes: { 'service.name': service, 'service.namespace': 'shop' } });

/** A frame as ingest would have made it: two logs of one kind and a sample. */
const goodFrame = (id: string, text: string, service = 'payment'): { readonly data: Uint8Array; readonly partition: string } => {
  const timeUnixNano = BigInt(startAt) * 1_000_000n;
  const common = { timeUnixNano, resource: resource(service), attributes: {} };
  const log: Signal = { kind: 'log', ...common, severityNumber: 17, body: text };
  const sample: Signal = { kind: 'metric', ...common, name: `${id}.depth`, data: { type: 'gauge', value: 3 } };
  const partition = resourceId(resource(service));
  return { data: encodeFrame({ id, partition, receivedAt: startAt, signals: [log, log, sample] }).data, partition };
};

const put = async (records: readonly { readonly data: Uint8Array; readonly partition: string }[]): Promise<void> => {
  const kinesis = new KinesisClient(pipeline.client());
  const Records = records.map(({ data, partition }) => ({ Data: data, PartitionKey: partition }));
  const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName: `${prefix}-telemetry`, Records }));
  kinesis.destroy();
  expect(FailedRecordCount).toBe(0);
};

/** Ids of the frames the archive holds, with repetitions. */
const archivedFrames = async (): Promise<readonly string[]> =>
  (await pipeline.remains()).archived.flatMap(({ body }) => unpackArchiveObject(body).map((bytes) => decodeFrame(bytes).id)).sort();

interface Quarantined {
  readonly stage: string;
  readonly reason: string;
  readonly message: string;
  readonly body: string;
}

const quarantined = async (): Promise<readonly Quarantined[]> =>
  (await pipeline.remains()).quarantined.map(({ body }) => JSON.parse(Buffer.from(body).toString()) as Quarantined);

const zstdHeader = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const withoutEnd = goodFrame('cut', 'payment gateway timeout').data;

const poisons: readonly (readonly [what: string, bytes: Uint8Array, reason: string])[] = [
  ['garbage', Buffer.from('\u0000\u0001 this is no frame at all \uffff'), 'unknown_version'],
  ['nothing but one byte', Buffer.of(1), 'malformed'],
  ['a frame of a version to come', Buffer.concat([Buffer.of(99, 1), zstdHeader]), 'unknown_version'],
  ['a frame compressed in a way nobody knows', Buffer.of(1, 77, 1, 2, 3), 'unknown_compression'],
  ['a genuine header before a damaged payload', Buffer.concat([Buffer.of(1, 1), zstdHeader, Buffer.alloc(64, 0xa5)]), 'malformed'],
  ['a frame cut off in the middle', withoutEnd.subarray(0, withoutEnd.length - 20), 'malformed'],
  ['sound compression around what is no document', Buffer.concat([Buffer.of(1, 0), Buffer.from('{"signals":"none"}')]), 'malformed'],
];

it('records that are no frames are kept by each consumer, with reason and bytes, while their neighbours arrive once in effect', async () => {
  pipeline = await openPipeline();
  const { partition } = goodFrame('x', 'x');
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const records = ids.flatMap((id, at) => {
    const poison = poisons[at];
    const neighbour = goodFrame(id, 'payment gateway timeout after 3000 ms');
    return poison === undefined ? [neighbour] : [neighbour, { data: poison[1], partition }];
  });
  await put(records);
  await pipeline.cloud.settle();

  const kept = await quarantined();
  for (const [what, bytes, reason] of poisons) {
    const own = kept.filter(({ body }) => Buffer.from(body, 'base64').equals(bytes));
    expect(own.map(({ stage }) => stage).sort(), what).toEqual([...consumers]);
    expect(new Set(own.map((item) => item.reason)), what).toEqual(new Set([reason]));
  }
  expect(kept).toHaveLength(poisons.length * consumers.length);
  expect(await archivedFrames()).toEqual(ids);
  const [incident, ...others] = await pipeline.incidents();
  expect(others).toEqual([]);
  expect((await pipeline.shown(incident?.id ?? '')).alerts).toMatchObject([{ folded: 1 }]);
  expect(await pipeline.ledger()).toMatchObject({
    balanced: true,
    signals: { accepted: 24, archived: 24, quarantined: 0, missing: 0 },
    consumers: [
      { consumer: 'classify', due: 16, missing: 0 },
      { consumer: 'detect', due: 8, missing: 0 },
    ],
    unreadable: { records: 7, quarantined: 7 },
    findings: { accepted: 8, folded: 1, suppressed: { duplicate: 7 }, missing: 0 },
  });
});

it('a finding on the queue that is none is kept by route, and the others of its group follow', async () => {
  pipeline = await openPipeline();
  const sqs = new SQSClient(pipeline.client());
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-findings.fifo` }));
  await put([goodFrame('a', 'payment gateway timeout')]);
  await pipeline.cloud.settle();
  const [{ body } = { body: '{}' }] = pipeline.cloud.queue(`${prefix}-findings.fifo`).accepted();
  const MessageGroupId = (JSON.parse(body) as { fingerprint: string }).fingerprint;
  for (const [index, MessageBody] of ['no JSON', '{"id":"half a finding"}'].entries())
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId: `poison-${index}` }));
  sqs.destroy();
  await put([goodFrame('b', 'payment gateway timeout')]);
  await pipeline.cloud.settle();
  expect((await quarantined()).map(({ stage, reason }) => [stage, reason])).toEqual([
    ['route', 'not_a_finding'],
    ['route', 'not_a_finding'],
  ]);
  expect(await pipeline.ledger()).toMatchObject({
    balanced: true,
    findings: { accepted: 4, folded: 1, suppressed: { duplicate: 1 }, quarantined: 2, missing: 0 },
  });
});

describe('a record that kills its consumer every time', () => {
  /** Only a kind of message nobody has asked about makes classify write a verdict: whoever writes one dies. */
  const diesOnNewVerdict = (armed: () => boolean): Interceptors => ({
    call: ({ function: name, service, operation }) =>
      armed() && name === `${prefix}-classify` && service === 'dynamodb' && operation === 'PutItem' ? 'kill-before' : 'proceed',
  });

  it('is cut out by bisecting, given up after finite retries to the failure destination, and holds up nobody', async () => {
    let armed = false;
    pipeline = await openPipeline({ interceptors: diesOnNewVerdict(() => armed) });
    await put([goodFrame('known', 'payment gateway timeout')]);
    await pipeline.cloud.settle();
    armed = true;
    const neighbours = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => goodFrame(id, 'payment gateway timeout'));
    await put([...neighbours.slice(0, 3), goodFrame('deadly', 'never seen before: no space left on device'), ...neighbours.slice(3)]);
    await pipeline.cloud.settle();

    const given = (await pipeline.remains()).quarantined.map(({ body }) => JSON.parse(Buffer.from(body).toString()));
    expect(given).toMatchObject([
      { requestContext: { condition: 'RetryAttemptsExhausted' }, KinesisBatchInfo: { batchSize: 1 }, version: '1.0' },
    ]);
    expect(given[0].requestContext.functionArn).toContain(`${prefix}-classify`);
    const { Records } = JSON.parse(given[0].payload);
    expect(decodeFrame(Buffer.from(Records[0].kinesis.data, 'base64')).id).toBe('deadly');

    const classify = pipeline.cloud.mappings().find(({ functionName }) => functionName === `${prefix}-classify`);
    expect(classify).toMatchObject({ accepted: 8, delivered: 7, quarantined: 1, inFlight: 0 });
    expect(await archivedFrames()).toEqual(['a', 'b', 'c', 'd', 'deadly', 'e', 'f', 'known']);
    expect(await pipeline.ledger()).toMatchObject({
      balanced: true,
      signals: { accepted: 24, archived: 24, missing: 0 },
      consumers: [
        { consumer: 'classify', due: 14, missing: 0 },
        { consumer: 'detect', due: 8, missing: 0 },
      ],
      findings: { accepted: 7, folded: 1, suppressed: { duplicate: 6 }, missing: 0 },
    });
    const [incident] = await pipeline.incidents();
    expect((await pipeline.shown(incident?.id ?? '')).alerts).toMatchObject([{ folded: 1 }]);
  });
});
