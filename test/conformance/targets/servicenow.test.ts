/** What of ServiceNow the target contract does not know: encoded queries, the CMDB, approvals, standard changes, and records people close. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Launch, Target } from '#kernel/target.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import type { ServicenowOptions } from '#lib/local/stand-ins/servicenow.ts';
import { rejection } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const paymentId = 'a'.repeat(32);
const groupId = 'b'.repeat(32);
const templateId = 'c'.repeat(32);
const tables = {
  cmdb_ci: [
    { sys_id: paymentId, name: 'Payment (prod)' },
    { sys_id: 'd'.repeat(32), name: 'twin' },
    { sys_id: 'e'.repeat(32), name: 'Twin' },
  ],
  // Field rules hide this person's user name.
  sys_user: [{ sys_id: '9'.repeat(32), name: 'Somebody else' }],
  sys_user_group: [{ sys_id: groupId, name: 'Network CAB' }],
};
const ours = { streamwarden_incident: 'inc-7', streamwarden_summary: 'Payment fails', streamwarden_link: 'https://warden.example/inc-7' };
const launch = (template: string, parameters: Readonly<Record<string, string>> = {}, idempotencyKey = 'sw-0123456789'): Launch => ({
  template,
  parameters: { ...ours, ...parameters },
  idempotencyKey,
});

describe('the ServiceNow target', () => {
  let clock: VirtualScheduler;
  let standIns: StandIns;
  let host: LoopbackHost;
  let target: Target;

  const start = async (more: ServicenowOptions = {}): Promise<void> => {
    clock = new VirtualScheduler();
    const servicenow = { credential: 'T0PSECRETTOKEN', tables, standardTemplates: { [templateId]: 'Restart a service' }, ...more };
    standIns = createStandIns({ scheduler: clock, servicenow });
    host = await startLoopbackHost(standIns.handle);
    target = make(host.fetch);
  };
  const make = (send: typeof fetch): Target => {
    const kind = targetKinds.find(({ id }) => id === 'servicenow');
    const closeCodes = { resolved: 'Solution provided', cancelled: 'No resolution provided' };
    const settings = { servicenow: { url: 'https://example.service-now.com', secret: 'servicenow', closeCodes } };
    const ports = { http: httpClient({ fetch: send, timeoutMs: 2_000 }), secret: async () => 'T0PSECRETTOKEN' };
    const made = kind?.make(settings, ports);
    if (made === undefined) throw new Error('the registry makes no servicenow');
    return made;
  };
  const task = (index = 0) => standIns.servicenow.tasks()[index];
  const onlyId = () => task()?.['sys_id'] ?? '';

  beforeEach(() => start());
  afterEach(() => host.close());

  it('creates an incident for a CI and an assignment group by name, with our key, incident and link', async () => {
    const job = await target.launch(launch('incident', { cmdb_ci: 'payment (PROD)', assignment_group: 'Network CAB', urgency: '1' }));
    expect(job).toMatchObject({
      status: 'succeeded',
      url: expect.stringContaining('https://example.service-now.com/nav_to.do?uri=incident.do'),
    });
    expect(task()).toMatchObject({
      sys_class_name: 'incident',
      cmdb_ci: paymentId,
      assignment_group: groupId,
      urgency: '1',
      short_description: 'Payment fails',
      correlation_id: 'sw-0123456789',
    });
    expect(standIns.servicenow.workNotes(job.id)).toEqual(['Made by Streamwarden for its incident inc-7.\nhttps://warden.example/inc-7']);
  });

  it('says what it will create, for which CI, and whose approval it waits for', async () => {
    const normal = await target.plan(launch('change', { cmdb_ci: 'Payment (prod)', assignment_group: groupId }));
    expect(normal.changes).toMatch(/normal change.*approval by Network CAB.*For Payment \(prod\)\. It says «Payment fails»/);
    expect(normal.touches).toEqual(['Payment (prod)', 'Network CAB']);
    expect((await target.plan(launch(`change/${templateId}`))).changes).toContain('approved beforehand, from template Restart a service');
    expect((await target.plan(launch('incident'))).changes).toContain('nobody has to approve it');
  });

  it.for([
    ['no such CI', 'unheard-of', 'reference'],
    ['two of the name', 'twin', 'ambiguous'],
    ['a sys_id nobody has', 'f'.repeat(32), 'reference'],
    ['another condition', 'x^ORname=twin', 'query'],
    ['another query', 'x^NQsys_idISNOTEMPTY', 'query'],
    ['code', 'javascript:gs.getUserID()', 'query'],
    ['code further on', 'z javascript:gs.getUserID()', 'query'],
    ['code in capitals', 'JavaScript :gs.getUserID()', 'query'],
    ['a line break', 'payment\r\nX: y', 'query'],
    ['a blank', ' ', 'query'],
    ['nothing', '', 'query'],
    ['a path', '../../sys_user', 'query'],
  ] as const)('refuses a CI that is %s, before anything is made', async ([, name, reason]) => {
    expect(await rejection(target.plan(launch('incident', { cmdb_ci: name })))).toMatchObject({ name: 'InputError', reason });
    expect(await rejection(target.launch(launch('incident', { cmdb_ci: name })))).toMatchObject({ name: 'InputError', reason });
    expect(standIns.servicenow.tasks()).toEqual([]);
    expect(standIns.servicenow.scripts()).toEqual([]);
  });

  it('takes nobody for the one who was named, where ServiceNow does not heed the condition', async () => {
    const wanted = launch('incident', { caller_id: 'alex' });
    expect(await rejection(target.launch(wanted))).toMatchObject({ name: 'InputError', reason: 'reference' });
  });

  it('takes no record for the one with the key, where ServiceNow does not heed the query', async () => {
    const stranger = { sys_id: paymentId, number: 'INC0000009', state: '1', correlation_id: 'of-others', correlation_display: '' };
    const heedless = make(async () => new Response(JSON.stringify({ result: [stranger] }), { status: 200 }));
    for (const refused of [heedless.lookup('sw-0123456789', 'incident'), heedless.launch(launch('incident'))])
      expect(await rejection(refused)).toMatchObject({ name: 'UpstreamError', reason: 'query_ignored', retryable: false });
  });

  it('has no name change a query: only the record of exactly that name is ever found', async () => {
    const pieces = fc.constantFrom(
      '^',
      '^OR',
      '^NQ',
      'name=twin',
      'javascript:',
      'ORDERBY',
      'LIKE',
      '=',
      '!=',
      '%',
      '&',
      '#',
      '\n',
      'é',
      '値',
      ' ',
    );
    const hostile = fc.oneof(
      fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme' }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        expect(await rejection(target.plan(launch('incident', { cmdb_ci: `z${name}` })))).toMatchObject({ name: 'InputError' });
        expect(standIns.servicenow.scripts()).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.for(['k^ORcorrelation_idISNOTEMPTY', 'javascript:1', '', 'a b', 'é'])(
    'looks nothing up under a key that is not ours: «%s»',
    async (key) => {
      expect(await rejection(target.lookup(key, 'incident'))).toMatchObject({ name: 'InputError', reason: 'key' });
    },
  );

  it.for(['change/../../table/sys_user', 'change/', `change/${templateId}?x=1`, 'incident/1', 'sys_user', ''])(
    'refuses the template «%s»',
    async (template) => {
      expect(await rejection(target.launch(launch(template)))).toMatchObject({ name: 'InputError', reason: 'template' });
    },
  );

  it.for(['../sys_user', `${paymentId}?`, 'undo-', ''])('refuses the job id «%s»', async (jobId) => {
    expect(await rejection(target.follow(jobId, 'incident'))).toMatchObject({ name: 'InputError', reason: 'id' });
  });

  it('hands hostile values on byte for byte, as the values they are', async () => {
    const hostile = '"},"state":"7" ^OR \\u0000 <script>alert(1)</script> é 値 \u{1f600}';
    await target.launch(launch('incident', { u_note: `${hostile}\r\nX: y`, service: hostile, description: 'Fixed by the rule.' }));
    expect(task()).toMatchObject({ u_note: `${hostile}\r\nX: y`, description: `Fixed by the rule.\n\nservice: ${hostile}`, state: '1' });
  });

  it('lets no rule set what decides over a record: such parameters are lines of its description', async () => {
    await target.launch(launch('change', { state: '3', approval: 'approved', correlation_id: 'x', sys_id: 'y', work_notes: 'z' }));
    expect(task()).toMatchObject({ approval: 'requested', state: '-4', correlation_id: 'sw-0123456789' });
    expect(task()?.['description']).toContain('state: 3\napproval: approved');
  });

  it.for([
    [{ service: 'a\nseverity: b' }, 'control'],
    [{ short_description: 'x'.repeat(161) }, 'too_long'],
    [{ description: 'x'.repeat(4_001) }, 'too_long'],
  ] as const)('refuses what would forge a line or be cut: %j', async ([parameters, reason]) => {
    expect(await rejection(target.launch(launch('incident', parameters)))).toMatchObject({ name: 'InputError', reason });
  });

  it('keeps markup out of the journal, which would render it', async () => {
    const job = await target.launch(launch('incident', { streamwarden_incident: '[code]<img src=x>[/CODE]' }));
    expect(standIns.servicenow.workNotes(job.id)[0]).toContain('(code)<img src=x>(/code)');
  });

  it('makes one record under a key, however often it is launched', async () => {
    const first = await target.launch(launch('change'));
    const second = await target.launch(launch('change'));
    expect(second.id).toBe(first.id);
    expect(standIns.servicenow.tasks()).toHaveLength(1);
  });

  it('waits for the approval, then for the work', async () => {
    const { id } = await target.launch(launch('change'));
    expect(await target.follow(id, 'change')).toMatchObject({
      status: 'pending',
      detail: 'Change CHG0000001: Assess, approval requested.',
    });
    await clock.advanceBy(6_000);
    expect(await target.follow(id, 'change')).toMatchObject({
      status: 'running',
      detail: expect.stringContaining('Implement, approval approved'),
    });
    await clock.advanceBy(60_000);
    expect(await target.follow(id, 'change')).toMatchObject({
      status: 'succeeded',
      detail: expect.stringContaining('closed as successful'),
    });
  });

  it('fails where the approval is refused, though the change is back in New', async () => {
    standIns.servicenow.endChanges('rejected');
    const { id } = await target.launch(launch('change'));
    await clock.advanceBy(60_000);
    expect(task()).toMatchObject({ state: '-5', approval: 'rejected' });
    expect((await target.follow(id, 'change')).status).toBe('failed');
    expect((await target.lookup('sw-0123456789', 'change'))?.status).toBe('failed');
  });

  it('asks for the approval once more when it looks the change up, if a lost answer kept it from asking', async () => {
    standIns.servicenow.failStarts('lost_after');
    await rejection(target.launch(launch('change')));
    expect(task()).toMatchObject({ state: '-5' });
    expect(await target.lookup('sw-0123456789', 'change')).toMatchObject({ status: 'pending' });
    expect(task()).toMatchObject({ state: '-4', approval: 'requested' });
  });

  it('has created the change even where it may not ask for its approval, and says so', async () => {
    standIns.servicenow.failUpdates(403);
    const job = await target.launch(launch('change'));
    expect(job).toMatchObject({ status: 'pending', detail: expect.stringContaining('could not be asked for (status_403)') });
  });

  it('makes a standard change from its template, through to its end', async () => {
    const job = await target.launch(launch(`change/${templateId}`, { cmdb_ci: 'Payment (prod)' }));
    expect(task()).toMatchObject({ type: 'standard', cmdb_ci: paymentId, correlation_id: 'sw-0123456789' });
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id, `change/${templateId}`)).status).toBe('succeeded');
    const unknown = launch(`change/${'0'.repeat(32)}`, {}, 'sw-2');
    expect(await rejection(target.plan(unknown))).toMatchObject({ name: 'InputError', reason: 'template' });
    expect(await rejection(target.launch(unknown))).toMatchObject({ name: 'InputError', reason: 'status_404' });
  });

  it('does not take for launched what was made without its key', async () => {
    await host.close();
    await start({ unmodifiable: ['correlation_id'] });
    const error = await rejection(target.launch(launch(`change/${templateId}`)));
    expect(error).toMatchObject({ name: 'UnknownOutcomeError', reason: 'key_ignored' });
  });

  it('does not say that nothing was launched where access rules hide it', async () => {
    await target.launch(launch('incident'));
    standIns.servicenow.hideTasks();
    expect(await rejection(target.lookup('sw-0123456789', 'incident'))).toMatchObject({
      name: 'UpstreamError',
      reason: 'hidden',
      retryable: false,
    });
  });

  it('cancels with a note, and leaves alone what people closed', async () => {
    const { id } = await target.launch(launch('change'));
    await target.cancel(id, 'change');
    expect(task()).toMatchObject({ state: '4', close_notes: expect.stringContaining('Cancelled by Streamwarden') });
    await target.launch(launch('incident', {}, 'sw-2'));
    const incident = task(1)?.['sys_id'] ?? '';
    standIns.servicenow.edit(incident, { state: '7', close_code: 'Duplicate' });
    await target.cancel(incident, 'incident');
    expect(task(1)).toMatchObject({ state: '7', close_code: 'Duplicate' });
  });

  it('says so when ServiceNow keeps a change from being cancelled', async () => {
    const { id } = await target.launch(launch('change'));
    standIns.servicenow.failUpdates(403);
    expect(await rejection(target.cancel(id, 'change'))).toMatchObject({ name: 'UpstreamError', retryable: false });
  });

  it('takes back an incident with close code and notes, once', async () => {
    const { id } = await target.launch(launch('incident'));
    const undo = launch('incident', {}, 'sw-undo');
    const undone = await target.undo?.(undo, { jobId: id });
    expect(await target.undo?.(undo, { jobId: id })).toEqual(undone);
    expect(undone).toMatchObject({ id: `undo-${id}`, status: 'succeeded' });
    expect(task()).toMatchObject({ state: '8', close_code: 'No resolution provided', correlation_display: 'sw-undo' });
    expect(standIns.servicenow.workNotes(id)).toHaveLength(2);
  });

  it('takes back an open change, and never pretends to take back one that was carried out', async () => {
    standIns.servicenow.endChanges('never', 'successful');
    const open = await target.launch(launch('change'));
    expect(await target.undo?.(launch('change', {}, 'sw-undo'), { jobId: open.id })).toMatchObject({ status: 'succeeded' });
    const done = await target.launch(launch('change', {}, 'sw-2'));
    await clock.advanceBy(60_000);
    const undoing = target.undo?.(launch('change', {}, 'sw-undo-2'), { jobId: done.id }) ?? Promise.resolve();
    expect(await rejection(undoing)).toMatchObject({ name: 'InputError', reason: 'carried_out' });
  });

  it('resolves an incident when the alert is verified to be gone, and only then', async () => {
    const { id } = await target.launch(launch('incident'));
    await target.settle?.(id, 'incident', { verified: false, note: 'Still 40 errors a minute.' });
    expect(task()).toMatchObject({ state: '1' });
    await target.settle?.(id, 'incident', { verified: true, note: 'No error for 5 minutes.' });
    await target.settle?.(id, 'incident', { verified: true, note: 'No error for 5 minutes.' });
    expect(task()).toMatchObject({
      state: '6',
      close_code: 'Solution provided',
      close_notes: expect.stringContaining('No error for 5 minutes.'),
    });
    expect(standIns.servicenow.workNotes(onlyId())).toHaveLength(3);
  });
});
