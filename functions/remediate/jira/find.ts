/** Finds the issue that holds a key: by its label, and, because Jira's search lags behind what was written, among the project's newest issues themselves. */
import { InputError, UpstreamError } from '#kernel/errors.ts';
import type { RestClient } from '#kernel/rest-client.ts';
import { checkedKey } from './issue.ts';
import { propertyKey } from './mark.ts';
import { bulkSchema, type Issue, markOf, searchSchema } from './wire.ts';

/** Pages turned: they may be short or empty before the last one [D]. */
const mostPages = 5;
/** Issues a bulk fetch takes [D]: half of them before the newest that search knows, half after. */
const neighbours = 100;

const asked = { fields: ['status', 'resolution'], properties: [propertyKey] } as const;

const search = async (rest: RestClient, jql: string, until: (issue: Issue) => boolean): Promise<Issue | undefined> => {
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const body = { jql, maxResults: 50, ...asked, ...(token === undefined ? {} : { nextPageToken: token }) };
    const { issues, nextPageToken } = await rest.read({ method: 'POST', path: 'rest/api/3/search/jql', body }, searchSchema);
    const found = issues.find(until);
    if (found !== undefined || nextPageToken == null) return found;
    token = nextPageToken;
  }
  return undefined;
};

const numberOf = ({ key }: Issue): number => Number(key.slice(key.lastIndexOf('-') + 1));

/** Keys count up within a project, so an issue that search does not know yet has one of the next. Fetching by key reads what is stored, not what is indexed [U]. */
const amongNewest = async (rest: RestClient, project: string, holds: (issue: Issue) => boolean): Promise<Issue | undefined> => {
  const newest = await search(rest, `project = "${project}" ORDER BY created DESC`, () => true).catch((error: unknown) => {
    // JQL that names a project which is not there, or not for us, is refused as wrong [D: JQL fields, project].
    if (error instanceof UpstreamError && error.status === 400)
      throw new InputError('Jira shows us no such project.', { reason: 'template' });
    throw error;
  });
  const first = Math.max(1, (newest === undefined ? 0 : numberOf(newest)) - neighbours / 2 + 1);
  const issueIdsOrKeys = Array.from({ length: neighbours }, (_, index) => `${project}-${first + index}`);
  const call = { method: 'POST', path: 'rest/api/3/issue/bulkfetch', body: { issueIdsOrKeys, ...asked } } as const;
  return (await rest.read(call, bulkSchema)).issues.find(holds);
};

/** The issue launched or taken back under a key, if there is one. The label leads to it, the mark decides. */
export const findIssue = async (rest: RestClient, project: string, idempotencyKey: string): Promise<Issue | undefined> => {
  const key = checkedKey(idempotencyKey);
  const holds = (issue: Issue): boolean => {
    const mark = markOf(issue);
    return mark?.key === key || mark?.undo === key;
  };
  return (await search(rest, `labels = "${key}" ORDER BY created ASC`, holds)) ?? (await amongNewest(rest, project, holds));
};
