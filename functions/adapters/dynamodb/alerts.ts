/** Alerts in the table `response`: `alert#<fingerprint>`. */
import { BatchGetItemCommand, type BatchGetItemCommandOutput, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Alert } from '#kernel/alert.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { getItem, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const keyOf = (fingerprint: string) => ({ pk: `alert#${fingerprint}`, sk: 'alert' });
/** BatchGetItem's own limit [D]. */
const maxKeys = 100;
/** What a batch leaves unread is asked for again so often. */
const attempts = 5;

/** One page of at most a hundred. UpstreamError when DynamoDB leaves alerts unread again and again. */
const readPage = async (table: Table, fingerprints: readonly string[]): Promise<readonly Alert[]> => {
  const found: Alert[] = [];
  let request: Record<string, KeysAndAttributes> = {
    [table.name]: { Keys: fingerprints.map((each) => marshall(keyOf(each))), ConsistentRead: true },
  };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { Responses = {}, UnprocessedKeys = {} }: BatchGetItemCommandOutput = await table.client.send(
      new BatchGetItemCommand({ RequestItems: request }),
    );
    found.push(...(Responses[table.name] ?? []).map((item) => unmarshall(item)['body'] as Alert));
    if (Object.keys(UnprocessedKeys).length === 0) return found;
    request = UnprocessedKeys;
  }
  throw new UpstreamError('DynamoDB left alerts unread.', { reason: 'throttled' });
};

export const alerts = (table: Table): Pick<ResponseStore, 'alert' | 'alerts' | 'putAlert'> => ({
  alert: async (fingerprint) => (await getItem(table, keyOf(fingerprint)))?.['body'] as Alert | undefined,
  alerts: async (fingerprints) => {
    const found = new Map<string, Alert>();
    const distinct = [...new Set(fingerprints)];
    for (let start = 0; start < distinct.length; start += maxKeys)
      for (const alert of await readPage(table, distinct.slice(start, start + maxKeys))) found.set(alert.fingerprint, alert);
    return found;
  },
  putAlert: (alert) => putVersioned(table, keyOf(alert.fingerprint), alert),
});
