/** Stands in for a Jira Cloud site: the part of its API v3 [D: developer.atlassian.com/cloud/jira/platform/rest/v3] that a launcher uses, with a search that lags behind, and people who do the work. */
import type { Scheduler } from '../scheduler.ts';
import { signsIn } from './credential.ts';
import { jsonResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { type JiraIssueRecord, type JiraStatus, jiraIssue, jiraScreen, jiraStatuses, jiraTransitions } from './jira-shapes.ts';
import { jsonObject } from './script.ts';
import { type StartFault, startFaults } from './start-faults.ts';

type Body = Readonly<Record<string, unknown>>;

export interface JiraOptions {
  /** What it takes: `email:token`, or a token; any when absent. */
  readonly credential?: string;
  /** Projects with the ids of their issue types; every one when absent. */
  readonly projects?: Readonly<Record<string, readonly string[]>>;
  /** Further fields its creating screen requires. */
  readonly required?: readonly string[];
  /** Seconds until a search knows what was written; a minute and more happens [D: Search and reconcile]. */
  readonly indexSeconds?: number;
  /** Issues on a page of a search at most. */
  readonly pageSize?: number;
  /** Closing transitions show a screen that asks for a resolution. */
  readonly resolutionScreen?: boolean;
  /** The resolution of issues that people decline; the status's name when absent. */
  readonly declinedAs?: string;
  /** Seconds until people begin, then until they are done. */
  readonly pickupSeconds?: number;
  readonly workSeconds?: number;
}

type IssueEnd = 'done' | 'declined' | 'never';

export interface JiraStandIn {
  issues(): readonly Readonly<JiraIssueRecord>[];
  /** JQL of the searches, in order. */
  queries(): readonly string[];
  failStarts(...faults: readonly StartFault[]): void;
  /** Faults of the next transitions. */
  failTransitions(...faults: readonly StartFault[]): void;
  /** What becomes of the next issues, in order; `done` afterwards. */
  endIssues(...ends: readonly IssueEnd[]): void;
  handle(request: StandInRequest): StandInResponse;
}

/** Jira's form of an error [D]. */
const failure = (status: number, message: string, errors: Body = {}): StandInResponse =>
  jsonResponse(status, { errorMessages: message === '' ? [] : [message], errors });

const noContent: StandInResponse = { status: 204, headers: {}, body: '' };
const noIssue = failure(404, 'Issue does not exist or you do not have permission to see it.');

const at = (value: unknown, name: string): unknown => Reflect.get(Object(value), name);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): readonly string[] => list(value).filter((each): each is string => typeof each === 'string');

/** The two forms of JQL that are asked: by label, and the newest of a project. Everything else is refused. */
const jqlFilter = (jql: string): ((issue: JiraIssueRecord) => boolean) | undefined => {
  const [, label] = /^labels = "([^"\\]*)" ORDER BY created ASC$/.exec(jql) ?? [];
  if (label !== undefined) return ({ labels }) => labels.includes(label);
  const [, project] = /^project = "([^"\\]*)" ORDER BY created DESC$/.exec(jql) ?? [];
  return project === undefined ? undefined : ({ key }) => key.startsWith(`${project}-`);
};

/** Why fields cannot make an issue; undefined when they can. */
const fieldErrors = (fields: Body, required: readonly string[]): Body | undefined => {
  const known = new Set([...jiraScreen.map(({ fieldId }) => fieldId), ...required]);
  const unknown = Object.keys(fields).find((name) => !known.has(name));
  if (unknown !== undefined) return { [unknown]: `Field '${unknown}' cannot be set. It is not on the appropriate screen, or unknown.` };
  const missing = required.find((name) => !(name in fields));
  if (missing !== undefined) return { [missing]: 'This field is required.' };
  const summary = String(fields['summary'] ?? '');
  if (summary === '' || summary.length > 255 || /[\r\n]/.test(summary)) return { summary: 'The summary is invalid.' };
  if (texts(fields['labels']).some((label) => /\s/.test(label))) return { labels: 'The label contains spaces which is invalid.' };
  return at(fields['description'], 'type') === 'doc' ? undefined : { description: 'Operation value must be an Atlassian Document.' };
};

export const jiraStandIn = (scheduler: Pick<Scheduler, 'now' | 'after'>, options: JiraOptions = {}): JiraStandIn => {
  const { indexSeconds = 0, pageSize = 50, pickupSeconds = 5, workSeconds = 20, required = [], resolutionScreen = false } = options;
  const issues: JiraIssueRecord[] = [];
  const queries: string[] = [];
  const starts = startFaults();
  const transitions = startFaults();
  const ends: IssueEnd[] = [];

  const move = (issue: JiraIssueRecord, status: JiraStatus, resolution: string | null = null): void => {
    const isDone = jiraStatuses[status] === 'done';
    Object.assign(issue, { status, resolution: isDone ? (resolution ?? status) : null, writtenAt: scheduler.now() });
  };

  const workOn = (issue: JiraIssueRecord, end: IssueEnd): void => {
    if (end === 'never') return;
    scheduler.after(pickupSeconds * 1000, `jira ${issue.key} is begun`, () => {
      if (issue.status === 'To Do') move(issue, 'In Progress');
    });
    scheduler.after((pickupSeconds + workSeconds) * 1000, `jira ${issue.key} is done`, () => {
      if (issue.status !== 'In Progress') return;
      if (end === 'done') move(issue, 'Done');
      else move(issue, "Won't Do", options.declinedAs);
    });
  };

  const setProperties = (issue: JiraIssueRecord, properties: unknown): void => {
    for (const property of list(properties)) issue.properties[String(at(property, 'key'))] = at(property, 'value');
  };

  const create = (body: Body): StandInResponse => {
    const fields: Body = { ...Object(body['fields']) };
    const project = String(at(fields['project'], 'key'));
    const types = options.projects === undefined ? undefined : (options.projects[project] ?? []);
    if (types !== undefined && !types.includes(String(at(fields['issuetype'], 'id'))))
      return failure(400, '', { project: 'valid project is required' });
    const errors = fieldErrors(fields, required);
    if (errors !== undefined) return failure(400, '', errors);
    const id = String(10_001 + issues.length);
    const key = `${project}-${issues.filter((other) => other.key.startsWith(`${project}-`)).length + 1}`;
    const issue: JiraIssueRecord = {
      id,
      key,
      fields,
      labels: texts(fields['labels']),
      status: 'To Do',
      resolution: null,
      writtenAt: scheduler.now(),
      properties: {},
      comments: [],
    };
    setProperties(issue, body['properties']);
    issues.push(issue);
    workOn(issue, ends.shift() ?? 'done');
    return jsonResponse(201, { id, key, self: `https://example.atlassian.net/rest/api/3/issue/${id}` });
  };

  const search = (body: Body): StandInResponse => {
    const jql = String(body['jql']);
    queries.push(jql);
    const filter = jqlFilter(jql);
    if (filter === undefined) return failure(400, `Error in the JQL Query: ${jql}`);
    const [, project = ''] = /^project = "([^"]*)"/.exec(jql) ?? [];
    const isKnown = project === '' || options.projects === undefined || Object.hasOwn(options.projects, project);
    if (!isKnown) return failure(400, `The value '${project}' does not exist for the field 'project'.`);
    const indexed = issues.filter((issue) => filter(issue) && scheduler.now() - issue.writtenAt >= indexSeconds * 1000);
    if (jql.endsWith('DESC')) indexed.reverse();
    const offset = Number(body['nextPageToken'] ?? 0);
    const end = offset + Math.min(pageSize, Number(body['maxResults'] ?? pageSize));
    const isLast = end >= indexed.length;
    const page = indexed.slice(offset, end).map((issue) => jiraIssue(issue, texts(body['properties'])));
    return jsonResponse(200, { issues: page, isLast, ...(isLast ? {} : { nextPageToken: String(end) }) });
  };

  const bulkFetch = (body: Body): StandInResponse => {
    const wanted = texts(body['issueIdsOrKeys']);
    if (wanted.length > 100) return failure(400, 'The maximum number of issues is 100.');
    const found = issues.filter(({ id, key }) => wanted.includes(id) || wanted.includes(key));
    return jsonResponse(200, { issues: found.map((issue) => jiraIssue(issue, texts(body['properties']))), issueErrors: [] });
  };

  const transition = (issue: JiraIssueRecord, request: StandInRequest): StandInResponse => {
    const offered = jiraTransitions(issue.status, resolutionScreen);
    if (request.method === 'GET') return jsonResponse(200, { expand: 'transitions', transitions: offered });
    const body = jsonObject(request.body) ?? {};
    const chosen = offered.find(({ id }) => id === at(body['transition'], 'id'));
    if (chosen === undefined) return failure(400, 'Transition id is not valid for this issue.');
    const resolution = at(at(body['fields'], 'resolution'), 'name');
    if (chosen.fields.resolution !== undefined && resolution === undefined)
      return failure(400, '', { resolution: 'Resolution is required.' });
    return transitions.answer(() => {
      move(issue, chosen.to.name, typeof resolution === 'string' ? resolution : null);
      return noContent;
    });
  };

  const edit = (issue: JiraIssueRecord, body: Body): StandInResponse => {
    const added = list(at(body['update'], 'labels')).map((operation) => String(at(operation, 'add')));
    issue.labels = [...new Set([...issue.labels, ...added])];
    issue.writtenAt = scheduler.now();
    setProperties(issue, body['properties']);
    return noContent;
  };

  const onIssue = (
    request: StandInRequest,
    issue: JiraIssueRecord,
    what: string | undefined,
    name: string | undefined,
    query: URLSearchParams,
  ) => {
    if (what === 'transitions') return transition(issue, request);
    if (what === 'comment') {
      const comment = at(jsonObject(request.body), 'body');
      if (at(comment, 'type') !== 'doc') return failure(400, '', { comment: 'Comment body is not valid!' });
      issue.comments.push(comment);
      return jsonResponse(201, { id: String(issue.comments.length), body: comment });
    }
    if (what === 'properties' && name !== undefined) {
      issue.properties[name] = jsonObject(request.body);
      return { status: 200, headers: {}, body: '' };
    }
    if (request.method === 'PUT') return edit(issue, jsonObject(request.body) ?? {});
    return jsonResponse(200, jiraIssue(issue, (query.get('properties') ?? '').split(',')));
  };

  const screen = (project: string, type: string, query: URLSearchParams): StandInResponse => {
    const types = options.projects === undefined ? undefined : (options.projects[project] ?? []);
    if (types !== undefined && !types.includes(type)) return failure(400, 'The project or the issue type is not there.');
    const more = required.map((fieldId) => ({ fieldId, key: fieldId, name: `Field ${fieldId}`, required: true, hasDefaultValue: false }));
    const all = [...jiraScreen, ...more];
    const startAt = Number(query.get('startAt') ?? 0);
    const fields = all.slice(startAt, startAt + Math.min(pageSize, Number(query.get('maxResults') ?? 50)));
    return jsonResponse(200, { startAt, maxResults: fields.length, total: all.length, fields });
  };

  const answer = (request: StandInRequest, { pathname, searchParams }: URL): StandInResponse => {
    const [kind, id, what, name, type = ''] = pathname.replace(/^.*\/rest\/api\/3\//, '').split('/');
    const body = () => jsonObject(request.body) ?? {};
    if (kind === 'search' && id === 'jql') return search(body());
    if (kind !== 'issue') return failure(404, 'null for uri');
    if (id === undefined) return starts.answer(() => create(body()));
    if (id === 'bulkfetch') return bulkFetch(body());
    if (id === 'createmeta' && what !== undefined && name === 'issuetypes') return screen(what, type, searchParams);
    const issue = issues.find((candidate) => candidate.id === id || candidate.key === id);
    return issue === undefined ? noIssue : onIssue(request, issue, what, name, searchParams);
  };

  return {
    issues: () => issues.map((issue) => ({ ...issue })),
    queries: () => [...queries],
    failStarts: (...more) => starts.add(...more),
    failTransitions: (...more) => transitions.add(...more),
    endIssues: (...more) => {
      ends.push(...more);
    },
    handle: (request) =>
      signsIn(request, options.credential)
        ? answer(request, new URL(request.url))
        : failure(401, 'Client must be authenticated to access this resource.'),
  };
};
