/** Who did what, in the table `response`: `audit#<day>` / `<time>#<request>`. Written once, kept for good. */
import { type AuditEntry, auditDay } from '#kernel/audit.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { isAbsent, keyPart, putItem, queryBodies, sortable, type Table } from './items.ts';

const placeOf = ({ at, id }: Pick<AuditEntry, 'at' | 'id'>): string => `${sortable(at)}#${keyPart(id)}`;
const dayKey = (day: string): string => `audit#${day}`;

export const auditRecord = (table: Table): Pick<ResponseStore, 'recordAudit' | 'audit'> => ({
  recordAudit: async (entry) => {
    await putItem(table, { pk: dayKey(auditDay(entry.at)), sk: placeOf(entry), body: entry }, isAbsent);
  },
  audit: ({ day, after, limit }) =>
    queryBodies<AuditEntry>(
      table,
      { KeyConditionExpression: 'pk = :day AND sk > :after', ConsistentRead: true },
      { ':day': dayKey(keyPart(day)), ':after': after === undefined ? '0' : placeOf(after) },
      limit,
    ),
});
