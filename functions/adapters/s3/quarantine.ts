/** The quarantine bucket on S3: one JSON object an item, `{stage, reason, message, count, body}` with the body in base64. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Quarantine } from '#kernel/ports.ts';
import { s3 } from './client.ts';

export const s3Quarantine = (bucket: string): Quarantine => ({
  put: async ({ id, stage, reason, message, count, body }) => {
    const item = { stage, reason, message, count, body: Buffer.from(body).toString('base64') };
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${id}.json`, Body: JSON.stringify(item), ContentType: 'application/json' }));
  },
});
