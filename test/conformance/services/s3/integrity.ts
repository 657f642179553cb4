/** Checksums, ranges and conditions. */
import { createHash } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { failure, refused } from '../contract.ts';
import { type BucketCase, get, put, text } from './calls.ts';

const checksums = 'S3 User Guide, "Checking object integrity in Amazon S3" [D]';
const writes = 'S3 User Guide, "How to prevent object overwrites with conditional writes" [D]';
const ranges = 'API Reference, GetObject, Range; RFC 9110, 14 [D]';
const reads = 'API Reference, GetObject, conditional headers [D]';

/** The part of `hello` a range gives, and how it is labelled. */
const part = (name: string, Range: string, expected: unknown): BucketCase => ({
  name,
  source: ranges,
  run: async (bucket) => {
    await put(bucket, 'a');
    const got = await get(bucket, 'a', { Range });
    return { part: await got.Body?.transformToString(), status: got.$metadata.httpStatusCode, range: got.ContentRange ?? 'none' };
  },
  expected,
});

const after = async (bucket: Parameters<BucketCase['run']>[0], work: Promise<unknown>) => ({
  answer: await failure(work),
  text: await text(bucket, 'a').catch(() => 'none'),
});

export const integrityCases: readonly BucketCase[] = [
  {
    name: "the client's own checksum is kept and comes back",
    source: checksums,
    run: async (bucket) => {
      const { ChecksumCRC32 } = await put(bucket, 'a');
      const head = await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.id, Key: 'a', ChecksumMode: 'ENABLED' }));
      return { put: ChecksumCRC32, head: head.ChecksumCRC32 };
    },
    expected: { put: 'NhCmhg==', head: 'NhCmhg==' },
  },
  {
    name: 'a SHA-256 asked for is made, kept and checked on reading',
    source: checksums,
    run: async (bucket) => {
      const { ChecksumSHA256 } = await put(bucket, 'a', 'hello', { ChecksumAlgorithm: 'SHA256' });
      const got = await get(bucket, 'a', { ChecksumMode: 'ENABLED' });
      return { put: ChecksumSHA256, got: got.ChecksumSHA256, text: await got.Body?.transformToString() };
    },
    expected: {
      put: createHash('sha256').update('hello').digest('base64'),
      got: createHash('sha256').update('hello').digest('base64'),
      text: 'hello',
    },
  },
  {
    name: 'a wrong checksum is refused, and nothing is stored',
    source: 'API Reference, "Error responses", BadDigest [D]',
    run: (bucket) => after(bucket, put(bucket, 'a', 'hello', { ChecksumCRC32: 'AAAAAA==' })),
    expected: { answer: refused('BadDigest'), text: 'none' },
  },
  {
    name: 'a wrong Content-MD5 is refused, and nothing is stored',
    source: 'API Reference, "Error responses", BadDigest [D]',
    run: (bucket) => after(bucket, put(bucket, 'a', 'hello', { ContentMD5: createHash('md5').update('other').digest('base64') })),
    expected: { answer: refused('BadDigest'), text: 'none' },
  },
  {
    name: 'a Content-MD5 that is no digest is refused',
    source: 'API Reference, "Error responses", InvalidDigest [D]',
    run: (bucket) => put(bucket, 'a', 'hello', { ContentMD5: 'short' }),
    expected: refused('InvalidDigest'),
  },
  part('a range in the middle', 'bytes=1-3', { part: 'ell', status: 206, range: 'bytes 1-3/5' }),
  part('a range to the end', 'bytes=3-', { part: 'lo', status: 206, range: 'bytes 3-4/5' }),
  part('a range of the last bytes', 'bytes=-2', { part: 'lo', status: 206, range: 'bytes 3-4/5' }),
  part('a range past the end is cut', 'bytes=0-99', { part: 'hello', status: 206, range: 'bytes 0-4/5' }),
  part('more last bytes than there are gives all', 'bytes=-99', { part: 'hello', status: 206, range: 'bytes 0-4/5' }),
  part('a range that is none is ignored', 'lines=1-2', { part: 'hello', status: 200, range: 'none' }),
  {
    name: 'a range outside the object is refused',
    source: 'API Reference, "Error responses", InvalidRange [D]',
    run: async (bucket) => {
      await put(bucket, 'a');
      return get(bucket, 'a', { Range: 'bytes=9-' });
    },
    expected: refused('InvalidRange', 416),
  },
  {
    name: 'If-None-Match * writes once',
    source: writes,
    run: async (bucket) => {
      await put(bucket, 'a', 'first', { IfNoneMatch: '*' });
      return after(bucket, put(bucket, 'a', 'second', { IfNoneMatch: '*' }));
    },
    expected: { answer: refused('PreconditionFailed', 412), text: 'first' },
  },
  {
    name: 'of ten writers with If-None-Match * at once one wins',
    source: `${writes}; losers get 412, or 409 while another is under way`,
    run: async (bucket) => {
      const race = Array.from({ length: 10 }, (_, at) => put(bucket, 'a', String(at), { IfNoneMatch: '*' }));
      return { won: (await Promise.allSettled(race)).filter(({ status }) => status === 'fulfilled').length };
    },
    expected: { won: 1 },
  },
  {
    name: 'If-Match writes over what the writer has seen',
    source: writes,
    run: async (bucket) => {
      const { ETag } = await put(bucket, 'a', 'first');
      const right = await failure(put(bucket, 'a', 'second', { IfMatch: ETag }));
      return { right, ...(await after(bucket, put(bucket, 'a', 'third', { IfMatch: ETag }))) };
    },
    expected: { right: 'no error', answer: refused('PreconditionFailed', 412), text: 'second' },
  },
  {
    name: 'If-Match on what is not there is NoSuchKey',
    source: `${writes}: 404 when no current object version exists`,
    run: (bucket) => after(bucket, put(bucket, 'a', 'x', { IfMatch: '"5d41402abc4b2a76b9719d911017c592"' })),
    expected: { answer: refused('NoSuchKey', 404), text: 'none' },
  },
  {
    name: 'a read with the ETag it already has is not modified',
    source: `${reads}, If-None-Match: 304`,
    run: async (bucket) => {
      const { ETag } = await put(bucket, 'a');
      return failure(get(bucket, 'a', { IfNoneMatch: ETag }), ({ $metadata }) => ({
        status: ($metadata as { httpStatusCode: number }).httpStatusCode,
        error: '304',
      }));
    },
    expected: { error: '304', status: 304, retried: false },
  },
  {
    name: 'a read of another ETag than wanted fails',
    source: `${reads}, If-Match: 412`,
    run: async (bucket) => {
      await put(bucket, 'a');
      return get(bucket, 'a', { IfMatch: '"0"' });
    },
    expected: refused('PreconditionFailed', 412),
  },
];
