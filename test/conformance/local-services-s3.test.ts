/** S3 through the unchanged SDK client, with its default checksums. */
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Service } from '#lib/local/services/s3.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const Bucket = 'archive';
let service: S3Service;
let served: ServedService;
let client: S3Client;

beforeAll(async () => {
  service = new S3Service({ scheduler: new VirtualScheduler() });
  service.createBucket(Bucket);
  served = await serve(service);
  client = new S3Client({ ...clientOptions(served), forcePathStyle: true });
});
afterAll(() => served.close());

const text = async (Key: string, Range?: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }))).Body?.transformToString();

describe('objects', () => {
  it('come back as they were put, and the client finds their checksum right', async () => {
    const Key = 'telemetry/2026/01/ü +&=.frames';
    const put = await client.send(
      new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain', Metadata: { origin: 'test' } }),
    );
    // MD5 of "hello"; for plain uploads the ETag is the MD5 (API reference, Object).
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(put.ChecksumCRC32).toBe('NhCmhg==');
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { origin: 'test' }, ContentLength: 5 });
    expect(service.get(Bucket, Key)?.body.toString()).toBe('hello');
  });

  // A stream of unknown digest makes the client send aws-chunked with a trailing checksum.
  it('arrive whole from a stream sent in chunks', async () => {
    const body = Buffer.alloc(200_000, 'abc');
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]),
        ContentLength: body.length,
      }),
    );
    const stored = service.get(Bucket, 'stream');
    expect(stored?.body.equals(body)).toBe(true);
    expect(stored?.headers['content-encoding']).toBeUndefined();
    expect(stored?.headers['x-amz-checksum-crc32']).toBeDefined();
  });

  // Source: API reference, PutObject: BadDigest.
  it('are refused when their checksum is wrong', async () => {
    await expect(
      client.send(new PutObjectCommand({ Bucket, Key: 'wrong', Body: 'hello', ChecksumCRC32: 'AAAAAA==' })),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    expect(service.get(Bucket, 'wrong')).toBeUndefined();
  });

  // Source: RFC 9110, Range Requests.
  it.for([
    ['bytes=1-3', 'ell'],
    ['bytes=3-', 'lo'],
    ['bytes=-2', 'lo'],
    ['bytes=0-99', 'hello'],
  ] as const)('give the part %s', async ([range, part]) => {
    service.put(Bucket, 'range', 'hello');
    expect(await text('range', range)).toBe(part);
  });

  it('refuse a range outside', async () => {
    service.put(Bucket, 'range', 'hello');
    await expect(text('range', 'bytes=9-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  // Source: API reference, GetObject, HeadObject and DeleteObject.
  it('are gone once deleted, and deleting again is no error', async () => {
    service.put(Bucket, 'gone', 'x');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(text('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  // Source: S3 user guide, "Conditional writes".
  it('are not overwritten when the writer forbids it', async () => {
    service.put(Bucket, 'once', 'first');
    await expect(client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'second', IfNoneMatch: '*' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect(await text('once')).toBe('first');
  });
});

describe('buckets', () => {
  it('are found or not', async () => {
    await expect(client.send(new HeadBucketCommand({ Bucket }))).resolves.toBeDefined();
    await expect(client.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(client.send(new PutObjectCommand({ Bucket: 'none', Key: 'k', Body: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  // Source: API reference, ListObjectsV2.
  it('list keys in order, by prefix, page and folder', async () => {
    service.createBucket('list');
    for (const key of ['b/2', 'a', 'b/1', 'c/x/1', 'c<&>']) service.put('list', key, key);
    const list = (more: object) => client.send(new ListObjectsV2Command({ Bucket: 'list', ...more }));
    expect((await list({})).Contents?.map((object) => object.Key)).toEqual(['a', 'b/1', 'b/2', 'c/x/1', 'c<&>']);
    expect((await list({ Prefix: 'b/' })).Contents?.map((object) => object.Key)).toEqual(['b/1', 'b/2']);
    const folders = await list({ Delimiter: '/' });
    expect(folders.CommonPrefixes?.map((folder) => folder.Prefix)).toEqual(['b/', 'c/']);
    const first = await list({ MaxKeys: 2 });
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    const second = await list({ MaxKeys: 9, ContinuationToken: first.NextContinuationToken });
    expect(second.Contents?.map((object) => object.Key)).toEqual(['b/2', 'c/x/1', 'c<&>']);
  });
});
