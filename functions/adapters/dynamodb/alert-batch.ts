/** Many alerts of the table `response` at once. */
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Alert } from '#kernel/alert.ts';
import { asUpstream } from '#kernel/as-upstream.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { dynamodb } from './client.ts';

/** BatchGetItem takes 100 keys [D]. */
const batchSize = 100;
/** What a batch leaves unread is asked for again so often. */
const attempts = 5;

const batch = async (client: DynamoDBClient, table: string, fingerprints: readonly string[]): Promise<readonly Alert[]> => {
  const found: Alert[] = [];
  const keys = fingerprints.map((fingerprint) => marshall({ pk: `alert#${fingerprint}`, sk: 'alert' }));
  let wanted: Record<string, KeysAndAttributes> = { [table]: { Keys: keys, ConsistentRead: true } };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand({ RequestItems: wanted }));
    for (const item of Responses[table] ?? []) found.push(unmarshall(item)['body'] as Alert);
    if (Object.keys(UnprocessedKeys).length === 0) return found;
    wanted = UnprocessedKeys;
  }
  throw new UpstreamError('DynamoDB left alerts unread.', { reason: 'throttled' });
};

/** Reads alerts by fingerprint, consistently, in no order; those that are not there are left out. UpstreamError when the table does not answer. */
export const dynamodbAlerts =
  (table: string, client: DynamoDBClient = dynamodb) =>
  (fingerprints: readonly string[]): Promise<readonly Alert[]> =>
    asUpstream('DynamoDB', async () => {
      const unique = [...new Set(fingerprints)];
      const batches: Promise<readonly Alert[]>[] = [];
      for (let start = 0; start < unique.length; start += batchSize)
        batches.push(batch(client, table, unique.slice(start, start + batchSize)));
      return (await Promise.all(batches)).flat();
    });
