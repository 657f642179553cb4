/** ServiceNow's records as its APIs write them, only what is read of them [D: Table API; Change Management API], and what their states mean. */
import * as z from 'zod';
import { readableText } from '#kernel/readable-text.ts';
import type { Job, JobStatus } from '#kernel/target.ts';
import { sysIdPattern } from './query.ts';

const sysId = z.string().regex(sysIdPattern);

/** A task as the Table API shows it: every value is text, absent ones are ''. */
const taskSchema = z.object({
  sys_id: sysId,
  number: z.string().max(100),
  state: z.string().max(40),
  approval: z.string().max(40).default(''),
  close_code: z.string().max(200).default(''),
  correlation_id: z.string().max(200),
  correlation_display: z.string().max(200),
});
export type Task = z.infer<typeof taskSchema>;

/** What is asked for of a task. */
export const taskFields = 'sys_id,number,state,approval,close_code,correlation_id,correlation_display';

export const oneTaskSchema = z.object({ result: taskSchema });
export const tasksSchema = z.object({ result: z.array(taskSchema) });

/** The Change Management API's new record: value and display value for each field, numbers for some. */
export const newChangeSchema = z.object({
  result: z.object({
    sys_id: z.object({ value: sysId }),
    number: z.object({ value: z.string().max(100) }),
    correlation_id: z.object({ value: z.string() }).optional(),
  }),
});

/** A record that another one refers to, by one of its names. */
export const namedSchema = z.object({ result: z.array(z.record(z.string(), z.string())) });
export const oneNamedSchema = z.object({ result: z.record(z.string(), z.string()) });

/** States of the change state model [D: State model and transitions]. */
export const changeStates = { new: '-5', assess: '-4', closed: '3', cancelled: '4' } as const;
/** Scheduled, Implement, Review. */
const underway: ReadonlySet<string> = new Set(['-2', '-1', '0']);

/** States of an incident [D: Incident state model]. */
export const incidentStates = { resolved: '6', closed: '7', cancelled: '8' } as const;
const endedIncident: ReadonlySet<string> = new Set(Object.values(incidentStates));

export const hasEnded = (table: string, { state }: Task): boolean =>
  table === 'incident' ? endedIncident.has(state) : state === changeStates.closed || state === changeStates.cancelled;

/** A rejected change goes back to New [D], so the approval is asked first. `successful` and `successful_issues` are the codes of a change that was carried out. */
const changeStatus = ({ state, approval, close_code }: Task): JobStatus => {
  if (state === changeStates.closed) return /^successful/i.test(close_code) ? 'succeeded' : 'failed';
  if (approval === 'rejected') return 'failed';
  if (state === changeStates.cancelled) return 'cancelled';
  return underway.has(state) || approval === 'approved' ? 'running' : 'pending';
};

/** An incident is for people: once it is there, its job is done. */
const incidentStatus = ({ state }: Task): JobStatus => (state === incidentStates.cancelled ? 'cancelled' : 'succeeded');

const stateWords: Readonly<Record<string, string>> = {
  '-5': 'New',
  '-4': 'Assess',
  '-3': 'Authorize',
  '-2': 'Scheduled',
  '-1': 'Implement',
  '0': 'Review',
  '3': 'Closed',
  '4': 'Canceled',
};

const detailOf = (table: string, { number, state, approval, close_code }: Task): string => {
  const name = readableText(number, 40);
  if (table === 'incident') return `Incident ${name}, state ${readableText(state, 40)}.`;
  const closed = close_code === '' ? '' : `, closed as ${readableText(close_code, 60)}`;
  return `Change ${name}: ${stateWords[state] ?? readableText(state, 40)}, approval ${readableText(approval, 40)}${closed}.`;
};

/** Where a person sees a record [D: Navigating by URL]. */
const urlOf = (base: string, table: string, id: string): string =>
  `${base.replace(/\/+$/, '')}/nav_to.do?uri=${encodeURIComponent(`${table}.do?sys_id=${id}`)}`;

/** What stands before a record's id when the job is its taking back. */
export const undoPrefix = 'undo-';

/** The record as the job of a launch. */
export const toJob = (base: string, table: string, task: Task): Job => ({
  id: task.sys_id,
  status: table === 'incident' ? incidentStatus(task) : changeStatus(task),
  url: urlOf(base, table, task.sys_id),
  detail: detailOf(table, task),
});

/** The record as the job of taking it back: done once nothing of it is open. */
export const toUndo = (base: string, table: string, task: Task): Job => ({
  ...toJob(base, table, task),
  id: `${undoPrefix}${task.sys_id}`,
  status: hasEnded(table, task) ? 'succeeded' : 'pending',
});
