/** What runs of runbooks were worth, in the table `response`: `outcome#<rule>` / `<time>#<execution>`; a year of them. */
import type { RemediationOutcome, ResponseStore } from '#kernel/ports.ts';
import { keyPart, putItem, queryBodies, sortable, type Table } from './items.ts';

const ruleKey = (rule: string): string => `outcome#${keyPart(rule)}`;
const yearSeconds = 365 * 24 * 60 * 60;

export const outcomes = (table: Table): Pick<ResponseStore, 'outcomes' | 'putOutcome'> => ({
  outcomes: (rule, limit) =>
    queryBodies<RemediationOutcome>(
      table,
      { KeyConditionExpression: 'pk = :rule', ConsistentRead: true, ScanIndexForward: false },
      { ':rule': ruleKey(rule) },
      limit,
    ),
  putOutcome: async (rule, outcome) => {
    const { at, execution } = outcome;
    await putItem(table, {
      pk: ruleKey(rule),
      sk: `${sortable(at)}#${keyPart(execution)}`,
      body: outcome,
      expiresAt: Math.ceil(at / 1000) + yearSeconds,
    });
  },
});
