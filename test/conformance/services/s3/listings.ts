/** Listings and buckets. */
import { CopyObjectCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { failure, refused } from '../contract.ts';
import { type BucketCase, fill, list } from './calls.ts';

const api = 'API Reference, ListObjectsV2 [D]';

export const listingCases: readonly BucketCase[] = [
  {
    name: 'keys are listed in the order of their UTF-8 bytes',
    source: `${api}: "objects are returned in lexicographical order"`,
    run: async (bucket) => {
      await fill(bucket, ['b', 'a', 'ä', 'B', 'a/1', 'a-1', '\u{1f600}', '\uffee']);
      return (await list(bucket)).keys;
    },
    expected: ['B', 'a', 'a-1', 'a/1', 'b', 'ä', '\uffee', '\u{1f600}'],
  },
  {
    name: 'an entry tells key, size, ETag, class and time',
    source: `${api}, Contents`,
    run: async (bucket) => {
      await fill(bucket, ['hello']);
      const { Contents } = await list(bucket);
      return Contents?.map(({ Key, Size, ETag, StorageClass, LastModified }) => ({
        Key,
        Size,
        ETag,
        StorageClass,
        dated: LastModified instanceof Date,
      }));
    },
    expected: [{ Key: 'hello', Size: 5, ETag: '"5d41402abc4b2a76b9719d911017c592"', StorageClass: 'STANDARD', dated: true }],
  },
  {
    name: 'a prefix takes what begins with it',
    source: `${api}, Prefix`,
    run: async (bucket) => {
      await fill(bucket, ['a/1', 'a/2', 'ab', 'b']);
      const { keys, Prefix } = await list(bucket, { Prefix: 'a/' });
      return { keys, Prefix };
    },
    expected: { keys: ['a/1', 'a/2'], Prefix: 'a/' },
  },
  {
    name: 'a delimiter folds what lies deeper',
    source: `${api}, Delimiter and CommonPrefixes`,
    run: async (bucket) => {
      await fill(bucket, ['a/1', 'a/2/3', 'b', 'c/1', 'top']);
      const top = await list(bucket, { Delimiter: '/' });
      const inside = await list(bucket, { Delimiter: '/', Prefix: 'a/' });
      return { top: [top.keys, top.folders, top.KeyCount], inside: [inside.keys, inside.folders] };
    },
    expected: { top: [['b', 'top'], ['a/', 'c/'], 4], inside: [['a/1'], ['a/2/']] },
  },
  {
    name: 'pages continue where they ended, folders counted as one',
    source: `${api}, MaxKeys, ContinuationToken: common prefixes count as a single return`,
    run: async (bucket) => {
      await fill(bucket, ['a', 'b/1', 'b/2', 'b/3', 'c', 'd/1', 'e']);
      const pages: string[][] = [];
      let token: string | undefined;
      do {
        const page = await list(bucket, { Delimiter: '/', MaxKeys: 2, ...(token ? { ContinuationToken: token } : {}) });
        pages.push([...page.keys, ...page.folders].map(String).toSorted());
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token);
      return pages;
    },
    expected: [['a', 'b/'], ['c', 'd/'], ['e']],
  },
  {
    name: 'a last page that is full is not truncated',
    source: `${api}, IsTruncated`,
    run: async (bucket) => {
      await fill(bucket, ['a', 'b']);
      const { IsTruncated, KeyCount, MaxKeys, NextContinuationToken } = await list(bucket, { MaxKeys: 2 });
      return { IsTruncated, KeyCount, MaxKeys, next: NextContinuationToken ?? 'none' };
    },
    expected: { IsTruncated: false, KeyCount: 2, MaxKeys: 2, next: 'none' },
  },
  {
    name: 'StartAfter begins behind a key, whether it exists or not',
    source: `${api}, StartAfter`,
    run: async (bucket) => {
      await fill(bucket, ['a', 'b', 'c']);
      return [(await list(bucket, { StartAfter: 'a' })).keys, (await list(bucket, { StartAfter: 'bb' })).keys];
    },
    expected: [['b', 'c'], ['c']],
  },
  {
    name: 'an empty listing is no error',
    source: api,
    run: async (bucket) => {
      const { KeyCount, IsTruncated, Contents } = await list(bucket, { Prefix: 'none/' });
      return { KeyCount, IsTruncated, Contents: Contents ?? 'none' };
    },
    expected: { KeyCount: 0, IsTruncated: false, Contents: 'none' },
  },
  {
    name: 'keys that XML cannot hold come encoded when asked',
    source: `${api}, EncodingType url`,
    run: async ({ client, id, ...rest }) => {
      await fill({ client, id, ...rest }, ['d&e', 'ü/1']);
      const { Contents, EncodingType } = await client.send(new ListObjectsV2Command({ Bucket: id, EncodingType: 'url' }));
      return { keys: Contents?.map(({ Key }) => Key), EncodingType };
    },
    expected: { keys: ['d%26e', '%C3%BC/1'], EncodingType: 'url' },
  },
  {
    name: 'a token nobody gave is refused',
    source: 'API Reference, "Error responses", InvalidArgument: "The continuation token provided is incorrect" [S]',
    run: (bucket) => list(bucket, { ContinuationToken: 'not a token' }),
    expected: refused('InvalidArgument'),
  },
  {
    name: 'a bucket is found or not',
    source: 'API Reference, HeadBucket: 200, or 404 without a body [D]',
    run: async ({ client, id }) => [
      (await client.send(new HeadBucketCommand({ Bucket: id }))).$metadata.httpStatusCode,
      await failure(client.send(new HeadBucketCommand({ Bucket: 'no-such-bucket-here' }))),
    ],
    expected: [200, refused('NotFound', 404)],
  },
  {
    name: 'copies are not emulated, and say so',
    source: 'lib/local/README.md: refused with NotImplemented; on AWS they work [D]',
    run: async (bucket) => {
      await fill(bucket, ['a']);
      return bucket.client.send(new CopyObjectCommand({ Bucket: bucket.id, Key: 'b', CopySource: `${bucket.id}/a` }));
    },
    expected: { error: 'NotImplemented', status: 501, retried: false },
  },
];
