/** The ServiceNow target: makes incidents and changes, watches a change through its approval to its end, and closes what it made. */
import { AppError, InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import type { Http } from '#kernel/http.ts';
import type { Policy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import { restClient } from '#kernel/rest-client.ts';
import type { Job, Launch, Preview, Target } from '#kernel/target.ts';
import { create, whatOf } from './create.ts';
import { sysIdPattern } from './query.ts';
import { isField, journal, type Kind, kindOf, recordOf } from './record.ts';
import { resolved } from './resolve.ts';
import { findTask, readTask, updateCall } from './tasks.ts';
import { changeStates, hasEnded, incidentStates, oneTaskSchema, type Task, toJob, toUndo, undoPrefix } from './wire.ts';

type Settings = NonNullable<Policy['remediations']['targets']['servicenow']>;

interface ServicenowPorts {
  readonly http: Http;
  readonly secret: () => Promise<string>;
}

/** The record's id, and whether the job is its taking back. Ids go into paths. */
const idOf = (jobId: string): { readonly sysId: string; readonly isUndo: boolean } => {
  const isUndo = jobId.startsWith(undoPrefix);
  const sysId = isUndo ? jobId.slice(undoPrefix.length) : jobId;
  if (!sysIdPattern.test(sysId)) throw new InputError('A ServiceNow job is known by a sys_id.', { reason: 'id' });
  return { sysId, isUndo };
};

/** Talks to one instance. */
export const servicenowTarget = (settings: Settings, ports: ServicenowPorts): Target => {
  const { url, closeCodes } = settings;
  const rest = restClient({ system: 'ServiceNow', base: url, ...ports });

  /** A normal change waits in New until it is sent to be assessed. It is there already, so a refusal is told and not thrown; saying it again changes nothing. */
  const withApprovalAsked = async (kind: Kind, task: Task): Promise<Job> => {
    if (kind.kind !== 'normal' || task.state !== changeStates.new || task.approval === 'rejected') return toJob(url, kind.table, task);
    try {
      const { result } = await rest.read(updateCall(kind.table, task.sys_id, { state: changeStates.assess }), oneTaskSchema);
      return toJob(url, kind.table, result);
    } catch (error) {
      const why = error instanceof AppError ? error.reason : 'unspecified';
      const job = toJob(url, kind.table, task);
      return { ...job, detail: `${job.detail} Its approval could not be asked for (${why}): somebody has to.` };
    }
  };

  const plan = async (launch: Launch): Promise<Preview> => {
    const kind = kindOf(launch.template);
    const { record, names } = await resolved(rest, recordOf(launch, kind));
    const set = Object.keys(launch.parameters).filter((name) => isField(kind.table, name));
    const parts = [
      await whatOf(rest, kind, names),
      names.has('cmdb_ci') ? `For ${names.get('cmdb_ci')}.` : 'For no configuration item.',
      `It says «${readableText(record['short_description'] ?? '', 100)}»${set.length === 0 ? '' : ` and sets ${set.join(', ')}`}.`,
    ];
    return { changes: readableText(parts.join(' '), 500), touches: [...names.values()].slice(0, 20) };
  };

  const launch = async (wanted: Launch): Promise<Job> => {
    const kind = kindOf(wanted.template);
    const { record } = await resolved(rest, recordOf(wanted, kind));
    const task = (await findTask(rest, kind.table, wanted.idempotencyKey)) ?? (await create(rest, kind, record));
    return await withApprovalAsked(kind, task);
  };

  const follow = async (jobId: string, template: string): Promise<Job> => {
    const { sysId, isUndo } = idOf(jobId);
    const { table } = kindOf(template);
    return (isUndo ? toUndo : toJob)(url, table, await readTask(rest, table, sysId));
  };

  /** A launch that broke off between the change and its approval is finished here. */
  const lookup = async (idempotencyKey: string, template: string): Promise<Job | undefined> => {
    const kind = kindOf(template);
    const task = await findTask(rest, kind.table, idempotencyKey);
    if (task === undefined) return undefined;
    return task.correlation_id === idempotencyKey ? await withApprovalAsked(kind, task) : toUndo(url, kind.table, task);
  };

  const cancelled = (table: Kind['table'], note: string): Readonly<Record<string, string>> => ({
    state: table === 'incident' ? incidentStates.cancelled : changeStates.cancelled,
    ...(table === 'incident' ? { close_code: closeCodes.cancelled } : {}),
    close_notes: note,
    work_notes: note,
  });

  /** A business rule may keep the state as it was and answer 200 [S]. */
  const checkEnded = (table: Kind['table'], task: Task): void => {
    if (hasEnded(table, task)) return;
    throw new UpstreamError('ServiceNow did not let the record be closed.', { reason: 'not_closed', retryable: false });
  };

  const cancel = async (jobId: string, template: string): Promise<void> => {
    const { sysId, isUndo } = idOf(jobId);
    const { table } = kindOf(template);
    const task = await readTask(rest, table, sysId);
    if (isUndo || hasEnded(table, task)) return;
    const fields = cancelled(table, 'Cancelled by Streamwarden: it took too long or is no longer needed.');
    checkEnded(table, (await rest.read(updateCall(table, sysId, fields), oneTaskSchema)).result);
  };

  const undo = async ({ template, parameters, idempotencyKey }: Launch, past: { readonly jobId: string }): Promise<Job> => {
    const { sysId } = idOf(past.jobId);
    const { table } = kindOf(template);
    const task = await readTask(rest, table, sysId).catch((error: unknown) => {
      if (error instanceof NotFoundError) throw new InputError('ServiceNow no longer has the record.', { reason: 'status_404' });
      throw error;
    });
    if (task.correlation_display === idempotencyKey) return toUndo(url, table, task);
    if (table === 'change_request' && task.state === changeStates.closed) {
      throw new InputError('The change was carried out and closed: only another change can back it out.', { reason: 'carried_out' });
    }
    const note = journal('Taken back by Streamwarden: it did not help.', parameters['streamwarden_link']);
    const fields = hasEnded(table, task) ? { work_notes: note } : cancelled(table, note);
    const call = updateCall(table, sysId, { ...fields, correlation_display: idempotencyKey });
    const { result } = await rest.start(call, oneTaskSchema);
    if (result.correlation_display !== idempotencyKey) {
      throw new UnknownOutcomeError('ServiceNow took it back without its key.', { reason: 'key_ignored' });
    }
    return toUndo(url, table, result);
  };

  /** Resolves an incident whose cause is gone. A change is its owners' to close: it gets a note. */
  const settle: NonNullable<Target['settle']> = async (jobId, template, { verified, note }) => {
    const { sysId } = idOf(jobId);
    const { table } = kindOf(template);
    const task = await readTask(rest, table, sysId);
    if (hasEnded(table, task) && table === 'incident') return;
    const said = journal(
      verified ? 'Streamwarden verified it: the alert no longer fires.' : 'Streamwarden looked: the alert still fires.',
      note,
    );
    const resolves = verified && table === 'incident';
    const closing = { state: incidentStates.resolved, close_code: closeCodes.resolved, close_notes: said };
    const call = updateCall(table, sysId, { work_notes: said, ...(resolves ? closing : {}) });
    const { result } = await rest.read(call, oneTaskSchema);
    if (resolves) checkEnded(table, result);
  };

  return { id: 'servicenow', plan, launch, follow, lookup, cancel, undo, settle };
};
