/** The archive bucket on S3. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Archive } from '#kernel/ports.ts';
import { s3 } from './client.ts';

export const s3Archive = (bucket: string): Archive => ({
  put: async (key, body) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/octet-stream' }));
  },
});
