/** What stands for a text that must not be stored. */
import { createHmac } from 'node:crypto';

/** 16 hex digits of HMAC-SHA256 under a key. */
export const digestUnder =
  (hashKey: string) =>
  (text: string): string =>
    createHmac('sha256', hashKey).update(text).digest('hex').slice(0, 16);
