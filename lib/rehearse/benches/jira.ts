/** Jira's stand-in in a rehearsal: issues are what is started, and people end them. */
import type { JiraIssueRecord } from '#lib/local/stand-ins/jira-shapes.ts';
import { usualWays, type Ways } from '../ways.ts';
import type { Bench, Rehearsed, StartedJob } from './bench.ts';
import { at, bodyOf, textAt } from './reading.ts';

/** The property of an issue that tells whose it is. */
const markName = 'streamwarden';
/** Search knows an issue this much later than it was made. */
const indexSeconds = 60;

const isClosed = ({ status }: JiraIssueRecord): boolean => status === 'Done' || status === "Won't Do";

const runStatus = (issue: JiraIssueRecord, mark: unknown): StartedJob['status'] => {
  if (isClosed(issue) && at(mark, 'cancelled') === true) return 'cancelled';
  if (at(mark, 'wait') === 'created') return 'succeeded';
  if (!isClosed(issue)) return 'running';
  return issue.status === 'Done' ? 'succeeded' : 'failed';
};

/** An issue is a run, and its own taking back once it was marked for that. */
const jobsOf = (issue: JiraIssueRecord): readonly StartedJob[] => {
  const mark = issue.properties[markName];
  const undo = textAt(mark, 'undo');
  return [
    { key: textAt(mark, 'key'), status: runStatus(issue, mark) },
    ...(undo === '' ? [] : [{ key: undo, status: isClosed(issue) ? ('succeeded' as const) : ('running' as const) }]),
  ];
};

/** Whether people have to end an issue, and can say that they did not do it. */
const endsOf = ({ targets }: Rehearsed, { parameters }: Rehearsed['run']): Ways['run'] => {
  if (parameters['wait'] !== 'done') return [];
  return targets.jira?.unsuccessful.length === 0 ? ['never'] : usualWays.run;
};

export const jiraBench: Bench = {
  id: 'jira',
  system: 'jira',
  isCall: ({ host, pathname }, { jira }) => {
    if (jira === undefined) return false;
    return host === new URL(jira.url).host || (host === 'api.atlassian.com' && pathname.startsWith(`/ex/jira/${jira.cloudId}/`));
  },
  nameOf: ({ method, url }) =>
    `${method} ${new URL(url).pathname.replace(/^.*\/rest\/api\/3\//, '').replace(/^issue\/[0-9]+/, 'issue/{id}')}`,
  keyOfStart: (request) => {
    const body = bodyOf(request);
    if (request.method === 'POST' && request.url.endsWith('/issue')) return textAt(body, 'properties', 0, 'value', 'key');
    return request.method === 'PUT' ? textAt(body, 'properties', 0, 'value', 'undo') || undefined : undefined;
  },
  endNext: ({ jira }, end) => jira.endIssues(end === 'failed' ? 'declined' : end),
  jobs: ({ jira }) => jira.issues().flatMap(jobsOf),
  settings: ({ targets }) => {
    const [declinedAs] = targets.jira?.unsuccessful ?? [];
    return { jira: { indexSeconds, ...(declinedAs === undefined ? {} : { declinedAs }) } };
  },
  // To close an issue is one act: it is done, or it is not.
  ways: (rehearsed) => ({
    run: endsOf(rehearsed, rehearsed.run),
    undo: typeof rehearsed.undo === 'object' ? endsOf(rehearsed, rehearsed.undo) : [],
    final: [],
  }),
};
