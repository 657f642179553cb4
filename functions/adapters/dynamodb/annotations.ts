/** Remarks on incidents, in table `response`: `annotation#<incident>` / `event#<kind>#<cause>`. A partition of their own, so that a role can be let write there and nowhere else. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TimelineEntry } from '#kernel/incident.ts';
import type { AnnotationStore } from '#kernel/ports.ts';
import { dynamodb } from './client.ts';
import { isAbsent, keyPart, putItem, queryBodies, type Table } from './items.ts';
import { named } from './named.ts';

const partitionOf = (incidentId: string): string => `annotation#${keyPart(incidentId)}`;

export const dynamodbAnnotations = (name: string, client: DynamoDBClient = dynamodb): AnnotationStore => {
  const table: Table = { client, name };
  return named({
    annotate: async (entry: TimelineEntry) => {
      const sk = `event#${entry.kind}#${keyPart(entry.causeId)}`;
      await putItem(table, { pk: partitionOf(entry.incidentId), sk, body: entry }, isAbsent);
    },
    annotations: (incidentId: string) =>
      queryBodies<TimelineEntry>(
        table,
        { KeyConditionExpression: 'pk = :incident', ConsistentRead: true },
        { ':incident': partitionOf(incidentId) },
      ),
  });
};
