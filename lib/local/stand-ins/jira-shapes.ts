/** Jira Cloud's answers in their shapes [D: developer.atlassian.com/cloud/jira/platform/rest/v3]; values are our own. */

/** Statuses of a simple workflow, with the categories every status belongs to. */
export const jiraStatuses = {
  'To Do': 'new',
  'In Progress': 'indeterminate',
  Done: 'done',
  "Won't Do": 'done',
} as const;
export type JiraStatus = keyof typeof jiraStatuses;

export interface JiraIssueRecord {
  readonly id: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  labels: readonly string[];
  status: JiraStatus;
  resolution: string | null;
  /** Epoch ms of the last write to it. */
  writtenAt: number;
  readonly properties: Record<string, unknown>;
  readonly comments: unknown[];
}

const categoryIds = { new: 2, indeterminate: 4, done: 3 } as const;

const jiraStatus = (name: JiraStatus) => {
  const key = jiraStatuses[name];
  return { name, id: String(10_000 + categoryIds[key]), statusCategory: { id: categoryIds[key], key, name } };
};

/** An issue with the properties that were asked for. */
export const jiraIssue = (issue: JiraIssueRecord, properties: readonly string[]) => ({
  expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
  id: issue.id,
  self: `https://example.atlassian.net/rest/api/3/issue/${issue.id}`,
  key: issue.key,
  fields: { status: jiraStatus(issue.status), resolution: issue.resolution === null ? null : { name: issue.resolution } },
  properties: Object.fromEntries(properties.flatMap((name) => (name in issue.properties ? [[name, issue.properties[name]]] : []))),
});

/** Ways on from a status; its screen asks for a resolution where one is given. */
export const jiraTransitions = (from: JiraStatus, withScreen: boolean) =>
  Object.keys(jiraStatuses)
    .filter((name): name is JiraStatus => name !== from)
    .map((to, index) => ({
      id: String(11 + index),
      name: to === 'Done' ? 'Finish' : to,
      to: jiraStatus(to),
      hasScreen: withScreen,
      fields:
        withScreen && jiraStatuses[to] === 'done'
          ? { resolution: { required: true, name: 'Resolution', allowedValues: [{ name: 'Done' }, { name: "Won't Do" }] } }
          : {},
    }));

/** Fields of the screen that creates an issue. */
export const jiraScreen = ['project', 'issuetype', 'summary', 'description', 'labels', 'priority', 'customfield_10010'].map((fieldId) => ({
  fieldId,
  key: fieldId,
  name: fieldId,
  required: fieldId === 'summary' || fieldId === 'project' || fieldId === 'issuetype',
  hasDefaultValue: false,
  operations: ['set'],
}));
