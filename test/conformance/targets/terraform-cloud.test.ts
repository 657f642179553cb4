/** What of HCP Terraform the target contract does not know: speculative plans, variables in HCL, locks, queues, states, what is destroyed, and taking a run back. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import { remediationTargetsSchema } from '#kernel/policy/remediation-targets.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import { createStandIns, type StandInRequest, type StandIns } from '#lib/local/stand-ins/index.ts';
import type { TerraformOptions } from '#lib/local/stand-ins/terraform-cloud.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const token = 'T0PSECRETTOKEN';
const workspace = 'ws-payment000000001';
const launch: Launch = { template: workspace, parameters: { replicas: '3' }, idempotencyKey: 'sw-0123456789' };
const under = (key: string, parameters: Launch['parameters'] = launch.parameters): Launch => ({
  ...launch,
  parameters,
  idempotencyKey: key,
});

describe('the HCP Terraform target', () => {
  let clock: VirtualScheduler;
  let standIns: StandIns;
  let host: LoopbackHost;
  let target: Target;
  let requests: StandInRequest[];

  const make = (send: typeof fetch, settings: object = {}): Target => {
    const kind = targetKinds.find(({ id }) => id === 'terraform-cloud');
    const parsed = remediationTargetsSchema.parse({
      'terraform-cloud': { organization: 'acme', secret: 'streamwarden/terraform', ...settings },
    });
    const made = kind?.make(parsed, { http: httpClient({ fetch: send, timeoutMs: 2_000 }), secret: async () => token });
    if (made === undefined) throw new Error('the registry makes no terraform-cloud');
    return made;
  };
  const start = async (terraform: TerraformOptions = {}): Promise<void> => {
    clock = new VirtualScheduler();
    standIns = createStandIns({ scheduler: clock, terraform: { token, ...terraform } });
    requests = [];
    host = await startLoopbackHost((request) => {
      requests.push(request);
      return standIns.handle(request);
    });
    target = make(host.fetch);
  };
  const restart = async (terraform: TerraformOptions): Promise<void> => {
    await host.close();
    await start(terraform);
  };
  const dryRun = (wanted: Launch): Promise<Job> => target.dryRun?.(wanted) ?? Promise.reject(new Error('no dry run'));
  const ended = async (job: Job): Promise<Job> => {
    await clock.advanceBy(60_000);
    return target.follow(job.id, workspace);
  };
  const posts = () => requests.filter(({ method }) => method === 'POST');

  beforeEach(() => start());
  afterEach(() => host.close());

  it('says beforehand what would be planned, by whose leave, and whether it is locked', async () => {
    expect(await target.plan(launch)).toEqual({
      changes:
        'Plans workspace payment of acme and applies what the plan says, with replicas of its own. Its own runs are applied when a person confirms them.',
      touches: ['workspace payment'],
    });
    standIns.terraform.lock(workspace);
    expect((await target.plan(launch)).changes).toContain('locked now');
    expect(posts()).toEqual([]);
  });

  it('applies a run with its variables, and shows where it can be seen', async () => {
    const job = await target.launch(launch);
    expect(job).toMatchObject({ status: 'pending', url: `https://app.terraform.io/app/acme/workspaces/payment/runs/${job.id}` });
    expect(standIns.terraform.runs()[0]).toMatchObject({ autoApply: true, planOnly: false, message: 'Streamwarden sw-0123456789' });
    expect(standIns.terraform.variablesOf(job.id)).toEqual({ replicas: '3' });
    expect(await ended(job)).toMatchObject({
      status: 'succeeded',
      detail: 'HCP Terraform says applied. Plan: 1 to add, 0 to change, 0 to destroy.',
    });
  });

  it('makes a plan that can never be applied, and names what it would destroy', async () => {
    standIns.terraform.planRuns({ additions: 1, changes: 2, destructions: ['aws_instance.old', 'module.x["\u001b[2J"].aws_db.y'] });
    const job = await ended(await dryRun(launch));
    expect(job).toMatchObject({
      status: 'succeeded',
      detail:
        'HCP Terraform says planned_and_finished. Plan: 1 to add, 2 to change, 2 to destroy: aws_instance.old, module.x[" [2J"].aws_db.y.',
    });
    expect(standIns.terraform.runs()[0]).toMatchObject({ planOnly: true, autoApply: false });
    expect(shownBy(job)).not.toContain('PLANSECRET');
    const stored = requests.filter(({ url }) => url.startsWith('https://archivist.terraform.io/'));
    expect(stored.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('counts what would be destroyed where the token may not read the plan', async () => {
    await restart({ admin: false });
    standIns.terraform.planRuns({ additions: 0, changes: 0, destructions: ['aws_instance.old'] });
    expect((await ended(await dryRun(launch))).detail).toContain('1 to destroy: what, could not be read.');
  });

  it.for([
    'https://evil.example.com/x',
    'http://archivist.terraform.io/x',
    'https://archivist.terraform.io.evil.example.com/',
    'https://a@app.terraform.io/',
    '/x',
    '',
  ])('fetches a plan from nowhere but its store: «%s»', async (location) => {
    standIns.terraform.planRuns({ additions: 0, changes: 0, destructions: ['aws_instance.old'] });
    const { id } = await dryRun(launch);
    await clock.advanceBy(60_000);
    const calls: string[] = [];
    const misled = make(async (input, init) => {
      calls.push(String(input));
      return String(input).endsWith('/json-output') ? new Response(null, { status: 307, headers: { location } }) : host.fetch(input, init);
    });
    expect((await misled.follow(id, workspace)).detail).toContain('could not be read');
    expect(calls.map((url) => new URL(url).hostname)).toEqual(['app.terraform.io', 'app.terraform.io']);
  });

  it('puts a launch off while the workspace is locked, and leaves nothing behind that would start later', async () => {
    standIns.terraform.lock(workspace);
    expect(await rejection(target.launch(launch))).toMatchObject({
      name: 'UpstreamError',
      retryable: true,
      reason: 'workspace_locked',
      status: 409,
    });
    expect(standIns.terraform.runs()).toEqual([]);
    expect(await dryRun(launch)).toMatchObject({ status: 'pending' });
    standIns.terraform.unlock(workspace);
    expect(await target.launch(under('sw-later'))).toMatchObject({ status: 'pending' });
  });

  it('starts one run under one key, also while that run holds the workspace', async () => {
    const { id } = await target.launch(launch);
    await clock.advanceBy(5_000);
    expect(await target.launch(launch)).toMatchObject({ id, status: 'running' });
    expect(standIns.terraform.runs()).toHaveLength(1);
  });

  it('finds a run behind two hundred others, and reads no more than five pages', async () => {
    const { id } = await target.launch(launch);
    const post = (count: number) => {
      for (let index = 0; index < count; index += 1)
        standIns.handle({
          method: 'POST',
          url: 'https://app.terraform.io/api/v2/runs',
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify({
            data: { type: 'runs', attributes: { message: `other ${index}` }, relationships: { workspace: { data: { id: workspace } } } },
          }),
        });
    };
    post(250);
    expect(await target.lookup(launch.idempotencyKey, workspace)).toMatchObject({ id });
    post(300);
    requests.length = 0;
    expect(await target.lookup(launch.idempotencyKey, workspace)).toBeUndefined();
    expect(requests).toHaveLength(5);
  });

  it('hears how long to wait from the limit on lists', async () => {
    const looks = Array.from({ length: 30 }, () => target.lookup('sw-none', workspace));
    await Promise.all(looks);
    expect(await rejection(target.lookup('sw-none', workspace))).toMatchObject({
      name: 'UpstreamError',
      status: 429,
      retryable: true,
      retryAfter: 13,
    });
  });

  describe('stopping', () => {
    it.for([
      ['a run that waits', 0, 'canceled'],
      ['a run that plans', 5_000, 'canceled'],
      ['a run that applies', 15_000, 'canceled'],
    ] as const)('cancels %s', async ([, after, status]) => {
      const { id } = await target.launch(launch);
      await clock.advanceBy(after);
      await target.cancel(id, workspace);
      expect(standIns.terraform.runs()[0]?.status).toBe(status);
      expect(await target.follow(id, workspace)).toMatchObject({ status: 'cancelled' });
    });

    it('discards a run that waits for a person, and says that it waits', async () => {
      standIns.terraform.endRuns('policy');
      const job = await ended(await target.launch(launch));
      expect(job).toMatchObject({ status: 'running' });
      expect(job.detail).toContain('It waits for a person.');
      await target.cancel(job.id, workspace);
      expect(standIns.terraform.runs()[0]?.status).toBe('discarded');
    });

    it('does not ask again while a run is being cancelled', async () => {
      const { id } = await target.launch(launch);
      const slow = make(async (input, init) => {
        const response = await host.fetch(input, init);
        return new Response((await response.text()).replace('"canceled-at":null', '"canceled-at":"2026-01-01T00:00:00Z"'), response);
      });
      await slow.cancel(id, workspace);
      expect(posts().map(({ url }) => new URL(url).pathname)).toEqual(['/api/v2/runs']);
    });

    it('leaves a run alone that has ended', async () => {
      const job = await ended(await target.launch(launch));
      requests.length = 0;
      await target.cancel(job.id, workspace);
      expect(posts()).toEqual([]);
      expect(standIns.terraform.runs()[0]?.status).toBe('applied');
    });

    it.for([
      [409, { name: 'UpstreamError', retryable: true }],
      [404, { name: 'NotFoundError' }],
      [403, { name: 'UpstreamError', retryable: false }],
      [429, { name: 'UpstreamError', retryable: true }],
      [500, { name: 'UpstreamError', retryable: true }],
    ] as const)('takes %d to a cancellation as %o', async ([status, error]) => {
      const { id } = await target.launch(launch);
      const deaf = make(async (input, init) => (init?.method === 'POST' ? new Response('{}', { status }) : host.fetch(input, init)));
      expect(await rejection(deaf.cancel(id, workspace))).toMatchObject(error);
    });
  });

  describe('following', () => {
    const says = (status: string): Target =>
      make(async () =>
        Response.json({ data: { id: 'run-1', attributes: { status }, relationships: { workspace: { data: { id: workspace } } } } }),
      );

    it.for([
      ['pending', 'pending fetching fetching_completed pre_plan_running pre_plan_completed queuing plan_queued'],
      [
        'running',
        'planning planned cost_estimating cost_estimated policy_checking policy_override policy_checked confirmed post_plan_running post_plan_completed post_plan_awaiting_decision planned_and_saved queuing_apply apply_queued pre_apply_running pre_apply_completed applying',
      ],
      ['succeeded', 'planned_and_finished applied'],
      ['failed', 'policy_soft_failed errored'],
      ['cancelled', 'discarded canceled force_canceled'],
      ['running', 'a_state_to_come constructor'],
    ])('says %s for %s', async ([status, states]) => {
      for (const state of (states ?? '').split(' ')) expect((await says(state).follow('run-1', workspace)).status).toBe(status);
    });

    it('knows no run of another workspace', async () => {
      const { id } = await target.launch(launch);
      expect(await rejection(target.follow(id, 'ws-another'))).toMatchObject({ name: 'NotFoundError' });
    });
  });

  describe('taking a run back', () => {
    const undo = (key: string, past: { jobId: string; snapshot?: string }) =>
      target.undo?.(under(key), past) ?? Promise.reject(new Error('no undo'));
    const snapshot = () => target.snapshot?.(launch) ?? Promise.reject(new Error('no snapshot'));

    it('applies again the configuration and the variables that were applied before', async () => {
      await ended(await target.launch(under('sw-first', { replicas: '2' })));
      const seen = await snapshot();
      const job = await ended(await target.launch(under('sw-second', { replicas: '9' })));
      const undone = await undo('sw-undo', { jobId: job.id, snapshot: seen });
      expect(standIns.terraform.variablesOf(undone.id)).toEqual({ replicas: '2' });
      expect(standIns.terraform.runs()[2]?.configuration).toBe(standIns.terraform.runs()[0]?.configuration);
      expect(await ended(undone)).toMatchObject({ status: 'succeeded' });
      expect(await undo('sw-undo', { jobId: job.id, snapshot: seen })).toMatchObject({ id: undone.id });
    });

    it('leaves a workspace alone in which something else was applied since', async () => {
      const seen = await snapshot();
      const job = await ended(await target.launch(launch));
      await ended(await target.launch(under('sw-other')));
      expect(await rejection(undo('sw-undo', { jobId: job.id, snapshot: seen }))).toMatchObject({
        name: 'InputError',
        reason: 'changed_since',
      });
      expect(standIns.terraform.runs()).toHaveLength(2);
    });

    it.for([undefined, '', '{}', 'null', '[]', '{"run":7}', '{"run":"run-1/../x","stateVersion":"sv-1"}'])(
      'does nothing on a record that says nothing: %s',
      async (snapshotText) => {
        const past = snapshotText === undefined ? { jobId: 'run-1' } : { jobId: 'run-1', snapshot: snapshotText };
        expect(await rejection(undo('sw-undo', past))).toMatchObject({ name: 'InputError' });
        expect(posts()).toEqual([]);
      },
    );

    it.for([{ 'is-destroy': true }, { 'refresh-only': true }, { 'target-addrs': ['aws_instance.x'] }])(
      'does not repeat a run that was no whole apply: %o',
      async (attributes) => {
        const seen = await snapshot();
        const job = await ended(await target.launch(launch));
        const partial = make(async (input, init) => {
          const response = await host.fetch(input, init);
          const isPast = String(input).includes(`/runs/${JSON.parse(seen).run}`);
          return isPast
            ? Response.json({
                ...JSON.parse(await response.text(), (name, value) => (name === 'attributes' ? { ...value, ...attributes } : value)),
              })
            : response;
        });
        const undone = partial.undo?.(under('sw-undo'), { jobId: job.id, snapshot: seen });
        expect(await rejection(undone ?? Promise.resolve())).toMatchObject({ name: 'InputError', reason: 'no_past' });
      },
    );
  });

  it.for([
    [{ mayApply: false }, 'no_apply'],
    [{ organization: 'another' }, 'organization'],
    [{ workspaces: {} }, 'template'],
  ] as const)('starts nothing in a workspace that is not for it: %o', async ([options, reason]) => {
    await restart(options);
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'InputError', reason });
    expect(posts()).toEqual([]);
  });

  it('starts nothing in a workspace whose runs are made elsewhere', async () => {
    const local = make(async (input, init) => {
      const response = await host.fetch(input, init);
      return new Response((await response.text()).replace('"execution-mode":"remote"', '"execution-mode":"local"'), response);
    });
    expect(await rejection(local.launch(launch))).toMatchObject({ name: 'InputError', reason: 'local_runs' });
    expect(posts()).toEqual([]);
  });

  it.for(['ws-', 'ws-1/../../runs', 'ws-1?x', 'payment', ''])('refuses what is no id of a workspace: «%s»', async (template) => {
    expect(await rejection(target.launch({ ...launch, template }))).toMatchObject({ name: 'InputError' });
    expect(await rejection(target.follow('run-1', template))).toBeInstanceOf(Error);
    expect(posts()).toEqual([]);
  });

  it.for(['run-', 'run-1/actions/apply', 'plan-1', ''])('refuses what is no id of a run: «%s»', async (jobId) => {
    expect(await rejection(target.follow(jobId, workspace))).toMatchObject({ name: 'InputError' });
    expect(requests).toEqual([]);
  });

  it.for(['Replicas', 'a-b', 'a.b', '', '__proto__\n', '\x24{x}', '1a', 'é'])('takes no variable called «%s»', async (name) => {
    expect(await rejection(target.launch(under('sw-1', { [name]: 'x' })))).toMatchObject({ name: 'InputError', reason: 'variable_name' });
    expect(requests).toEqual([]);
  });

  it.for([
    '\x24{file("/etc/passwd")}',
    '$\x24{x}',
    '$$\x24{x}',
    '%{ for a in b }x%{ endfor }',
    '%%{if true}',
    '"\nprovider "aws" {}',
    '<<EOF\nx\nEOF',
    '\\',
    '\\"',
    '\\u0024{x}',
    'a\r\nX-Injected: 1',
    '../../runs/run-1/actions/apply',
    '?filter[status]=x&search[basic]=y',
    '\u0000\u202e\u2028\ufeff',
    '🙂\x24{x}',
  ])('hands hostile text over as a literal in which nothing is evaluated: %o', async (value) => {
    const { id } = await target.launch(under('sw-1', { value }));
    expect(standIns.terraform.variablesOf(id)).toEqual({ value });
    expect(standIns.terraform.runs()[0]?.variables[0]?.value).not.toMatch(/[$%]/);
  });

  it('hands any Unicode text over as it is, and never in a path; other text is refused', async () => {
    const { parameters } = launch;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), fc.uuid(), async (value, key) => {
        await clock.advanceBy(90_000);
        requests.length = 0;
        const { id } = await target.launch(under(`sw-${key}`, { ...parameters, value }));
        expect(standIns.terraform.variablesOf(id)['value']).toBe(value);
        for (const { url } of requests)
          expect(url).toMatch(
            /^https:\/\/app\.terraform\.io\/api\/v2\/(?:runs|workspaces\/ws-payment000000001(?:\/runs)?)(?:\?[a-z_%0-9A-F=,&]*)?$/i,
          );
      }),
      { numRuns: 25 },
    );
    expect(await rejection(target.launch(under('sw-1', { value: '\udc00' })))).toMatchObject({ name: 'InputError', reason: 'value' });
  });
});
