/** Stands in for a ServiceNow instance: the part of its Table and Change Management APIs [D: Table API; Change Management API] that a launcher uses, and the people who approve and carry out changes. */
import { createHash } from 'node:crypto';
import type { Scheduler } from '../scheduler.ts';
import { signsIn } from './credential.ts';
import { runEncodedQuery } from './encoded-query.ts';
import { jsonResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { jsonObject } from './script.ts';
import { type StartFault, startFaults } from './start-faults.ts';

type Row = Record<string, string>;

export interface ServicenowOptions {
  /** What it takes: `user:password`, or a token; any when absent. */
  readonly credential?: string;
  /** Records of other tables, with their `sys_id`; tables that are not named are empty. */
  readonly tables?: Readonly<Record<string, readonly Readonly<Row>[]>>;
  /** Standard change templates by sys_id. */
  readonly standardTemplates?: Readonly<Record<string, string>>;
  /** Fields that standard changes leave as the template has them, as an administrator may say. */
  readonly unmodifiable?: readonly string[];
  /** Seconds people take to approve a change, then to carry it out. */
  readonly approvalSeconds?: number;
  readonly workSeconds?: number;
}

type ChangeEnd = 'successful' | 'unsuccessful' | 'rejected' | 'never';

export interface ServicenowStandIn {
  /** Incidents and changes as they now stand, in order of creation. */
  tasks(): readonly Readonly<Row>[];
  /** Journal entries of a task. */
  workNotes(sysId: string): readonly string[];
  /** Code that encoded queries had the server run. */
  scripts(): readonly string[];
  failStarts(...faults: readonly StartFault[]): void;
  /** The next updates are refused with this status, after none of their effect. */
  failUpdates(...statuses: readonly number[]): void;
  /** What becomes of the next changes, in order; `successful` afterwards. */
  endChanges(...ends: readonly ChangeEnd[]): void;
  /** The next so many updates leave the state as it was, as a business rule may. */
  holdStates(updates: number): void;
  /** Somebody edits a task. */
  edit(sysId: string, fields: Readonly<Row>): void;
  /** Access rules hide all tasks from reads, which still count [S]. */
  hideTasks(): void;
  handle(request: StandInRequest): StandInResponse;
}

/** ServiceNow's form of an error [D: REST API HTTP response codes]. */
const failure = (status: number, message: string, headers?: Readonly<Record<string, string>>): StandInResponse =>
  jsonResponse(status, { error: { message, detail: null }, status: 'failure' }, headers);

const prefixes: Readonly<Record<string, string>> = { incident: 'INC', change_request: 'CHG' };
const emptyTask = { approval: 'not requested', close_code: '', close_notes: '', correlation_id: '', correlation_display: '' };

const chosen = (row: Readonly<Row>, query: URLSearchParams): Row => {
  const fields = query.get('sysparm_fields')?.split(',');
  return fields === undefined
    ? { ...row }
    : Object.fromEntries(fields.flatMap((field) => (field in row ? [[field, row[field] ?? '']] : [])));
};

const textOf = (body: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));

export const servicenowStandIn = (scheduler: Pick<Scheduler, 'now' | 'after'>, options: ServicenowOptions = {}): ServicenowStandIn => {
  const { approvalSeconds = 5, workSeconds = 20 } = options;
  const tasks: Row[] = [];
  const notes = new Map<string, string[]>();
  const scripts: string[] = [];
  const starts = startFaults();
  const refusedUpdates: number[] = [];
  const ends: ChangeEnd[] = [];
  const endOf = new Map<string, ChangeEnd>();
  let heldUpdates = 0;
  let hidden = false;

  /** Whoever approves a change, and whoever does it. */
  const takeUp = (change: Row, end: ChangeEnd): void => {
    if (end === 'never' || change['state'] === '4') return;
    if (end === 'rejected') {
      Object.assign(change, { state: '-5', approval: 'rejected' });
      return;
    }
    Object.assign(change, { state: '-1', approval: 'approved' });
    scheduler.after(workSeconds * 1000, `servicenow ${change['number']} is done`, () => {
      if (change['state'] === '-1') Object.assign(change, { state: '3', close_code: end });
    });
  };

  const submit = (change: Row): void => {
    const end = endOf.get(change['sys_id'] ?? '') ?? 'successful';
    scheduler.after(approvalSeconds * 1000, `servicenow ${change['number']} is answered`, () => takeUp(change, end));
  };

  /** Sets fields; notes go into the journal and are never read back as a field. */
  const write = (row: Row, { work_notes: note, ...fields }: Readonly<Row>): void => {
    const isSubmitted = row['sys_class_name'] === 'change_request' && row['state'] === '-5' && fields['state'] === '-4';
    Object.assign(row, fields);
    const id = row['sys_id'] ?? '';
    if (note !== undefined) notes.set(id, [...(notes.get(id) ?? []), note]);
    if (!isSubmitted) return;
    row['approval'] = 'requested';
    submit(row);
  };

  const insert = (table: string, fields: Readonly<Row>): Row => {
    const serial = tasks.length + 1;
    const row: Row = {
      ...emptyTask,
      sys_id: createHash('md5').update(`${table} ${serial}`).digest('hex'),
      number: `${prefixes[table]}${String(serial).padStart(7, '0')}`,
      sys_class_name: table,
      sys_created_on: new Date(scheduler.now()).toISOString().slice(0, 19).replace('T', ' '),
      state: table === 'incident' ? '1' : '-5',
    };
    tasks.push(row);
    if (table === 'change_request') endOf.set(row['sys_id'] ?? '', ends.shift() ?? 'successful');
    write(row, fields);
    return row;
  };

  const rowsOf = (table: string): readonly Row[] => {
    if (table in prefixes) return tasks.filter((task) => task['sys_class_name'] === table);
    if (table !== 'std_change_record_producer') return (options.tables?.[table] ?? []).map((row) => ({ ...row }));
    return Object.entries(options.standardTemplates ?? {}).map(([sys_id, sys_name]) => ({ sys_id, sys_name, active: 'true' }));
  };

  const list = (table: string, query: URLSearchParams): StandInResponse => {
    const found = runEncodedQuery(rowsOf(table), query.get('sysparm_query') ?? '');
    scripts.push(...found.scripts);
    const offset = Number(query.get('sysparm_offset') ?? 0);
    const page = hidden ? [] : found.rows.slice(offset, offset + Number(query.get('sysparm_limit') ?? 10_000));
    return jsonResponse(200, { result: page.map((row) => chosen(row, query)) }, { 'x-total-count': String(found.rows.length) });
  };

  const create = (table: string, body: string, query: URLSearchParams): StandInResponse => {
    const fields = jsonObject(body);
    if (fields === undefined) return failure(400, 'Exception while reading request');
    if (!(table in prefixes)) return failure(403, 'Operation Failed');
    return jsonResponse(201, { result: chosen(insert(table, textOf(fields)), query) });
  };

  const update = (row: Row, body: string, query: URLSearchParams): StandInResponse => {
    const status = refusedUpdates.shift();
    if (status !== undefined) return failure(status, 'Operation Failed');
    const { state, ...others } = textOf(jsonObject(body) ?? {});
    const isHeld = state === undefined || heldUpdates > 0;
    if (state !== undefined && heldUpdates > 0) heldUpdates -= 1;
    write(row, isHeld ? others : { ...others, state });
    return jsonResponse(200, { result: chosen(row, query) });
  };

  const standardChange = (template: string, body: string): StandInResponse => {
    if (!Object.hasOwn(options.standardTemplates ?? {}, template)) return failure(404, 'Standard change template not found');
    const given = Object.entries(textOf(jsonObject(body) ?? {})).filter(([name]) => !(options.unmodifiable ?? []).includes(name));
    const row = insert('change_request', { ...Object.fromEntries(given), type: 'standard' });
    submit(row);
    // Its states are numbers here, text in the Table API [D].
    const shown = Object.entries(row).map(([name, value]) => [
      name,
      { display_value: value, value: name === 'state' ? Number(value) : value },
    ]);
    return jsonResponse(200, { result: Object.fromEntries(shown) });
  };

  const table = (request: StandInRequest, name: string, id: string | undefined, query: URLSearchParams): StandInResponse => {
    if (id === undefined) {
      if (request.method === 'GET') return list(name, query);
      return starts.answer(() => create(name, request.body, query));
    }
    const row = rowsOf(name).find((candidate) => candidate['sys_id'] === id);
    if (row === undefined) return failure(404, 'No Record found');
    return request.method === 'PATCH' ? update(row, request.body, query) : jsonResponse(200, { result: chosen(row, query) });
  };

  return {
    tasks: () => tasks.map((task) => ({ ...task })),
    workNotes: (sysId) => [...(notes.get(sysId) ?? [])],
    scripts: () => [...scripts],
    failStarts: (...more) => starts.add(...more),
    failUpdates: (...statuses) => {
      refusedUpdates.push(...statuses);
    },
    endChanges: (...more) => {
      ends.push(...more);
    },
    holdStates: (updates) => {
      heldUpdates += updates;
    },
    edit: (sysId, fields) => {
      const row = tasks.find((task) => task['sys_id'] === sysId);
      if (row !== undefined) write(row, fields);
    },
    hideTasks: () => {
      hidden = true;
    },
    handle: (request) => {
      if (!signsIn(request, options.credential))
        return failure(401, 'User Not Authenticated', { 'www-authenticate': 'Basic realm="Service-now"' });
      const { pathname, searchParams } = new URL(request.url);
      const [, , api, kind, name = '', id] = pathname.split('/');
      if (api === 'now' && kind === 'table') return table(request, name, id, searchParams);
      if (api === 'sn_chg_rest' && kind === 'change' && name === 'standard' && id !== undefined && request.method === 'POST') {
        return starts.answer(() => standardChange(id, request.body));
      }
      return failure(400, 'Requested URI does not represent any resource');
    },
  };
};
