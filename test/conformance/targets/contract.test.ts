/** Every target keeps the target contract: what surely did not start, what may have, how a job is found again, and no secret in an error. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetKinds } from '#functions/remediate/registry.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { targetCases } from '#test/support/target-cases/index.ts';
import type { TargetWorld } from '#test/support/target-cases/target-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

it('knows every target there is', () => {
  expect(targetCases.map(({ id }) => id).toSorted()).toEqual(targetKinds.map(({ id }) => id).toSorted());
});

describe.for(targetCases)('the $id target', ({ id, launch, secret, jobMs, unknownJob, refusals, undone = launch, start }) => {
  let clock: VirtualScheduler;
  let world: TargetWorld;
  const another = { ...launch, idempotencyKey: 'sw-another' };

  beforeEach(async () => {
    clock = new VirtualScheduler();
    world = await start(clock);
  });
  afterEach(() => world.close());

  const statusOf = async (jobId: string) => (await world.target.follow(jobId, launch.template)).status;

  it('is called what the registry calls it', () => {
    expect(world.target.id).toBe(id);
  });

  it('says what a launch would change, and starts nothing', async () => {
    const { changes, touches } = await world.target.plan(launch);
    expect(changes).toMatch(/\S/);
    expect(changes.length).toBeLessThanOrEqual(500);
    expect(touches.length).toBeLessThanOrEqual(20);
    expect(world.started()).toBe(0);
  });

  it('launches a job and follows it to the end', async () => {
    const job = await world.target.launch(launch);
    expect(['pending', 'running', 'succeeded']).toContain(job.status);
    await clock.advanceBy(jobMs);
    expect(await statusOf(job.id)).toBe('succeeded');
    expect(world.started()).toBe(1);
  });

  it('reports a job that fails', async () => {
    world.endJobs('failed');
    const job = await world.target.launch(launch);
    await clock.advanceBy(jobMs);
    expect(await statusOf(job.id)).toBe('failed');
  });

  it.for(refusals)('takes %d to a launch as %s, retryable: %s', async ([status, name, retryable]) => {
    world.failStarts({ status, headers: { 'retry-after': '9' } });
    const error = await rejection(world.target.launch(launch));
    expect(error).toMatchObject({ name, retryable });
    if (name === 'UpstreamError' && status === 429) expect(error).toMatchObject({ status, retryAfter: 9 });
    expect(world.started()).toBe(0);
  });

  it('has an opinion on the statuses that matter', () => {
    const known = refusals.map(([status]) => status);
    for (const status of [400, 401, 403, 404, 409, 429, 500, 502, 503, 504]) expect(known).toContain(status);
  });

  it('says the outcome is unknown when the answer is lost, and finds the job by its key', async () => {
    await world.target.launch(another);
    world.failStarts('lost_after');
    expect(await rejection(world.target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError' });
    const found = await world.target.lookup(launch.idempotencyKey, launch.template);
    const other = await world.target.lookup(another.idempotencyKey, launch.template);
    expect(found).toBeDefined();
    expect(found?.id).not.toBe(other?.id);
    expect(world.started()).toBe(2);
  });

  it('finds no job when the launch never arrived', async () => {
    world.failStarts('lost_before');
    expect(await rejection(world.target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(await world.target.lookup(launch.idempotencyKey, launch.template)).toBeUndefined();
  });

  it('surely launched nothing when nobody is there', async () => {
    await world.close();
    expect(await rejection(world.target.launch(launch))).toMatchObject({ name: 'UpstreamError', retryable: true });
  });

  it('cancels a job, and again without complaint', async () => {
    world.endJobs('never');
    const job = await world.target.launch(launch);
    await world.target.cancel(job.id, launch.template);
    await world.target.cancel(job.id, launch.template);
    expect(await statusOf(job.id)).toBe('cancelled');
  });

  it('does not know a job that is not there', async () => {
    expect(await rejection(world.target.follow(unknownJob, launch.template))).toMatchObject({ name: 'NotFoundError' });
    expect(await rejection(world.target.cancel(unknownJob, launch.template))).toMatchObject({ name: 'NotFoundError' });
  });

  it('cannot sign in with a wrong credential, and says so without it', async () => {
    const error = await rejection(world.withSecret('WRONGSECRET').launch(launch));
    expect(error).toMatchObject({ name: 'UpstreamError', retryable: false });
    expect(shownBy(error)).not.toContain('WRONGSECRET');
  });

  it.for(['503', '400', 'lost_after', 'gone'] as const)('lets no secret into an error (%s)', async (how) => {
    if (how === 'gone') await world.close();
    else world.failStarts(how === 'lost_after' ? how : { status: Number(how) });
    expect(shownBy(await rejection(world.target.launch(launch)))).not.toContain(secret);
  });

  it.for(['<html>', '{}', '[]', '{"id":"x","status":"odd"}', ''])(
    'takes a malformed answer as a failure, never as a job: %s',
    async (body) => {
      const odd = world.answering(body);
      expect(await rejection(odd.follow(unknownJob, launch.template))).toMatchObject({ name: 'UpstreamError', reason: 'malformed' });
      expect(await rejection(odd.lookup('k', launch.template))).toMatchObject({ name: 'UpstreamError' });
    },
  );

  it('dry-runs and takes back only under keys of their own', async () => {
    const { target } = world;
    const dry = await target.dryRun?.({ ...launch, idempotencyKey: 'sw-dry' });
    await clock.advanceBy(jobMs);
    if (dry !== undefined) expect((await target.lookup('sw-dry', launch.template))?.id).toBe(dry.id);
    const snapshot = await target.snapshot?.(undone);
    expect((snapshot ?? '').length).toBeLessThanOrEqual(2_000);
    const job = await target.launch(undone);
    await clock.advanceBy(jobMs);
    const past = { jobId: job.id, ...(snapshot === undefined ? {} : { snapshot }) };
    const undo = await target.undo?.({ ...undone, idempotencyKey: 'sw-undo' }, past);
    await clock.advanceBy(jobMs);
    if (undo === undefined) return;
    expect((await target.lookup('sw-undo', undone.template))?.id).toBe(undo.id);
    expect((await target.follow(undo.id, undone.template)).status).toBe('succeeded');
  });

  it('writes an outcome down, and again without complaint', async () => {
    const { target } = world;
    const job = await target.launch(launch);
    await clock.advanceBy(jobMs);
    const before = await statusOf(job.id);
    for (const verified of [true, true, false]) await target.settle?.(job.id, launch.template, { verified, note: 'The alert went away.' });
    expect(await statusOf(job.id)).toBe(before);
    if (target.settle === undefined) return;
    const settling = target.settle(unknownJob, launch.template, { verified: true, note: '' });
    expect(await rejection(settling)).toMatchObject({ name: 'NotFoundError' });
  });
});
