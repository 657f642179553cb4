/** What of operators' functions the target contract does not know: what they are sent, how they fail, and answers that break the contract. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Target } from '#kernel/target.ts';
import type { RunbookFunctionOptions } from '#lib/local/stand-ins/lambda.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { lambdaCase, openLambda } from '#test/support/target-cases/lambda.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const { launch } = lambdaCase;
const key = launch.idempotencyKey;

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

const open = async (options: RunbookFunctionOptions = {}) => {
  const clock = new VirtualScheduler();
  const opened = await openLambda(clock, options);
  ({ close } = opened);
  return { clock, ...opened };
};

describe('what a function is sent', () => {
  it.for([`'; DROP TABLE jobs; --`, 'a\r\nX-Injected: 1', '../../?x=1', '"},"mode":"undo"', 'ünïcödé 停止 🛑 \u202e\u0000'])(
    'holds a hostile value as it is: %j',
    async (value) => {
      const { target, operators } = await open();
      await target.launch({ ...launch, parameters: { service: value } });
      const event = { mode: 'run', runbook: 'restart', idempotencyKey: key, parameters: { service: value } };
      expect(operators.runs().map((run) => run.event)).toEqual([event]);
    },
  );

  it('says which run an undo takes back', async () => {
    const { target, operators } = await open();
    const { id } = await target.launch(launch);
    await target.undo?.({ ...launch, idempotencyKey: 'sw-undo' }, { jobId: id });
    expect(operators.runs().at(-1)?.event).toMatchObject({ mode: 'undo', idempotencyKey: 'sw-undo', past: { idempotencyKey: key } });
  });

  it('is nothing at all in a plan', async () => {
    const { target, operators, wire } = await open();
    await target.plan(launch);
    expect(wire.requests().map(({ headers }) => headers['x-amz-invocation-type'])).toEqual(['DryRun']);
    expect(operators.runs()).toEqual([]);
    expect(await rejection(target.plan({ ...launch, template: 'nowhere' }))).toMatchObject({ name: 'InputError', reason: 'template' });
  });

  it('goes to the alias that is named, and to no name that is a path', async () => {
    const { target, wire } = await open();
    await target.launch({ ...launch, template: 'restart:live' });
    expect(wire.requests().map(({ url }) => url.pathname + url.search)).toEqual([
      '/2015-03-31/functions/restart/invocations?Qualifier=live',
    ]);
    for (const template of ['', '../restart', 'restart/../../x', 'restart?x', 'arn:aws:lambda:us-east-1:1:function:x'])
      expect(await rejection(target.launch({ ...launch, template }))).toMatchObject({ name: 'InputError' });
    expect(wire.requests()).toHaveLength(1);
  });
});

describe('a run', () => {
  it('may have ended when the function answers', async () => {
    const { target } = await open({ runSeconds: 0 });
    expect(await target.launch(launch)).toEqual({ id: key, status: 'succeeded', detail: 'run is succeeded.' });
    expect((await target.follow(key, launch.template)).status).toBe('succeeded');
  });

  it('says in a dry run what would change', async () => {
    const { target } = await open({ runSeconds: 0 });
    expect((await target.dryRun?.(launch))?.detail).toBe('dry_run is succeeded. Would change {"service":"payment"}.');
  });

  it('is the same one for the same key', async () => {
    const { target, operators } = await open();
    await target.launch(launch);
    await target.launch(launch);
    expect(operators.runs()).toHaveLength(1);
  });

  it('has failed when the function throws, and is not asked about again', async () => {
    const { target, operators, wire } = await open();
    operators.endRuns('crash');
    const job = await target.launch(launch);
    expect(job).toMatchObject({ status: 'failed', detail: 'The function ended in an error: TypeError.' });
    expect((await target.follow(job.id, launch.template)).status).toBe('failed');
    await target.cancel(job.id, launch.template);
    expect(wire.requests()).toHaveLength(1);
  });

  it('is unknown when the function takes too long, and then looked up', async () => {
    const { target, operators } = await open();
    operators.endRuns('timeout');
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'function_timeout' });
    expect(await target.lookup(key, launch.template)).toMatchObject({ id: key, status: 'running' });
  });

  it('is unknown when the function is not heard of in time', async () => {
    const { target, wire } = await open();
    wire.trouble({ delayMs: 3_000 });
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError' });
  });
});

describe('an answer that breaks the contract', () => {
  const starts = (target: Target) => target.launch(launch);

  it.for(['', 'null', '"done"', '[]', '{"status":"ok"}', '{"status":"unknown"}', '{"status":"succeeded","detail":7}', '<html>'])(
    'leaves it open whether something was started: %s',
    async (body) => {
      const { answering } = await open();
      expect(await rejection(starts(answering(body)))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'malformed' });
    },
  );

  it('is one that is too long', async () => {
    const { answering } = await open();
    const body = JSON.stringify({ status: 'succeeded', detail: 'x'.repeat(70_000) });
    expect(await rejection(starts(answering(body)))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'malformed' });
  });

  it('is readable where its text is not', async () => {
    const { answering } = await open();
    const { detail = '' } = await starts(answering(JSON.stringify({ status: 'failed', detail: `\u001b[2J${'y'.repeat(2_000)}` })));
    expect(detail).toHaveLength(500);
    expect(detail).not.toContain('\u001b');
  });

  it('fails what only looks, and repeats nothing of what the function said', async () => {
    const { target, wire } = await open();
    const headers = { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' };
    wire.trouble({ status: 200, headers, body: JSON.stringify({ errorType: 'Denied', errorMessage: 'T0PSECRETTOKEN' }) });
    const error = await rejection(target.lookup(key, launch.template));
    expect(error).toMatchObject({ name: 'UpstreamError', reason: 'function_error' });
    expect(shownBy(error)).not.toContain('T0PSECRETTOKEN');
  });
});
