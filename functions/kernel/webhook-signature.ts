/** Signs a message as Standard Webhooks says (https://www.standardwebhooks.com, 1.0 [D]), so that receivers verify it with a library they have. */
import { createHmac } from 'node:crypto';
import { ConfigError } from '#kernel/errors.ts';

/** What receivers check: HMAC-SHA256 over id, time and body. `secret` is base64, with or without `whsec_` before it; ConfigError for any other. */
export const webhookSignature = (
  { id, at, body }: { readonly id: string /** Milliseconds since the epoch. */; readonly at: number; readonly body: string },
  secret: string,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> => {
  const encoded = secret.trim().replace(/^whsec_/, '');
  const key = Buffer.from(encoded, 'base64');
  if (key.length < 16 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded))
    throw new ConfigError('The webhook’s signing secret is not base64 of at least 16 bytes.', { reason: 'secret' });
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};
