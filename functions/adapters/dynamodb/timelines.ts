/** The decisions about an incident, in the table `response` beside it: `event#<kind>#<cause>`, so that a repeated step writes none twice. */
import type { TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { isAbsent, keyPart, putItem, queryBodies, type Table } from './items.ts';

export const timelines = (table: Table): Pick<ResponseStore, 'record' | 'timeline'> => ({
  record: async (entry) => {
    await putItem(
      table,
      { pk: `incident#${entry.incidentId}`, sk: `event#${entry.kind}#${keyPart(entry.causeId)}`, body: entry },
      isAbsent,
    );
  },
  timeline: async (incidentId) =>
    orderTimeline(
      await queryBodies<TimelineEntry>(
        table,
        { KeyConditionExpression: 'pk = :incident AND begins_with(sk, :event)', ConsistentRead: true },
        { ':incident': `incident#${incidentId}`, ':event': 'event#' },
      ),
    ),
});
