/** Alerts in the table `response`: `alert#<fingerprint>`. */
import type { Alert } from '#kernel/alert.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { batchGet } from './batch-get.ts';
import { getItem, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const keyOf = (fingerprint: string) => ({ pk: `alert#${fingerprint}`, sk: 'alert' });

export const alerts = (table: Table): Pick<ResponseStore, 'alert' | 'alerts' | 'putAlert'> => ({
  alert: async (fingerprint) => (await getItem(table, keyOf(fingerprint)))?.['body'] as Alert | undefined,
  alerts: async (fingerprints) => {
    const items = await batchGet(table, [...new Set(fingerprints)].map(keyOf));
    return new Map(items.map(({ body }) => [(body as Alert).fingerprint, body as Alert]));
  },
  putAlert: (alert) => putVersioned(table, keyOf(alert.fingerprint), alert),
});
