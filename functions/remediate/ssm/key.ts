/** What a launch's key becomes on AWS. */
import { createHash } from 'node:crypto';

/** The tag every execution of ours carries, so that it can be found again. */
export const keyTag = 'streamwarden:key';

/** Of our own; RFC 9562 wants one for names. */
const namespace = 'f0d5c1f2-2c0b-4b8e-9a57-0f2d1f0c6d31';

/** A name-based UUID (RFC 9562, version 5): AWS takes nothing but a UUID for a client token [D], and the same key must give the same one. */
export const clientToken = (key: string): string => {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(key)
    .digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};
