/**
 * The audit chain, in the table `response`: `chain` / `<number>`, and beside it a marker an entry's id, `chain-mark#<id>`. Kept for good.
 * All entries are in one partition, so that their numbers have no gap: DynamoDB writes a thousand units a second there.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { auditChain, type ChainTable } from '#kernel/append-to-chain.ts';
import type { AuditChain, ChainEntry } from '#kernel/audit-chain.ts';
import { dynamodb } from './client.ts';
import { getItem, isAbsent, keyPart, putItem, queryBodies, sortable, type Table } from './items.ts';
import { named } from './named.ts';

const pk = 'chain';

const chainTable = (table: Table): ChainTable => ({
  last: async () => {
    const newestFirst = { KeyConditionExpression: 'pk = :chain', ConsistentRead: true, ScanIndexForward: false };
    return (await queryBodies<ChainEntry>(table, newestFirst, { ':chain': pk }, 1))[0];
  },
  after: (seq, limit) =>
    queryBodies<ChainEntry>(
      table,
      { KeyConditionExpression: 'pk = :chain AND sk > :after', ConsistentRead: true },
      { ':chain': pk, ':after': sortable(seq) },
      limit,
    ),
  putNew: (entry) => putItem(table, { pk, sk: sortable(entry.seq), body: entry }, isAbsent),
  mark: async (id, seq) => {
    const key = { pk: `chain-mark#${keyPart(id)}`, sk: 'mark' };
    if (await putItem(table, { ...key, after: seq }, isAbsent)) return seq;
    return Number((await getItem(table, key))?.['after'] ?? 0);
  },
});

/** The chain in a table by name. ConflictError as the port says, UpstreamError when the table does not answer. */
export const dynamodbAuditChain = (name: string, client: DynamoDBClient = dynamodb): AuditChain =>
  named(auditChain(chainTable({ client, name })));
