/** ServiceNow's stand-in in a rehearsal: records are what is started, and people end changes. */
import { createHash } from 'node:crypto';
import { type ReferenceField, references } from '#functions/remediate/servicenow/record.ts';
import type { ServicenowOptions } from '#lib/local/stand-ins/servicenow.ts';
import { started } from '../rehearsed.ts';
import { usualWays, type Ways } from '../ways.ts';
import type { Bench, Rehearsed, StartedJob } from './bench.ts';
import { bodyOf, textAt } from './reading.ts';

type Task = Readonly<Record<string, string>>;
type Tables = NonNullable<ServicenowOptions['tables']>;

const changeEnds = { failed: 'unsuccessful', never: 'never' } as const;

const isIncident = ({ template }: Rehearsed['run']): boolean => template === 'incident';

const changeStatus = ({ state, approval, close_code: code = '' }: Task): StartedJob['status'] => {
  if (state === '3') return code.startsWith('successful') ? 'succeeded' : 'failed';
  if (state === '4') return 'cancelled';
  return approval === 'rejected' ? 'failed' : 'running';
};

const hasEnded = ({ sys_class_name: table, state = '' }: Task): boolean =>
  (table === 'incident' ? ['6', '7', '8'] : ['3', '4']).includes(state);

/** What stands where a record was not taken back. */
const untaken: readonly string[] = ['', 'Streamwarden'];

/** A record is a run, and its own taking back once that has left its key. */
const jobsOf = (task: Task): readonly StartedJob[] => {
  const { sys_class_name: table, correlation_id: key = '', correlation_display: undo = '', state } = task;
  const ofIncident = state === '8' ? 'cancelled' : 'succeeded';
  return [
    { key, status: table === 'incident' ? ofIncident : changeStatus(task) },
    ...(untaken.includes(undo) ? [] : [{ key: undo, status: hasEnded(task) ? ('succeeded' as const) : ('running' as const) }]),
  ];
};

const sysIdForm = /^[0-9a-f]{32}$/;

const isReference = (name: string): name is ReferenceField => Object.hasOwn(references, name);

/** The record that a parameter refers to, by its name or its sys_id. */
const referred = ([name, value]: readonly [string, string]) => {
  if (!isReference(name)) return [];
  const { table, by } = references[name];
  const sysId = sysIdForm.test(value) ? value : createHash('md5').update(`${table} ${value}`).digest('hex');
  return [{ table, row: { sys_id: sysId, [by]: value } }];
};

/** Everything that is referred to is there once. */
const tablesFor = (rehearsed: Rehearsed): Tables => {
  const rows = started(rehearsed).flatMap(({ parameters }) => Object.entries(parameters).flatMap(referred));
  const once = new Map(rows.map((each) => [`${each.table} ${each.row.sys_id}`, each]));
  const byTable = Map.groupBy(once.values(), ({ table }) => table);
  return Object.fromEntries([...byTable].map(([table, own]) => [table, own.map(({ row }) => row)]));
};

const standardTemplates = (rehearsed: Rehearsed): Readonly<Record<string, string>> =>
  Object.fromEntries(
    started(rehearsed).flatMap(({ template }) => {
      const [, sysId] = /^change\/(.+)$/.exec(template) ?? [];
      return sysId === undefined ? [] : [[sysId, 'A standard change']];
    }),
  );

const launchEnds = (launched: Rehearsed['run']): Ways['run'] => (isIncident(launched) ? [] : usualWays.run);

/** An incident is done once it is there, and may be kept from closing; a change that was carried out stays so, whatever came of it. */
const waysOf = ({ run, undo }: Rehearsed): Ways => {
  if (typeof undo === 'object') return { run: launchEnds(run), undo: launchEnds(undo), final: [] };
  return isIncident(run) ? { run: [], undo: ['never'], final: [] } : { run: usualWays.run, undo: [], final: ['succeeded', 'failed'] };
};

export const servicenowBench: Bench = {
  id: 'servicenow',
  system: 'servicenow',
  isCall: (url, { servicenow }) => servicenow !== undefined && url.host === new URL(servicenow.url).host,
  nameOf: ({ method, url }) => `${method} ${new URL(url).pathname.replace(/^\/api\/(?:now\/)?/, '').replace(/\/[0-9a-f]{32}$/, '/{id}')}`,
  keyOfStart: (request) => {
    const body = bodyOf(request);
    if (request.method === 'POST') return textAt(body, 'correlation_id');
    return request.method === 'PATCH' ? textAt(body, 'correlation_display') || undefined : undefined;
  },
  endNext: ({ servicenow }, end, { method }) => (method === 'PATCH' ? servicenow.holdStates(1) : servicenow.endChanges(changeEnds[end])),
  jobs: ({ servicenow }) => servicenow.tasks().flatMap(jobsOf),
  settings: (rehearsed) => ({ servicenow: { tables: tablesFor(rehearsed), standardTemplates: standardTemplates(rehearsed) } }),
  ways: waysOf,
};
