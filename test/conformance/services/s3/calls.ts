/** Short forms of S3 calls, on a case's own bucket. */
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Case, Resources, Setting } from '../contract.ts';

export type BucketCase = Case<S3Client>;
export type Bucket = Setting<S3Client>;

export const bucketOf = (id: string): Resources => ({
  [id.replaceAll('-', '')]: { Type: 'AWS::S3::Bucket', Properties: { BucketName: id } },
});

export const put = (
  { client, id }: Bucket,
  Key: string,
  Body: PutObjectCommandInput['Body'] = 'hello',
  more: Partial<PutObjectCommandInput> = {},
) => client.send(new PutObjectCommand({ Bucket: id, Key, Body, ...more }));

export const get = ({ client, id }: Bucket, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  client.send(new GetObjectCommand({ Bucket: id, Key, ...more }));

export const text = async (bucket: Bucket, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  (await get(bucket, Key, more)).Body?.transformToString();

export const list = async ({ client, id }: Bucket, input: Partial<ListObjectsV2CommandInput> = {}) => {
  const answer = await client.send(new ListObjectsV2Command({ Bucket: id, ...input }));
  const keys = answer.Contents?.map((object) => object.Key) ?? [];
  return { ...answer, keys, folders: answer.CommonPrefixes?.map((folder) => folder.Prefix) ?? [] };
};

export const fill = async (bucket: Bucket, keys: readonly string[]) => {
  for (const key of keys) await put(bucket, key, key);
};
