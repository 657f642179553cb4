/** What of AWX the target contract does not know: fields that are dropped, lists that leave variables out, ids in paths. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Launch, Target } from '#kernel/target.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import { rejection } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const token = 'T0PSECRETTOKEN';
const launch: Launch = { template: '42', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' };
const templates = [42, 43, 44];

describe('the AWX target', () => {
  let clock: VirtualScheduler;
  let standIns: StandIns;
  let host: LoopbackHost;
  let target: Target;

  const make = (send: typeof fetch, secret = token): Target => {
    const kind = targetKinds.find((candidate) => candidate.id === 'awx');
    const ports = { http: httpClient({ fetch: send, timeoutMs: 2_000 }), secret: async () => secret };
    const made = kind?.make({ awx: { url: 'https://awx.test/' } }, ports);
    if (made === undefined) throw new Error('the registry makes no awx');
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
    expect((await target.follow(job.id, launch.template)).status).toBe('running');
    await clock.advanceBy(60_000);
    expect((await target.follow(job.id, launch.template)).status).toBe('succeeded');
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

  it.for(['7', '42/../../users', '42?x=1', ''])('refuses a template that is not there or no number: «%s»', async (template) => {
    expect(await rejection(target.launch({ ...launch, template }))).toMatchObject({ name: 'InputError' });
  });
});
