/** The ledger is no rubber stamp: whatever is taken away or put in behind the pipeline's back, it says so, with the number. */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packArchiveObject, unpackArchiveObject } from '#kernel/archive-object.ts';
import { encodeFrame } from '#kernel/frame-codec.ts';
import { openPipeline, type Pipeline, prefix, startAt } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

let pipeline: Pipeline;
let s3: S3Client;
const signals = 12;

beforeEach(async () => {
  pipeline = await openPipeline();
  s3 = new S3Client(pipeline.client());
  // Two windows of the archive, two objects.
  for (let request = 0; request < 4; request += 1) {
    await pipeline.send('/v1/logs', logsRequest({ service: `service-${request}` }, pipeline.cloud.now(), ['disk full', 'a', 'b']));
    await pipeline.pass(6_000);
  }
  await pipeline.cloud.settle();
  expect(await pipeline.ledger()).toMatchObject({ balanced: true, signals: { accepted: signals, archived: signals, missing: 0 } });
});
afterEach(async () => {
  s3.destroy();
  await pipeline.cloud.close();
});

const archiveBucket = (): string => pipeline.cloud.outputs['ArchiveBucket'] ?? '';
const archived = () => pipeline.cloud.bucket(archiveBucket()).objects();
const firstArchived = () => {
  const [object] = archived();
  if (object === undefined) throw new Error('Nothing is archived.');
  return object;
};

describe('the ledger does not balance', () => {
  it('when an object of the archive is gone, and says how many signals are missing', async () => {
    const { key, body } = firstArchived();
    const lost = unpackArchiveObject(body).length * 3;
    await s3.send(new DeleteObjectCommand({ Bucket: archiveBucket(), Key: key }));
    expect(lost).toBeGreaterThan(0);
    expect(await pipeline.ledger()).toMatchObject({ balanced: false, signals: { archived: signals - lost, missing: lost } });
  });

  it('when one frame is cut out of an object of the archive', async () => {
    const { key, body } = firstArchived();
    const Body = packArchiveObject(unpackArchiveObject(body).slice(1));
    await s3.send(new PutObjectCommand({ Bucket: archiveBucket(), Key: key, Body }));
    expect(await pipeline.ledger()).toMatchObject({ balanced: false, signals: { missing: 3 } });
  });

  it('when the archive holds what never came in', async () => {
    const resource = { attributes: { 'service.name': 'stranger' } };
    const log = { kind: 'log', timeUnixNano: 1n, resource, attributes: {}, severityNumber: 9, body: 'x' } as const;
    const { data } = encodeFrame({ id: 'stranger', partition: 'p', receivedAt: startAt, signals: [log] });
    await s3.send(new PutObjectCommand({ Bucket: archiveBucket(), Key: 'telemetry/stranger.frames', Body: packArchiveObject([data]) }));
    const { balanced, signals: balance } = await pipeline.ledger();
    expect(balanced).toBe(false);
    expect(balance.missing).toBeLessThan(0);
  });

  it('when an alert is gone with the findings folded into it', async () => {
    const [item] = (await pipeline.remains()).items.filter(({ sk }) => sk === 'alert');
    const dynamodb = new DynamoDBClient(pipeline.client());
    const Key = { pk: { S: String(item?.['pk']) }, sk: { S: 'alert' } };
    await dynamodb.send(new DeleteItemCommand({ TableName: `${prefix}-response`, Key }));
    dynamodb.destroy();
    expect(await pipeline.ledger()).toMatchObject({ balanced: false, findings: { missing: 1 }, signals: { missing: 0 } });
  });
});
