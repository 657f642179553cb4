/** The decisions about an incident, in the table `response` beside it: `event#<kind>#<cause>`, so that a repeated step writes none twice. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { isAbsent, keyPart, putItem, type Table } from './items.ts';

export const timelines = (table: Table): Pick<ResponseStore, 'record' | 'timeline'> => ({
  record: async (entry) => {
    await putItem(
      table,
      { pk: `incident#${entry.incidentId}`, sk: `event#${entry.kind}#${keyPart(entry.causeId)}`, body: entry },
      isAbsent,
    );
  },
  timeline: async (incidentId) => {
    const entries: TimelineEntry[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :incident AND begins_with(sk, :event)',
          ExpressionAttributeValues: marshall({ ':incident': `incident#${incidentId}`, ':event': 'event#' }),
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: marshall(start) }),
        }),
      );
      entries.push(...Items.map((item) => unmarshall(item)['body'] as TimelineEntry));
      start = LastEvaluatedKey === undefined ? undefined : unmarshall(LastEvaluatedKey);
    } while (start !== undefined);
    return orderTimeline(entries);
  },
});
