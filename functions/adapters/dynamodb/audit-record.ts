/** Who did what, in the table `response`: `audit#<day>` / `<time>#<request>`. Written once, kept for good. */
import { type AuditEntry, auditDay } from '#kernel/audit.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { isAbsent, keyPart, putItem, queryBodies, sortable, type Table } from './items.ts';

const dayKey = (day: string): string => `audit#${day}`;

export const auditRecord = (table: Table): Pick<ResponseStore, 'recordAudit' | 'audit'> => ({
  recordAudit: async (entry) => {
    await putItem(table, { pk: dayKey(auditDay(entry.at)), sk: `${sortable(entry.at)}#${keyPart(entry.id)}`, body: entry }, isAbsent);
  },
  audit: ({ day, after = -1, limit }) =>
    queryBodies<AuditEntry>(
      table,
      { KeyConditionExpression: 'pk = :day AND sk >= :from', ConsistentRead: true },
      { ':day': dayKey(keyPart(day)), ':from': sortable(after + 1) },
      limit,
    ),
});
