/** Alerts in the table `response`: `alert#<fingerprint>`. */
import { BatchGetItemCommand, type BatchGetItemCommandOutput, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Alert } from '#kernel/alert.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { getItem, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const keyOf = (fingerprint: string) => ({ pk: `alert#${fingerprint}`, sk: 'alert' });
/** BatchGetItem's own limit [D]. */
const maxKeys = 100;

/** One page of at most a hundred; what DynamoDB left for later is asked for again. */
const readPage = async (table: Table, fingerprints: readonly string[]): Promise<readonly Alert[]> => {
  const found: Alert[] = [];
  let request: Record<string, KeysAndAttributes> | undefined = {
    [table.name]: { Keys: fingerprints.map((each) => marshall(keyOf(each))), ConsistentRead: true },
  };
  while (request !== undefined && Object.keys(request).length > 0) {
    const { Responses = {}, UnprocessedKeys }: BatchGetItemCommandOutput = await table.client.send(
      new BatchGetItemCommand({ RequestItems: request }),
    );
    found.push(...(Responses[table.name] ?? []).map((item) => unmarshall(item)['body'] as Alert));
    request = UnprocessedKeys;
  }
  return found;
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
