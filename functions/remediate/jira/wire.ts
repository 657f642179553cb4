/** Jira's issues as its API v3 writes them, only what is read of them [D: developer.atlassian.com/cloud/jira/platform/rest/v3], and what their statuses mean. */
import * as z from 'zod';
import { readableText } from '#kernel/readable-text.ts';
import type { Job, JobStatus } from '#kernel/target.ts';
import { type Mark, markSchema, propertyKey } from './mark.ts';

const id = z.string().regex(/^[0-9]{1,18}$/);
const key = z.string().regex(/^[A-Z][A-Z0-9_]{0,49}-[0-9]{1,12}$/);
const statusSchema = z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) });

export const issueSchema = z.object({
  id,
  key,
  fields: z.object({ status: statusSchema, resolution: z.object({ name: z.string() }).nullish() }),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type Issue = z.infer<typeof issueSchema>;

/** The answer to a creation. */
export const createdSchema = z.object({ id, key });

/** A page of a search; the last one has no token. */
export const searchSchema = z.object({ issues: z.array(issueSchema), nextPageToken: z.string().nullish() });

/** Those of the issues asked for that are there. */
export const bulkSchema = z.object({ issues: z.array(issueSchema) });

export const transitionsSchema = z.object({
  transitions: z.array(
    z.object({
      id,
      name: z.string(),
      to: statusSchema,
      /** Only those on the transition's screen. */
      fields: z
        .record(
          z.string(),
          z.object({ required: z.boolean(), allowedValues: z.array(z.object({ name: z.string().optional() })).optional() }),
        )
        .default({}),
    }),
  ),
});
export type Transition = z.infer<typeof transitionsSchema>['transitions'][number];

/** A page of the fields of the screen that creates an issue. */
export const screenSchema = z.object({
  fields: z.array(z.object({ fieldId: z.string(), name: z.string(), required: z.boolean(), hasDefaultValue: z.boolean().default(false) })),
  total: z.number().int().optional(),
});

/** Our mark at the issue; undefined when there is none, or one that somebody spoilt. */
export const markOf = (issue: Issue): Mark | undefined => markSchema.safeParse(issue.properties[propertyKey]).data;

export const isDone = ({ fields }: Issue): boolean => fields.status.statusCategory.key === 'done';

/** Status categories are `new`, `indeterminate` and `done`, whatever statuses a workflow has; `undefined` is a status without one. */
const openStatuses: Readonly<Record<string, JobStatus>> = { new: 'pending', indeterminate: 'running' };

/** Whether a name is among others, as people write them. */
export const isAmong = (names: readonly string[], name: string | undefined): boolean =>
  name !== undefined && names.some((other) => other.toLowerCase() === name.toLowerCase());

const statusOf = (issue: Issue, unsuccessful: readonly string[]): JobStatus => {
  const mark = markOf(issue);
  const { status, resolution } = issue.fields;
  if (mark?.cancelled === true && isDone(issue)) return 'cancelled';
  if (mark?.wait === 'created') return 'succeeded';
  if (!isDone(issue)) return openStatuses[status.statusCategory.key] ?? 'pending';
  return isAmong(unsuccessful, status.name) || isAmong(unsuccessful, resolution?.name) ? 'failed' : 'succeeded';
};

const baseOf = (url: string): string => url.replace(/\/+$/, '');

/** Where a person sees an issue. */
export const urlOf = (site: string, issueKey: string): string => `${baseOf(site)}/browse/${issueKey}`;

/** What stands before an issue's id when the job is its taking back. */
export const undoPrefix = 'undo-';

interface Reading {
  /** Where people go. */
  readonly url: string;
  /** Names of statuses and resolutions that say the work was not done. */
  readonly unsuccessful: readonly string[];
}

/** The issue as the job of a launch. */
export const toJob = (issue: Issue, { url, unsuccessful }: Reading): Job => ({
  id: issue.id,
  status: statusOf(issue, unsuccessful),
  url: urlOf(url, issue.key),
  detail: `Issue ${issue.key}: ${readableText(issue.fields.status.name, 60)}.`,
});

/** The issue as the job of taking it back: done once it is closed. */
export const toUndo = (issue: Issue, reading: Reading): Job => ({
  ...toJob(issue, reading),
  id: `${undoPrefix}${issue.id}`,
  status: isDone(issue) ? 'succeeded' : 'pending',
});
