/** Incidents in the table `response`: `incident#<id>`, listed by status through the index `by-status`. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ConflictError } from '#kernel/errors.ts';
import type { Incident, IncidentStatus } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { conditionHeld } from './client.ts';
import { getItem, keyPart, queryBodies, sortable, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const statuses: readonly IncidentStatus[] = ['open', 'acknowledged', 'resolved'];

/** An id in a request may be of any length. */
const keyOf = (id: string) => ({ pk: `incident#${keyPart(id)}`, sk: 'incident' });

const placeOf = ({ id, openedAt }: Incident): string => `${sortable(openedAt)}#${id}`;

/** One status, newest first. The index lags behind the table by moments [D]. */
const list = (table: Table, status: IncidentStatus, limit: number): Promise<readonly Incident[]> =>
  queryBodies(
    table,
    { IndexName: 'by-status', KeyConditionExpression: 'gsi1pk = :status', ScanIndexForward: false },
    { ':status': `incident#${status}` },
    limit,
  );

/** Appends in place: of many that add at once, none reads what another is about to change. */
const join = (table: Table, id: string, fingerprints: readonly string[], now: number): Promise<boolean> =>
  conditionHeld(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(keyOf(id)),
        UpdateExpression:
          'SET body.alerts = list_append(body.alerts, :alerts), body.updatedAt = :now, body.version = body.version + :one, version = version + :one',
        ConditionExpression: 'attribute_exists(pk) AND body.#status <> :resolved',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({ ':alerts': fingerprints, ':now': now, ':one': 1, ':resolved': 'resolved' }),
      }),
    ),
  );

export const incidents = (table: Table): Pick<ResponseStore, 'incident' | 'putIncident' | 'joinIncident' | 'incidents'> => ({
  incident: async (id) => (await getItem(table, keyOf(id)))?.['body'] as Incident | undefined,
  putIncident: (incident) =>
    putVersioned(table, keyOf(incident.id), incident, { gsi1pk: `incident#${incident.status}`, gsi1sk: placeOf(incident) }),
  joinIncident: async (id, fingerprints, now) => {
    if (!(await join(table, id, fingerprints, now))) throw new ConflictError('The incident is over.', { reason: 'incident' });
  },
  incidents: async ({ status, limit }) => {
    if (status !== undefined) return list(table, status, limit);
    const found: Incident[] = [];
    // One after the other: three short queries, and what a retry of one waits does not overlap the others.
    for (const each of statuses) found.push(...(await list(table, each, limit)));
    return found.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)).slice(0, limit);
  },
});
