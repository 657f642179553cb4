/** The deployed remediation workflow with its real steps, AWX and a webhook stood in for, in virtual time: every way it can go. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { retryingChannelsOf } from '#channels/registry.ts';
import { notifyInputSchema } from '#functions/notify/input.ts';
import { notify } from '#functions/notify/notify.ts';
import { remediateInputSchema } from '#functions/remediate/input.ts';
import { targetsOf } from '#functions/remediate/registry.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import type { Alert } from '#kernel/alert.ts';
import { resolve } from '#kernel/answers.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import type { Execution } from '#lib/local/workflow/engine.ts';
import { type FunctionRunner, functionRunner, startExecution } from '#test/support/function-runner.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { noMessages } from '#test/support/notifications.ts';
import { alertAt, incidentAt, policyWith, silentLog, type WrittenRule } from '#test/support/remediation-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const definition = readFileSync(new URL('../../functions/remediate/remediation.asl.json', import.meta.url), 'utf8');
const minute = 60_000;
const { fingerprint } = alertAt(0);

let clock: VirtualScheduler;
let store: MemoryResponseStore;
let standIns: StandIns;
let runner: FunctionRunner;
/** What a probe says. */
const wellAnswered = true;
/** Thrown instead of running the n-th call of an action, before or after its effect. */
let accidents: { readonly action: string; readonly when: 'before' | 'after'; readonly name: string }[];

/** A fetch that reaches the stand-ins without a socket. */
const standInFetch: typeof fetch = async (input, init) => {
  const headers = Object.fromEntries(new Headers(init?.headers));
  const answer = standIns.handle({ method: init?.method ?? 'GET', url: String(input), headers, body: String(init?.body ?? '') });
  if (answer.lost === true) throw Object.assign(new Error('broken'), { code: 'ECONNRESET' });
  return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers });
};

const takeAccident = (action: string, when: 'before' | 'after'): void => {
  const index = accidents.findIndex((accident) => accident.action === action && accident.when === when);
  const [accident] = index < 0 ? [] : accidents.splice(index, 1);
  if (accident !== undefined) throw Object.assign(new Error('accident'), { name: accident.name });
};

const begin = (changes: Partial<WrittenRule> = {}, { approval = true, name = 'rem-1' } = {}): Execution => {
  const policy = policyWith(changes, approval);
  const http = httpClient({ fetch: standInFetch });
  const channels = retryingChannelsOf(policy.channels, { http, log: silentLog, clock, sleep: async () => {}, ...noMessages });
  const targets = targetsOf(policy.remediations, { http, secret: async () => 'token' });
  runner = functionRunner({
    RemediateFunction: async (payload) => {
      const input = remediateInputSchema.parse(payload);
      takeAccident(input.action, 'before');
      const output = await remediate(
        input,
        { store, workflows: runner.workflows, clock, targets, probe: async () => wellAnswered },
        policy,
      );
      takeAccident(input.action, 'after');
      return output;
    },
    NotifyFunction: (payload) =>
      notify(
        notifyInputSchema.parse(payload),
        { store, clock, log: silentLog, channels },
        { publicUrl: 'https://api.test', linkSecret: 's', people: policy.people },
      ),
  });
  return startExecution(definition, name, { incidentId: 'inc-1', fingerprint }, clock, runner);
};

/** What respond does with a person's answer. */
const answer = async (outcome: 'approved' | 'rejected'): Promise<void> => {
  const [id] = store.contents.pending.keys();
  const { pending } = await store.answer(id ?? '', { outcome, by: 'sam', at: clock.now() });
  await runner.workflows.complete(pending.taskToken, pending.answer);
};

const changeAlert = async (changes: Partial<Alert>): Promise<void> => {
  const alert = await store.alert(fingerprint);
  if (alert !== undefined) await store.putAlert({ ...alert, ...changes, version: alert.version + 1 });
};

/** States in the order they were entered. */
const states = (execution: Execution): string[] =>
  execution.history.events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details?.['name']));
const kinds = async () => (await store.timeline('inc-1')).map(({ kind }) => kind);
const messages = () => standIns.webhook.received().map(({ body }) => String(Reflect.get(Object(body), 'notificationReason')));

beforeEach(async () => {
  clock = new VirtualScheduler();
  store = memoryResponseStore();
  standIns = createStandIns({ scheduler: clock });
  accidents = [];
  await store.putAlert(alertAt(clock.now()));
  await store.putIncident(incidentAt(clock.now()));
});

describe('a runbook that needs a yes', () => {
  it('is asked for, approved, run, verified, and closes the incident', async () => {
    const execution = begin();
    await clock.advanceBy(5 * minute);
    expect(messages()).toEqual(['approval_requested']);
    expect(standIns.awx.jobs()).toHaveLength(0);
    await answer('approved');
    await clock.advanceBy(10 * minute);
    expect(execution.status).toBe('SUCCEEDED');
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect(standIns.awx.jobs()).toMatchObject([{ template: 42, status: 'successful', extraVars: { service: 'payment', mode: 'rolling' } }]);
    expect(messages()).toEqual(['approval_requested', 'remediation_succeeded']);
    expect((await store.incident('inc-1'))?.status).toBe('resolved');
    const trail = await kinds();
    for (const kind of [
      'remediation_matched',
      'approval_requested',
      'approval_approved',
      'remediation_launched',
      'remediation_finished',
      'remediation_verified',
      'resolved',
    ] as const)
      expect(trail).toContain(kind);
  });

  it('is not run after a no', async () => {
    const execution = begin();
    await clock.advanceBy(minute);
    await answer('rejected');
    await clock.advanceBy(60 * minute);
    expect([execution.status, states(execution).at(-1)]).toEqual(['SUCCEEDED', 'Rejected']);
    expect(standIns.awx.jobs()).toHaveLength(0);
    expect((await store.incident('inc-1'))?.status).toBe('open');
  });

  it('is not run when nobody answers, nor when the answer comes too late', async () => {
    const execution = begin();
    await clock.advanceBy(60 * minute);
    expect([execution.status, states(execution).at(-1)]).toEqual(['SUCCEEDED', 'Nobody answered']);
    await answer('approved');
    await clock.advanceBy(60 * minute);
    expect(standIns.awx.jobs()).toHaveLength(0);
    expect(await kinds()).toContain('approval_expired');
  });

  it('is run when the answer was stored in time and only its token came too late', async () => {
    const execution = begin();
    await clock.advanceBy(59 * minute);
    await store.answer([...store.contents.pending.keys()][0] ?? '', { outcome: 'approved', by: 'sam', at: clock.now() });
    await clock.advanceBy(10 * minute);
    expect(states(execution).at(-1)).toBe('Done and verified');
  });

  it('is asked for again under a new token when the step died, and hears an answer given before', async () => {
    accidents.push({ action: 'await_approval', when: 'after', name: 'Lambda.Unknown' });
    const execution = begin();
    await clock.advanceBy(1_000);
    await store.answer([...store.contents.pending.keys()][0] ?? '', { outcome: 'approved', by: 'sam', at: clock.now() });
    await clock.advanceBy(10 * minute);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect(standIns.awx.jobs()).toHaveLength(1);
  });

  it('still waits for the API when no channel takes the question', async () => {
    standIns.webhook.script(...Array.from({ length: 5 }, () => ({ status: 400 })));
    const execution = begin();
    await clock.advanceBy(2 * minute);
    expect(messages()).toEqual([]);
    await answer('approved');
    await clock.advanceBy(10 * minute);
    expect(states(execution).at(-1)).toBe('Done and verified');
  });

  it('is not run when the incident was resolved before the yes', async () => {
    const execution = begin();
    await clock.advanceBy(minute);
    await resolve({ store, workflows: runner.workflows, clock }, { incidentId: 'inc-1', by: 'alex', reason: 'fixed', causeId: 'c' });
    await answer('approved');
    await clock.advanceBy(10 * minute);
    expect([execution.status, states(execution).at(-1)]).toEqual(['SUCCEEDED', 'Not needed any more']);
    expect(standIns.awx.jobs()).toHaveLength(0);
  });
});

describe('a runbook that runs by itself', () => {
  const run = async (changes: Partial<WrittenRule> = {}) => {
    const execution = begin(changes, { approval: false });
    await clock.advanceBy(30 * minute);
    return execution;
  };
  const quick = { approval: { required: false, expiresMinutes: 60, notify: ['sam'], channels: ['hook'] } };

  it('asks nobody', async () => {
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect(messages()).toEqual(['remediation_succeeded']);
  });

  it('is not there for every alert', async () => {
    const execution = await run({ match: { severity: 'critical', labels: { 'service.name': 'cart' } } });
    expect([execution.status, states(execution).at(-1)]).toEqual(['SUCCEEDED', 'No runbook for this']);
    expect(await kinds()).toEqual(['remediation_skipped']);
  });

  it('is not given a value outside the pattern', async () => {
    await changeAlert({ labels: { 'service.name': 'payment', zone: 'eu; reboot' } });
    const execution = await run({ ...quick, parameters: { zone: { label: 'zone', pattern: '[a-z]+' } } });
    expect(states(execution).at(-1)).toBe('No runbook for this');
    expect(standIns.awx.jobs()).toHaveLength(0);
  });

  it('does not run again before its cooldown is over', async () => {
    await run(quick);
    await changeAlert({ status: 'firing' });
    const second = begin(quick, { name: 'rem-2' });
    await clock.advanceBy(minute);
    expect([second.status, states(second).at(-1)]).toEqual(['SUCCEEDED', 'Skipped: running or cooling down']);
    expect(standIns.awx.jobs()).toHaveLength(1);
  });

  it('is found and followed when the answer to its launch was lost', async () => {
    standIns.awx.failLaunches('lost_after');
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect(states(execution)).toContain('Look up the job');
    expect(standIns.awx.jobs()).toHaveLength(1);
  });

  it('is not launched again when nobody knows, and people hear of it', async () => {
    standIns.awx.failLaunches('lost_before');
    const execution = await run(quick);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'RemediationFailed']);
    expect(states(execution).filter((state) => state === 'Look up the job')).toHaveLength(3);
    expect(standIns.awx.jobs()).toHaveLength(0);
    expect(messages()).toEqual(['remediation_failed']);
  });

  it('is launched after all when its first attempt died before it called, and only once that is sure', async () => {
    // What a worker leaves that claims the launch and dies.
    await store.claimDelivery(`launch/sw-${idFrom('launch', 'rem-1', 'restart-payment')}`, clock.now());
    const begunAt = clock.now();
    const execution = await run(quick);
    expect(states(execution).filter((state) => state === 'Launch the runbook')).toHaveLength(2);
    expect(states(execution).filter((state) => state === 'Look up the job')).toHaveLength(4);
    expect(standIns.awx.jobs()).toHaveLength(1);
    expect((standIns.awx.jobs()[0]?.createdAt ?? 0) - begunAt).toBeGreaterThan(2 * minute);
    expect(messages()).toEqual(['remediation_succeeded']);
  });

  it.for(['before', 'after'] as const)('is launched once although the step is killed %s its effect', async (when) => {
    accidents.push({ action: 'launch', when, name: 'Lambda.Unknown' });
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect(standIns.awx.jobs()).toHaveLength(1);
  });

  it('is tried again when AWX says it is busy', async () => {
    standIns.awx.failLaunches({ status: 429 }, { status: 429 });
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect(standIns.awx.jobs()).toHaveLength(1);
  });

  it('that cannot be launched at all is reported', async () => {
    standIns.awx.failLaunches({ status: 400 });
    const execution = await run(quick);
    expect(execution.error).toBe('RemediationFailed');
    expect(messages()).toEqual(['remediation_failed']);
    expect(await kinds()).toContain('remediation_failed');
  });

  it('that fails is reported, and the incident stays open', async () => {
    standIns.awx.endJobs('failed');
    const execution = await run(quick);
    expect(execution.cause).toContain('ended: failed');
    expect(messages()).toEqual(['remediation_failed']);
    expect((await store.incident('inc-1'))?.status).toBe('open');
  });

  it('that takes too long is stopped and reported', async () => {
    standIns.awx.endJobs('never');
    const execution = await run(quick);
    expect(states(execution)).toContain('Stop the job');
    expect(standIns.awx.jobs()).toMatchObject([{ status: 'canceled' }, { template: 43, status: 'successful' }]);
    expect(execution.cause).toContain('longer than 10 minutes');
    expect(messages()).toEqual(['remediation_failed']);
  });

  it('that did not help is reported', async () => {
    clock.after(2 * minute, 'the alert is seen again', () => changeAlert({ lastSeenAt: clock.now() }));
    const execution = await run(quick);
    expect(execution.cause).toContain('still fires');
    expect(messages()).toEqual(['remediation_failed']);
    expect((await store.incident('inc-1'))?.status).toBe('open');
  });

  it('that helped one of two alerts leaves the incident to people', async () => {
    await store.putAlert(alertAt(clock.now(), { fingerprint: 'other', lastSeenAt: clock.now() + 10 * minute }));
    await store.putIncident(incidentAt(clock.now(), { alerts: [fingerprint, 'other'], version: 2 }));
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect((await store.incident('inc-1'))?.status).toBe('open');
    expect(messages()).toEqual(['remediation_succeeded']);
  });

  const actions = ['match', 'take_lock', 'launch', 'follow', 'verify', 'close'] as const;
  it.for(actions.flatMap((action) => (['before', 'after'] as const).map((when) => [action, when] as const)))(
    'acts once and leaves one record of each step although %s dies %s its effect',
    async ([action, when]) => {
      accidents.push({ action, when, name: 'Lambda.Unknown' });
      const execution = await run(quick);
      expect(states(execution).at(-1)).toBe('Done and verified');
      expect(standIns.awx.jobs()).toHaveLength(1);
      expect(messages()).toEqual(['remediation_succeeded']);
      const trail = await kinds();
      expect(trail).toHaveLength(new Set(trail).size);
    },
  );

  it('says that it failed even when a step fails for good', async () => {
    accidents.push(...Array.from({ length: 6 }, () => ({ action: 'verify', when: 'before', name: 'Lambda.Unknown' }) as const));
    const execution = await run(quick);
    expect(execution.error).toBe('RemediationFailed');
    expect(messages()).toEqual(['remediation_failed']);
  });

  it.for([
    ['is not there', undefined],
    ['is not critical', alertAt(0, { severity: 'warning' })],
    ['is not of this incident', alertAt(0, { incidentId: 'inc-0' })],
  ] as const)('waits for the alert, which is written after the workflow is started, while it %s', async ([, early]) => {
    const now = clock.now();
    store = memoryResponseStore();
    await store.putIncident(incidentAt(now));
    if (early !== undefined) await store.putAlert(early);
    clock.after(1_000, 'route writes the alert', () => store.putAlert(alertAt(now, { version: early === undefined ? 1 : 2 })));
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
  });

  it('leaves an incident open that an alert is just joining', async () => {
    await store.putIncident(incidentAt(clock.now(), { alerts: [fingerprint, 'joining'], version: 2 }));
    const execution = await run(quick);
    expect(states(execution).at(-1)).toBe('Done and verified');
    expect((await store.incident('inc-1'))?.status).toBe('open');
  });

  it('that cannot even be chosen ends as failed', async () => {
    accidents.push({ action: 'match', when: 'before', name: 'NotFoundError' });
    const execution = await run(quick);
    expect([execution.status, execution.cause]).toEqual(['FAILED', 'No runbook could be chosen: NotFoundError.']);
  });
});
