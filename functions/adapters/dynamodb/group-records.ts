/** What groups' receivers were told, `told#<group key>`, and what they were not, `suppressed#<group id>`, in the table `response`. */

import { idFrom } from '#kernel/fingerprint.ts';
import type { GroupStore, NotificationLogEntry, Suppression } from '#kernel/routing/group-store.ts';
import { keyPart, putItem, queryBodies, sortable, type Table } from './items.ts';

const toldPk = (groupKey: string): string => `told#${keyPart(groupKey)}`;
const suppressedPk = (groupId: string): string => `suppressed#${groupId}`;
const memorySeconds = 90 * 24 * 60 * 60;

interface ToldBody {
  readonly integration: string;
  readonly entry: NotificationLogEntry;
}

export const groupRecords = (
  table: Table,
): Pick<GroupStore, 'notificationLog' | 'logNotification' | 'recordSuppression' | 'suppressions'> => ({
  notificationLog: async (groupKey) => {
    const told = await queryBodies<ToldBody>(
      table,
      { KeyConditionExpression: 'pk = :told', ConsistentRead: true },
      { ':told': toldPk(groupKey) },
    );
    return new Map(told.map(({ integration, entry }) => [integration, entry]));
  },
  logNotification: async (groupKey, integration, entry) => {
    const body: ToldBody = { integration, entry };
    const expiresAt = Math.ceil(entry.expiresAt / 1000);
    await putItem(table, { pk: toldPk(groupKey), sk: keyPart(integration), body, expiresAt });
  },
  recordSuppression: async (suppression) => {
    const { groupId, at, reason, by } = suppression;
    const sk = `${sortable(at)}#${reason}#${idFrom(...by)}`;
    await putItem(table, { pk: suppressedPk(groupId), sk, body: suppression, expiresAt: Math.ceil(at / 1000) + memorySeconds });
  },
  suppressions: (groupId, limit) =>
    queryBodies<Suppression>(
      table,
      { KeyConditionExpression: 'pk = :group', ScanIndexForward: false },
      { ':group': suppressedPk(groupId) },
      limit,
    ),
});
