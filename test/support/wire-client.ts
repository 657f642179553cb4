/** Options every SDK client needs to reach a local cloud from outside: its address, and credentials that nobody checks. */
import type { LocalCloud } from '#lib/local/cloud.ts';

export const wireClient = (cloud: Pick<LocalCloud, 'url'>) => ({
  endpoint: cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
