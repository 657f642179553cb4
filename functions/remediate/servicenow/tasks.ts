/** Reads and changes incidents and change requests through the Table API, and finds them by our key. */
import { UpstreamError } from '#kernel/errors.ts';
import { answerIn, malformed, type RestClient } from '#kernel/rest-client.ts';
import { byKey, tablePath } from './query.ts';
import { oneTaskSchema, type Task, taskFields, tasksSchema } from './wire.ts';

const pageRows = 10;
const mostPages = 5;

const path = (table: string, sysId: string): string =>
  `api/now/table/${table}/${sysId}?sysparm_fields=${taskFields}&sysparm_exclude_reference_link=true`;

export const readTask = async (rest: RestClient, table: string, sysId: string): Promise<Task> =>
  (await rest.read({ method: 'GET', path: path(table, sysId) }, oneTaskSchema)).result;

/** Sets fields of a record; whether it may be said again is the caller's to know. */
export const updateCall = (table: string, sysId: string, body: Readonly<Record<string, string>>) =>
  ({ method: 'PATCH', path: path(table, sysId), body }) as const;

/**
 * The oldest record that holds the key. Rows that access rules hide count in X-Total-Count and leave pages short or empty [S], so pages
 * are turned until the count is reached; UpstreamError when all that was found stayed hidden, or is not what was asked for.
 */
export const findTask = async (rest: RestClient, table: string, key: string): Promise<Task | undefined> => {
  let total = 0;
  for (let offset = 0; offset < pageRows * mostPages; offset += pageRows) {
    const answer = await rest.repeat({
      method: 'GET',
      path: tablePath(table, byKey(key), { fields: taskFields, limit: pageRows, offset }),
    });
    const rows = answerIn(tasksSchema, answer)?.result;
    if (rows === undefined) throw malformed('ServiceNow');
    const ours = rows.find((row) => row.correlation_id === key || row.correlation_display === key);
    if (ours !== undefined) return ours;
    if (rows.length > 0)
      throw new UpstreamError('ServiceNow did not heed the query for the key.', { reason: 'query_ignored', retryable: false });
    total = Number(answer.headers['x-total-count'] ?? 0);
    if (!(total > offset + pageRows)) break;
  }
  if (total > 0) throw new UpstreamError('ServiceNow hides the record with the key.', { reason: 'hidden', retryable: false });
  return undefined;
};
