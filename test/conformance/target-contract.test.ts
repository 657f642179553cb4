/** Every target keeps the target contract: what surely did not start, what may have, how a job is found again, and no secret in an error. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Launch, Target } from '#kernel/target.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const token = 'T0PSECRETTOKEN';
const launch: Launch = { template: '42', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' };
const templates = [42, 43, 44];

describe.for(targetKinds.map(({ id }) => id))('the %s target', (id) => {
  let clock: VirtualScheduler;
  let standIns: StandIns;
  let host: LoopbackHost;
  let target: Target;

  const make = (send: typeof fetch, secret = token): Target => {
    const kind = targetKinds.find((candidate) => candidate.id === id);
    const ports = { http: httpClient({ fetch: send, timeoutMs: 2_000 }), token: async () => secret };
    const made = kind?.make({ awx: { url: 'https://awx.test/' } }, ports);
    if (made === undefined) throw new Error(`the registry makes no ${id}`);
    return made;
  };
  const start = async (awx: { readonly slimLists?: boolean } = {}): Promise<void> => {
    clock = new VirtualScheduler();
    standIns = createStandIns({ scheduler: clock, awx: { token, templates, unprompted: [43], ...awx } });
    host = await startLoopbackHost(standIns.handle);
    target = make(host.fetch);
  };

  beforeEach(() => start());
  afterEach(() => host.close());

  it('launches a job with its parameters and follows it to the end', async () => {
    const job = await target.launch(launch);
    expect(job.status).toBe('pending');
    expect(standIns.awx.jobs()[0]?.extraVars).toMatchObject(launch.parameters);
    await clock.advanceBy(5_000);
    expect((await target.follow(job.id)).status).toBe('running');
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id)).status).toBe('succeeded');
  });

  it('reports a job that fails', async () => {
    standIns.awx.endJobs('failed');
    const job = await target.launch(launch);
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id)).status).toBe('failed');
  });

  it.for([
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [405, 'InputError', false],
    [409, 'UpstreamError', false],
    [302, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ] as const)('takes %d to a launch as %s, retryable: %s', async ([status, name, retryable]) => {
    standIns.awx.failLaunches({ status, headers: { 'retry-after': '9' } });
    const error = await rejection(target.launch(launch));
    expect(error).toMatchObject({ name, retryable });
    if (name === 'UpstreamError') expect(error).toMatchObject({ status, retryAfter: 9 });
    expect(standIns.awx.jobs()).toHaveLength(0);
  });

  it('says the outcome is unknown when the answer is lost, and finds the job by its key', async () => {
    await target.launch({ ...launch, idempotencyKey: 'sw-another' });
    standIns.awx.failLaunches('lost_after');
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(await target.lookup(launch.idempotencyKey, launch.template)).toMatchObject({ id: '2' });
  });

  it('finds no job when the launch never arrived', async () => {
    standIns.awx.failLaunches('lost_before');
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(await target.lookup(launch.idempotencyKey, launch.template)).toBeUndefined();
  });

  it('finds a job by its key where lists leave the variables out', async () => {
    await host.close();
    await start({ slimLists: true });
    await target.launch(launch);
    await target.launch({ ...launch, idempotencyKey: 'sw-another' });
    expect(await target.lookup(launch.idempotencyKey, launch.template)).toMatchObject({ id: '1' });
  });

  it('launches nothing where the system would drop the parameters', async () => {
    expect(await rejection(target.launch({ ...launch, template: '43' }))).toMatchObject({ name: 'InputError', reason: 'no_prompt' });
    expect(standIns.awx.jobs()).toHaveLength(0);
  });

  it('surely launched nothing when nobody is there', async () => {
    await host.close();
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UpstreamError', retryable: true });
  });

  it.for(['7', '42/../../users', '42?x=1', ''])('refuses a template that is not there or no number: «%s»', async (template) => {
    expect(await rejection(target.launch({ ...launch, template }))).toMatchObject({ name: 'InputError' });
  });

  it('cancels a job, and again without complaint', async () => {
    const job = await target.launch(launch);
    await target.cancel(job.id);
    await target.cancel(job.id);
    expect((await target.follow(job.id)).status).toBe('cancelled');
  });

  it('does not know a job that is not there', async () => {
    expect(await rejection(target.follow('999'))).toMatchObject({ name: 'NotFoundError' });
    expect(await rejection(target.cancel('999'))).toMatchObject({ name: 'NotFoundError' });
  });

  it('cannot sign in with a wrong token, and says so without it', async () => {
    const error = await rejection(make(host.fetch, 'WRONGSECRET').launch(launch));
    expect(error).toMatchObject({ name: 'UpstreamError', status: 401, retryable: false });
    expect(shownBy(error)).not.toContain('WRONGSECRET');
  });

  it.for(['503', '400', 'lost_after', 'gone'] as const)('lets no secret into an error (%s)', async (how) => {
    if (how === 'gone') await host.close();
    else standIns.awx.failLaunches(how === 'lost_after' ? how : { status: Number(how) });
    expect(shownBy(await rejection(target.launch(launch)))).not.toContain(token);
  });

  it.for(['<html>', '{}', '[]', '{"id":"x","status":"odd"}', ''])(
    'takes a malformed answer as a failure, never as a job: %s',
    async (body) => {
      const odd: typeof fetch = async () => new Response(body, { status: 200 });
      expect(await rejection(make(odd).follow('1'))).toMatchObject({ name: 'UpstreamError', reason: 'malformed' });
      expect(await rejection(make(odd).lookup('k', '42'))).toMatchObject({ name: 'UpstreamError' });
    },
  );
});
