/** What of webhooks the target contract does not know: receivers that keep no runs, modes, signatures, and values as they were. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Launch, Target } from '#kernel/target.ts';
import type { RunbookWebhookOptions, RunbookWebhookStandIn } from '#lib/local/stand-ins/runbook-webhook.ts';
import { hostileNames } from '#test/support/hostile-names.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { startReceiver } from '#test/support/target-cases/webhook.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const launch: Launch = { template: 'restart', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' };

let target: Target;
let receiver: RunbookWebhookStandIn;
let make: (send?: typeof fetch) => Target;
let close: () => Promise<void>;
const start = async (settings: object = {}, options: RunbookWebhookOptions = {}): Promise<void> => {
  await close?.();
  ({ receiver, make, close } = await startReceiver(new VirtualScheduler(), settings, options));
  target = make();
};
beforeEach(() => start());
afterEach(() => close());

describe('a receiver that keeps its runs', () => {
  it('is sent runbook, mode, key and parameters, and the parameters byte for byte', async () => {
    const parameters = Object.fromEntries(hostileNames.map((value, index) => [`p${index}`, value]));
    await target.launch({ ...launch, parameters });
    expect(receiver.runs()[0]?.body).toEqual({ version: 1, runbook: 'restart', mode: 'run', key: launch.idempotencyKey, parameters });
  });

  it('runs once however often it is asked under one key', async () => {
    const jobs = [await target.launch(launch), await target.launch(launch)];
    expect(jobs.map(({ id }) => id)).toEqual([launch.idempotencyKey, launch.idempotencyKey]);
    expect(receiver.runs()).toHaveLength(1);
  });

  it('is told which run to take back', async () => {
    const job = await target.launch(launch);
    await target.undo?.({ ...launch, idempotencyKey: 'sw-undo' }, { jobId: job.id });
    expect(receiver.runs()[1]?.body).toMatchObject({ mode: 'undo', key: 'sw-undo', undoes: launch.idempotencyKey });
  });

  it('says what another webhook takes and it does not: then a runbook is weighed without a dry run', async () => {
    const other = { ...launch, template: 'run-only' };
    expect(await rejection(target.dryRun?.(other) ?? Promise.resolve())).toMatchObject({ name: 'InputError', reason: 'no_dry_run' });
    const undo = target.undo?.(other, { jobId: launch.idempotencyKey }) ?? Promise.resolve();
    expect(await rejection(undo)).toMatchObject({ name: 'InputError', reason: 'no_undo' });
    expect(receiver.runs()).toEqual([]);
  });

  it.for(hostileNames.filter((name) => !/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)))('is asked for no run «%s»', async (key) => {
    expect(await rejection(target.launch({ ...launch, idempotencyKey: key }))).toMatchObject({ name: 'InputError', reason: 'key' });
    expect(await rejection(target.follow(key, 'restart'))).toMatchObject({ name: 'NotFoundError' });
    expect(receiver.runs()).toEqual([]);
  });

  it('has its words made readable, and no address shown that is not https', async () => {
    const body = { status: 'failed', detail: `no\u001b[2J\r\n${'x'.repeat(1_000)}`, url: 'javascript:alert(1)' };
    const job = await make(async () => Response.json(body)).follow(launch.idempotencyKey, 'restart');
    expect(job).toEqual({ id: launch.idempotencyKey, status: 'failed', detail: expect.stringMatching(/^no \[2J x+…$/) });
    expect(job.detail?.length).toBe(300);
  });

  it.for([400, 500, 429])('has no address in an error (%d)', async (status) => {
    receiver.failStarts({ status });
    expect(shownBy(await rejection(target.launch(launch)))).not.toMatch(/URLSECRET|ops\.example/);
  });
});

describe('a receiver that keeps no runs', () => {
  beforeEach(() => start({ jobs: false, modes: [] }, { runSeconds: 0 }));

  it.for(['succeeded', 'failed'] as const)('says at once that a run has %s, and it is so whenever it is followed', async (end) => {
    receiver.endRuns(end);
    const job = await target.launch(launch);
    expect(job.status).toBe(end);
    expect((await target.follow(job.id, 'restart')).status).toBe(end);
    await target.cancel(job.id, 'restart');
  });

  it('leaves the outcome unknown when it goes on, and when its answer is lost: a person has to look', async () => {
    receiver.endRuns('never');
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'no_jobs' });
    expect(await rejection(target.lookup(launch.idempotencyKey, 'restart'))).toMatchObject({ name: 'UpstreamError', retryable: false });
  });

  it('dry-runs and takes back nothing that its settings do not name', async () => {
    expect([target.dryRun, target.undo]).toEqual([undefined, undefined]);
    await start({ modes: ['dry_run'] });
    expect(target.undo).toBeUndefined();
    expect((await target.dryRun?.(launch))?.id).toBe(launch.idempotencyKey);
  });
});

it('knows no webhook that policy does not name', async () => {
  for (const template of ['other', '__proto__', 'constructor'])
    expect(await rejection(target.plan({ ...launch, template }))).toMatchObject({ name: 'InputError' });
});
