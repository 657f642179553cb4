/** What of AWX the target contract does not know: workflows, check mode, surveys, dropped fields, long lists, the platform's gateway, hostile values. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import { remediationTargetsSchema } from '#kernel/policy/remediation-targets.ts';
import type { Launch, Target } from '#kernel/target.ts';
import type { AwxOptions } from '#lib/local/stand-ins/awx.ts';
import { createStandIns, type StandInRequest, type StandIns } from '#lib/local/stand-ins/index.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const token = 'T0PSECRETTOKEN';
const launch: Launch = { template: '42', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' };
const workflow: Launch = { ...launch, template: 'workflow/7' };

describe('the AWX target', () => {
  let clock: VirtualScheduler;
  let standIns: StandIns;
  let host: LoopbackHost;
  let target: Target;
  let requests: StandInRequest[];

  const make = (send: typeof fetch, settings: object = { url: 'https://awx.test/' }): Target => {
    const kind = targetKinds.find((candidate) => candidate.id === 'awx');
    const ports = { http: httpClient({ fetch: send, timeoutMs: 2_000 }), secret: async () => token };
    const made = kind?.make(remediationTargetsSchema.parse({ awx: settings }), ports);
    if (made === undefined) throw new Error('the registry makes no awx');
    return made;
  };
  const start = async (awx: AwxOptions = {}): Promise<void> => {
    clock = new VirtualScheduler();
    standIns = createStandIns({ scheduler: clock, awx: { token, templates: [42, 43, 44], unprompted: [43], checkable: [42], ...awx } });
    requests = [];
    host = await startLoopbackHost((request) => {
      requests.push(request);
      return standIns.handle(request);
    });
    target = make(host.fetch);
  };
  const restart = async (awx: AwxOptions): Promise<void> => {
    await host.close();
    await start(awx);
  };

  beforeEach(() => start());
  afterEach(() => host.close());

  it('launches a job with its parameters and follows it to the end', async () => {
    const job = await target.launch(launch);
    expect(job).toMatchObject({ status: 'pending', url: 'https://awx.test/#/jobs/playbook/1/output' });
    expect(standIns.awx.jobs()[0]?.extraVars).toEqual({ ...launch.parameters, streamwarden_key: launch.idempotencyKey });
    await clock.advanceBy(5_000);
    expect((await target.follow(job.id, launch.template)).status).toBe('running');
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id, launch.template)).status).toBe('succeeded');
  });

  it('says beforehand which playbook runs where, and with which variables', async () => {
    expect(await target.plan(launch)).toEqual({
      changes:
        'Runs job template 42, template 42: playbook runbook.yml of project runbooks, on inventory production, limited to payment, and sets service.',
      touches: ['inventory production'],
    });
    expect((await target.plan(workflow)).changes).toBe('Runs workflow template 7, template 7, on inventory production, and sets service.');
  });

  it('launches, follows, finds and cancels a workflow, and mistakes no job for one', async () => {
    standIns.awx.endJobs('never', 'never');
    const [plain, flow] = [await target.launch(launch), await target.launch({ ...workflow, idempotencyKey: 'sw-flow' })];
    expect(standIns.awx.jobs().map(({ kind, template }) => [kind, template])).toEqual([
      ['job', 42],
      ['workflow', 7],
    ]);
    expect(flow.url).toBe('https://awx.test/#/jobs/workflow/2/output');
    expect(await target.lookup('sw-flow', 'workflow/7')).toMatchObject({ id: flow.id });
    expect(await target.lookup('sw-flow', '42')).toBeUndefined();
    expect(await rejection(target.follow(plain.id, 'workflow/7'))).toMatchObject({ name: 'NotFoundError' });
    await target.cancel(flow.id, 'workflow/7');
    expect(await target.follow(flow.id, 'workflow/7')).toMatchObject({ status: 'cancelled' });
    expect(await target.follow(plain.id, '42')).toMatchObject({ status: 'pending' });
  });

  it('runs a check, and says on which hosts something would change', async () => {
    await restart({ checkFinds: { 'payment-1': 2, 'payment-2': 0, '\u001b[2Jpayment-3': 1 } });
    const dry = await target.dryRun?.(launch);
    expect(standIns.awx.jobs()[0]?.jobType).toBe('check');
    await clock.advanceBy(60_000);
    expect(await target.follow(dry?.id ?? '', '42')).toMatchObject({
      status: 'succeeded',
      detail: 'AWX says successful. Would change, by tasks: payment-1 (2), [2Jpayment-3 (1).',
    });
  });

  it.for(['43', '44', 'workflow/7'])('has no dry run where the template does not ask for its job type: %s', async (template) => {
    await restart({ unprompted: [] });
    expect(await rejection(target.dryRun?.({ ...launch, template }) ?? Promise.resolve())).toMatchObject({
      name: 'InputError',
      reason: 'no_dry_run',
    });
    expect(standIns.awx.jobs()).toHaveLength(0);
  });

  it('finds a job by its key where lists leave the variables out', async () => {
    await restart({ slimLists: true });
    await target.launch(launch);
    await target.launch({ ...launch, idempotencyKey: 'sw-another' });
    expect(await target.lookup(launch.idempotencyKey, launch.template)).toMatchObject({ id: '1' });
  });

  it('finds a job that sixty others came after, and gives up after the newest five hundred', async () => {
    const { id } = await target.launch(launch);
    const post = (index: number) =>
      standIns.handle({
        method: 'POST',
        url: 'https://awx.test/api/v2/job_templates/42/launch/',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ extra_vars: { index } }),
      });
    for (let index = 0; index < 60; index += 1) post(index);
    expect(await target.lookup(launch.idempotencyKey, '42')).toMatchObject({ id });
    for (let index = 0; index < 500; index += 1) post(index);
    requests.length = 0;
    expect(await target.lookup(launch.idempotencyKey, '42')).toBeUndefined();
    expect(requests).toHaveLength(20);
  });

  it.for(['42', 'workflow/7'])('launches once under one key, however often it is asked: %s', async (template) => {
    const first = await target.launch({ ...launch, template });
    expect(await target.launch({ ...launch, template })).toMatchObject({ id: first.id });
    expect(standIns.awx.jobs()).toHaveLength(1);
  });

  it('launches nothing where the system would drop the parameters', async () => {
    expect(await rejection(target.launch({ ...launch, template: '43' }))).toMatchObject({ name: 'InputError', reason: 'no_prompt' });
    expect(standIns.awx.jobs()).toHaveLength(0);
  });

  it.for(['7', '42/../../users', '42?x=1', '', 'workflow/', 'workflow/7/../8', 'Workflow/7'])(
    'refuses a template that is not there or has no form of one: «%s»',
    async (template) => {
      expect(await rejection(target.launch({ ...launch, template }))).toMatchObject({ name: 'InputError' });
      expect(requests.every(({ url }) => url.endsWith('/job_templates/7/launch/'))).toBe(true);
    },
  );

  it('reaches the controller behind the gateway of the platform', async () => {
    const behind = make(host.fetch, { url: 'https://aap.test', api: '/api/controller/v2' });
    const job = await behind.launch(launch);
    expect(job.url).toBe('https://aap.test/execution/jobs/playbook/1/output');
    expect(requests.every(({ url }) => url.startsWith('https://aap.test/api/controller/v2/'))).toBe(true);
  });

  describe('where the template has a survey', () => {
    const key = { variable: 'streamwarden_key', type: 'text', required: false } as const;
    const survey = [
      { variable: 'replicas', type: 'integer', required: true, min: 1, max: 5 },
      { variable: 'mode', type: 'multiplechoice', required: false, choices: 'rolling\nall' },
      { variable: 'zones', type: 'multiselect', required: false, choices: ['a', 'b'] },
      { variable: 'share', type: 'float', required: false, min: '', max: 1 },
      { variable: 'note', type: 'text', required: false, min: 0, max: 4 },
      { variable: 'pin', type: 'password', required: false },
    ] as const;
    const launchWith = (parameters: Record<string, string>) => target.launch({ ...launch, parameters });

    beforeEach(() => restart({ unprompted: [42], surveys: { '42': [...survey, key] } }));

    it('gives answers in the types of its questions', async () => {
      await launchWith({ replicas: '3', mode: 'all', zones: 'b', share: '0.5', note: '🙂🙂🙂🙂' });
      expect(standIns.awx.jobs()[0]?.extraVars).toEqual({
        replicas: 3,
        mode: 'all',
        zones: ['b'],
        share: 0.5,
        note: '🙂🙂🙂🙂',
        streamwarden_key: launch.idempotencyKey,
      });
    });

    it.for([
      [{ replicas: '9' }, 'survey'],
      [{ replicas: '0x1' }, 'survey'],
      [{ replicas: '1', mode: 'all; rm -rf /' }, 'survey'],
      [{ replicas: '1', zones: 'c' }, 'survey'],
      [{ replicas: '1', share: '1e9' }, 'survey'],
      [{ replicas: '1', note: 'too long' }, 'survey'],
      [{ replicas: '1', pin: '$encrypted$' }, 'survey'],
      [{ replicas: '1', other: 'x' }, 'no_prompt'],
      [{ mode: 'all' }, 'needs_input'],
    ] as const)('refuses %o as %s, before it asks for a launch', async ([parameters, reason]) => {
      expect(await rejection(launchWith(parameters))).toMatchObject({ name: 'InputError', reason });
      expect(requests.filter(({ method }) => method === 'POST')).toEqual([]);
    });

    it('launches nothing that could not be found again', async () => {
      await restart({ unprompted: [42], surveys: { '42': survey } });
      expect(await rejection(launchWith({ replicas: '1' }))).toMatchObject({ name: 'InputError', reason: 'no_prompt' });
    });
  });

  it.for(['ansible_host', 'ANSIBLE_CONNECTION', 'streamwarden_key', 'a-b', '', '__proto__ x', 'a'.repeat(101)])(
    'takes no parameter called «%s»',
    async (name) => {
      expect(await rejection(target.launch({ ...launch, parameters: { [name]: 'x' } }))).toMatchObject({ reason: 'variable_name' });
    },
  );

  it.for(["{{ lookup('pipe', 'id') }}", '{% raw %}', 'a{#b', '\ud800'])(
    'sends nothing that Jinja would expand, or that is no text: %o',
    async (value) => {
      const error = await rejection(target.launch({ ...launch, parameters: { service: value } }));
      expect(error).toMatchObject({ name: 'InputError', reason: 'value' });
      expect(shownBy(error)).not.toContain(value);
    },
  );

  it('hands every other value over as it is, and never in a path', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => !/\{[{%#]/.test(value)),
        fc.uuid(),
        async (value, id) => {
          requests.length = 0;
          await target.launch({ ...launch, parameters: { service: value }, idempotencyKey: `sw-${id}` });
          expect(standIns.awx.jobs().at(-1)?.extraVars['service']).toBe(value);
          for (const { url } of requests) expect(url).toMatch(/^https:\/\/awx\.test\/api\/v2\/job_templates\/42\/[a-z_0-9/?&=-]*$/);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.for([
    '"; DROP TABLE jobs; --',
    "'; id; #",
    '$(id)',
    'a\r\nX-Injected: 1',
    '../../users/1',
    '?extra_vars=1&x',
    '\u202egnp.exe',
    '\u0000',
  ])('hands hostile text over byte for byte: %o', async (value) => {
    await target.launch({ ...launch, parameters: { service: value } });
    expect(standIns.awx.jobs()[0]?.extraVars['service']).toBe(value);
  });

  it('makes what AWX says readable, and bounds it', async () => {
    const noisy = make(async () =>
      Response.json({ id: 1, status: 'failed', job_explanation: `\u001b[31mred\r\nforged line ${'x'.repeat(2_000)}` }),
    );
    const { detail = '' } = await noisy.follow('1', '42');
    expect(detail).not.toMatch(/\p{Cc}/u);
    expect(detail.length).toBeLessThanOrEqual(500);
  });

  it.for([
    [{ passwords_needed_to_start: ['ssh_password'] }, 'needs_input'],
    [{ inventory_needed_to_start: true }, 'needs_input'],
    [{ credential_needed_to_start: true }, 'needs_input'],
    [{ node_templates_missing: [3] }, 'broken'],
    [{ defaults: { job_slice_count: 4 } }, 'sliced'],
  ] as const)('launches nothing a template is not ready for: %o', async ([options, reason]) => {
    const asks = make(async () => Response.json({ ask_variables_on_launch: true, ...options }));
    expect(await rejection(asks.launch(launch))).toMatchObject({ name: 'InputError', reason });
  });

  it('stops a run that was to be a check', async () => {
    const calls: string[] = [];
    const answers: Record<string, object> = {
      GET: { ask_variables_on_launch: true, ask_job_type_on_launch: true, next: null, results: [] },
      POST: { id: 9, status: 'pending', job_type: 'run', ignored_fields: { job_type: 'check' } },
    };
    const deaf = make(async (input, init) => {
      const path = new URL(String(input)).pathname;
      calls.push(`${init?.method} ${path}`);
      return path.endsWith('/cancel/')
        ? new Response('', { status: 202 })
        : Response.json(answers[init?.method ?? ''], { status: init?.method === 'POST' ? 201 : 200 });
    });
    expect(await rejection(deaf.dryRun?.(launch) ?? Promise.resolve())).toMatchObject({
      name: 'UnknownOutcomeError',
      reason: 'not_a_check',
    });
    expect(calls.at(-1)).toBe('POST /api/v2/jobs/9/cancel/');
  });
});
