/** Objects: put, read, described and deleted, with their headers and checksums. */
import { Readable } from 'node:stream';
import { DeleteObjectCommand, DeleteObjectsCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { failure, refused } from '../contract.ts';
import { type Bucket, type BucketCase, fill, get, list, put, text } from './calls.ts';

const head = ({ client, id }: Bucket, Key: string, more: object = {}) => client.send(new HeadObjectCommand({ Bucket: id, Key, ...more }));
const remove = ({ client, id }: Bucket, Key: string) => client.send(new DeleteObjectCommand({ Bucket: id, Key }));

/** MD5 of `hello`. */
const helloTag = '"5d41402abc4b2a76b9719d911017c592"';

export const objectCases: readonly BucketCase[] = [
  {
    name: 'an object comes back as it was put, its ETag the MD5 of its bytes',
    source: 'API Reference, Object, ETag of plain uploads [D]',
    run: async (bucket) => {
      const { ETag } = await put(bucket, 'a');
      const got = await get(bucket, 'a');
      return { ETag, text: await got.Body?.transformToString(), again: got.ETag, length: got.ContentLength };
    },
    expected: { ETag: helloTag, text: 'hello', again: helloTag, length: 5 },
  },
  {
    name: 'all bytes come back',
    source: 'API Reference, GetObject [D]',
    run: async (bucket) => {
      const body = Uint8Array.from({ length: 256 }, (_, at) => at);
      await put(bucket, 'bytes', body);
      const back = await (await get(bucket, 'bytes')).Body?.transformToByteArray();
      return { same: Buffer.compare(Buffer.from(back ?? []), Buffer.from(body)) === 0 };
    },
    expected: { same: true },
  },
  {
    name: 'an empty object is an object',
    source: 'API Reference, PutObject [D]',
    run: async (bucket) => {
      await put(bucket, 'empty', '', { ContentLength: 0 });
      const { ContentLength, Body } = await get(bucket, 'empty');
      return { ContentLength, text: await Body?.transformToString() };
    },
    expected: { ContentLength: 0, text: '' },
  },
  {
    name: 'a stream of known length arrives whole, without the encoding of its chunks',
    source: 'API Reference, "Signature calculations … (chunked upload)": aws-chunked is not stored [D]',
    run: async (bucket) => {
      const body = Buffer.alloc(200_000, 'abc');
      const stream = Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]);
      await put(bucket, 'stream', stream, { ContentLength: body.length });
      const got = await get(bucket, 'stream');
      const back = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
      return { same: back.equals(body), encoding: got.ContentEncoding ?? 'none' };
    },
    expected: { same: true, encoding: 'none' },
  },
  {
    name: 'type, encoding, caching and metadata come back with it',
    source: 'API Reference, PutObject and GetObject, headers [D]',
    run: async (bucket) => {
      const given = { ContentType: 'application/zstd', ContentEncoding: 'zstd', CacheControl: 'no-store', ContentDisposition: 'inline' };
      await put(bucket, 'a', 'hello', { ...given, ContentLanguage: 'de', Metadata: { Reason: 'too old', count: '2' } });
      const { ContentType, ContentEncoding, CacheControl, ContentDisposition, ContentLanguage, Metadata } = await get(bucket, 'a');
      return { ContentType, ContentEncoding, CacheControl, ContentDisposition, ContentLanguage, Metadata };
    },
    expected: {
      ...{ ContentType: 'application/zstd', ContentEncoding: 'zstd', CacheControl: 'no-store', ContentDisposition: 'inline' },
      ...{ ContentLanguage: 'de', Metadata: { reason: 'too old', count: '2' } },
    },
  },
  {
    name: 'an object without a type is octets',
    source:
      'API Reference, PutObject, Content-Type: binary/octet-stream or application/octet-stream by default [D]; the SDK sends the latter [T]',
    run: async (bucket) => {
      await put(bucket, 'a');
      return (await get(bucket, 'a')).ContentType;
    },
    expected: 'application/octet-stream',
  },
  {
    name: 'a later put replaces all of it, metadata too',
    source: 'S3 User Guide, "Amazon S3 data consistency model": strong read-after-write [D]',
    run: async (bucket) => {
      await put(bucket, 'a', 'first', { Metadata: { a: '1' } });
      await put(bucket, 'a', 'second', { Metadata: { b: '2' } });
      const got = await get(bucket, 'a');
      return { text: await got.Body?.transformToString(), Metadata: got.Metadata };
    },
    expected: { text: 'second', Metadata: { b: '2' } },
  },
  {
    name: 'HEAD tells what GET would, without the bytes',
    source: 'API Reference, HeadObject [D]',
    run: async (bucket) => {
      await put(bucket, 'a', 'hello', { ContentType: 'text/plain', Metadata: { a: '1' } });
      const { ContentLength, ContentType, ETag, Metadata, AcceptRanges, LastModified } = await head(bucket, 'a');
      return { ContentLength, ContentType, ETag, Metadata, AcceptRanges, dated: LastModified instanceof Date };
    },
    expected: { ContentLength: 5, ContentType: 'text/plain', ETag: helloTag, Metadata: { a: '1' }, AcceptRanges: 'bytes', dated: true },
  },
  {
    name: 'a deleted object is gone, and deleting again is no error',
    source: 'API Reference, DeleteObject [D]',
    run: async (bucket) => {
      await put(bucket, 'a');
      const first = (await remove(bucket, 'a')).$metadata.httpStatusCode;
      const second = (await remove(bucket, 'a')).$metadata.httpStatusCode;
      return { first, second, left: await failure(get(bucket, 'a')) };
    },
    expected: { first: 204, second: 204, left: refused('NoSuchKey', 404) },
  },
  {
    name: 'many are deleted at once, missing ones too',
    source: 'API Reference, DeleteObjects: a key that does not exist is reported as deleted [D]',
    run: async (bucket) => {
      await fill(bucket, ['a', 'b', 'c&d']);
      const Objects = ['a', 'c&d', 'none'].map((Key) => ({ Key }));
      const { Deleted, Errors } = await bucket.client.send(new DeleteObjectsCommand({ Bucket: bucket.id, Delete: { Objects } }));
      return { deleted: Deleted?.map(({ Key }) => Key).toSorted(), errors: Errors ?? 'none', left: (await list(bucket)).keys };
    },
    expected: { deleted: ['a', 'c&d', 'none'], errors: 'none', left: ['b'] },
  },
  {
    name: 'a missing object is NoSuchKey for GET and NotFound for HEAD',
    source: 'API Reference, GetObject, Errors; HeadObject: "a generic 404 Not Found" [D]',
    run: async (bucket) => ({ get: await failure(get(bucket, 'none')), head: await failure(head(bucket, 'none')) }),
    expected: { get: refused('NoSuchKey', 404), head: refused('NotFound', 404) },
  },
  {
    name: 'a missing bucket is NoSuchBucket for every call with a body, NotFound for HEAD',
    source: 'API Reference, "Error responses", NoSuchBucket [D]',
    run: async ({ client, ...rest }) => {
      const none = { ...rest, client, id: 'no-such-bucket-here' };
      return {
        put: await failure(put(none, 'a')),
        get: await failure(get(none, 'a')),
        list: await failure(list(none)),
        head: await failure(head(none, 'a')),
      };
    },
    expected: {
      ...{ put: refused('NoSuchBucket', 404), get: refused('NoSuchBucket', 404), list: refused('NoSuchBucket', 404) },
      head: refused('NotFound', 404),
    },
  },
  {
    name: 'odd keys come back as they were',
    source: 'S3 User Guide, "Naming Amazon S3 objects": any UTF-8, up to 1,024 bytes [D]',
    run: async (bucket) => {
      const keys = ['ü +&=?#%25.frames', 'a//b/', 'quote"\'<>', "it's (1)!*~", '日本/語', 'x/../y', 'trailing '];
      await fill(bucket, keys);
      const wrong = [];
      for (const key of keys) if ((await text(bucket, key)) !== key) wrong.push(key);
      return { wrong, listed: (await list(bucket)).keys.length };
    },
    expected: { wrong: [], listed: 7 },
  },
  {
    name: 'a key of more than 1,024 bytes is too long',
    source: 'API Reference, "Error responses", KeyTooLongError [D]',
    run: (bucket) => put(bucket, 'k'.repeat(1_025)),
    expected: refused('KeyTooLongError'),
  },
];
