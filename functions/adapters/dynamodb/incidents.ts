/** Incidents in the table `response`: `incident#<id>`, listed by status through the index `by-status`. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Incident, IncidentStatus } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { getItem, sortable, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const statuses: readonly IncidentStatus[] = ['open', 'acknowledged', 'resolved'];

const keyOf = (id: string) => ({ pk: `incident#${id}`, sk: 'incident' });

const placeOf = ({ id, openedAt }: Incident): string => `${sortable(openedAt)}#${id}`;

/** One status, newest first, page by page until the limit. The index lags behind the table by moments [D]. */
const list = async (table: Table, status: IncidentStatus, limit: number): Promise<readonly Incident[]> => {
  const found: Incident[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'by-status',
        KeyConditionExpression: 'gsi1pk = :status',
        ExpressionAttributeValues: marshall({ ':status': `incident#${status}` }),
        ScanIndexForward: false,
        Limit: limit - found.length,
        ...(start === undefined ? {} : { ExclusiveStartKey: marshall(start) }),
      }),
    );
    found.push(...Items.map((item) => unmarshall(item)['body'] as Incident));
    start = LastEvaluatedKey === undefined ? undefined : unmarshall(LastEvaluatedKey);
  } while (start !== undefined && found.length < limit);
  return found;
};

export const incidents = (table: Table): Pick<ResponseStore, 'incident' | 'putIncident' | 'incidents'> => ({
  incident: async (id) => (await getItem(table, keyOf(id)))?.['body'] as Incident | undefined,
  putIncident: (incident) =>
    putVersioned(table, keyOf(incident.id), incident, { gsi1pk: `incident#${incident.status}`, gsi1sk: placeOf(incident) }),
  incidents: async ({ status, limit }) => {
    if (status !== undefined) return list(table, status, limit);
    const found = (await Promise.all(statuses.map((each) => list(table, each, limit)))).flat();
    return found.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)).slice(0, limit);
  },
});
