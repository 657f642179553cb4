/** Detector state in table `knowledge`: `series#<resource id>` / `state`, forgotten 14 days after the last write. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock, SeriesStateStore } from '#kernel/ports.ts';
import { conditionHeld, dynamodb } from './client.ts';

const keptSeconds = 14 * 24 * 3600;

/** Kinesis numbers records with up to 56 decimal digits (here padded to 64, so that text compares as numbers do). */
const sortable = (sequenceNumber: string): string => sequenceNumber.padStart(64, '0');

const keyOf = (resourceId: string) => ({ pk: { S: `series#${resourceId}` }, sk: { S: 'state' } });

/** A state that has expired counts as absent: DynamoDB itself deletes late. */
export const dynamodbSeriesStateStore = (table: string, clock: Clock): SeriesStateStore => ({
  load: async (resourceId) => {
    // Consistent: another worker of the same shard may have written a moment ago.
    const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: keyOf(resourceId), ConsistentRead: true }));
    const data = item?.['data']?.B;
    const sequence = item?.['sequence']?.S;
    if (data === undefined || sequence === undefined || Number(item?.['expiresAt']?.N ?? 0) * 1000 <= clock.now()) return undefined;
    return { data, sequenceNumber: sequence.replace(/^0+(?=\d)/, '') };
  },
  save: (resourceId, { data, sequenceNumber }) => {
    const expiresAt = Math.floor(clock.now() / 1000) + keptSeconds;
    const item = {
      ...keyOf(resourceId),
      data: { B: data },
      sequence: { S: sortable(sequenceNumber) },
      expiresAt: { N: String(expiresAt) },
    };
    return conditionHeld(() =>
      dynamodb.send(
        new PutItemCommand({
          TableName: table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk) OR #sequence <= :sequence',
          ExpressionAttributeNames: { '#sequence': 'sequence' },
          ExpressionAttributeValues: { ':sequence': item.sequence },
        }),
      ),
    );
  },
});
