import { beforeEach, describe, expect, it } from 'vitest';
import { remediateInputSchema } from '#functions/remediate/input.ts';
import { matchRule } from '#functions/remediate/match-rule.ts';
import type { Plan } from '#functions/remediate/plan.ts';
import type { RemediatePorts } from '#functions/remediate/ports.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import { auditChain } from '#kernel/append-to-chain.ts';
import { dependencyGraph } from '#kernel/dependency-graph.ts';
import { InputError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import { rejection } from '#test/support/leaks.ts';
import { memoryChainTable } from '#test/support/memory-chain-table.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { alertAt, incidentAt, policyWith, recordingWorkflows } from '#test/support/remediation-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const policy = policyWith();
let clock: VirtualScheduler;
let store: MemoryResponseStore;
let workflows: ReturnType<typeof recordingWorkflows>;
let ports: RemediatePorts;
let plan: Plan;
let launches: Launch[];
let fault: Error | undefined;
let job: Job;

const target: Target = {
  id: 'awx',
  plan: async () => ({ changes: '', touches: [] }),
  launch: async (launch) => {
    if (fault !== undefined) throw fault;
    launches.push(launch);
    return job;
  },
  follow: async () => job,
  lookup: async () => undefined,
  cancel: async () => {},
};

const cause = { incidentId: 'inc-1', fingerprint: alertAt(0).fingerprint, execution: 'rem-1' };
const run = (input: object, execution = cause.execution) =>
  remediate(remediateInputSchema.parse({ ...cause, plan, ...input, execution }), ports, policy);
const kinds = async () => (await store.timeline('inc-1')).map(({ kind }) => kind);

beforeEach(async () => {
  clock = new VirtualScheduler();
  store = memoryResponseStore();
  workflows = recordingWorkflows();
  launches = [];
  fault = undefined;
  job = { id: '7', status: 'pending' };
  ports = { store, chain: auditChain(memoryChainTable()), workflows, clock, targets: new Map([['awx', target]]), probe: async () => true };
  await store.putAlert(alertAt(clock.now()));
  await store.putIncident(incidentAt(clock.now()));
  const match = matchRule({
    alert: alertAt(clock.now()),
    incident: incidentAt(clock.now()),
    policy,
    graph: dependencyGraph([]),
    now: clock.now(),
  });
  if (match.kind !== 'matched') throw new Error('the rule must match');
  plan = match.plan;
});

describe('the audit chain', () => {
  it('has every step once, as the timeline has it, though a step was killed between the two', async () => {
    const { chain } = ports;
    ports = { ...ports, chain: { ...chain, append: () => Promise.reject(new UpstreamError('killed')) } };
    await expect(run({ action: 'match' })).rejects.toThrow('killed');
    ports = { ...ports, chain };
    await run({ action: 'match' });
    await run({ action: 'match' });
    expect(await chain.read({ after: 0, limit: 9 })).toMatchObject([
      {
        ...{ seq: 1, id: 'rem-1/remediation_matched', actor: 'remediate', act: 'remediation_matched', rule: 'restart-payment', detail: {} },
        ...{ subject: { incident: 'inc-1', fingerprint: cause.fingerprint, execution: 'rem-1' }, reason: plan.summary },
      },
    ]);
    expect(await kinds()).toEqual(['remediation_matched']);
  });
});

describe('the cooldown lock', () => {
  it('lets one execution through, again and again, and holds off another', async () => {
    expect(await run({ action: 'take_lock' })).toEqual({ taken: true });
    expect(await run({ action: 'take_lock' })).toEqual({ taken: true });
    expect(await run({ action: 'take_lock' }, 'rem-2')).toEqual({ taken: false });
    expect(await kinds()).toEqual(['remediation_skipped']);
  });

  it('outlasts a slow approval', async () => {
    await run({ action: 'take_lock' });
    await clock.advanceBy(60 * 60_000);
    expect(await run({ action: 'take_lock' }, 'rem-2')).toEqual({ taken: false });
  });

  it('is free for the same runbook with other parameters', async () => {
    await run({ action: 'take_lock' });
    expect(await run({ action: 'take_lock', plan: { ...plan, parameters: { service: 'cart' } } }, 'rem-2')).toEqual({ taken: true });
  });
});

describe('an approval', () => {
  const ask = (taskToken: string) => run({ action: 'await_approval', reasons: [], taskToken });

  it('is remembered with its token and its end', async () => {
    await ask('token-1');
    expect(await store.pending(plan.approvalId)).toMatchObject({
      taskToken: 'token-1',
      purpose: 'approval',
      expiresAt: clock.now() + 3_600_000,
    });
    expect(workflows.completed).toEqual([]);
  });

  it('passes to the newer token when the step is repeated', async () => {
    await ask('token-1');
    await ask('token-2');
    expect((await store.pending(plan.approvalId))?.taskToken).toBe('token-2');
  });

  it('hands an answer already given to the token at once', async () => {
    await ask('token-1');
    await store.answer(plan.approvalId, { outcome: 'approved', by: 'sam', at: clock.now() });
    expect(await ask('token-2')).toEqual({ waiting: false });
    expect(workflows.completed).toEqual([['token-2', { outcome: 'approved', by: 'sam', at: clock.now() }]]);
  });

  it.for([
    ['approved', 'approved', 'approval_approved'],
    ['rejected', 'rejected', 'approval_rejected'],
    ['perhaps', 'rejected', 'approval_rejected'],
  ] as const)('answered «%s» counts as %s', async ([answer, outcome, kind]) => {
    await ask('token-1');
    await store.answer(plan.approvalId, { outcome: answer, by: 'sam', at: clock.now() });
    expect(await run({ action: 'settle_approval' })).toEqual({ outcome, by: 'sam' });
    expect((await store.timeline('inc-1')).find((entry) => entry.kind === kind)).toMatchObject({ by: 'sam' });
  });

  it('nobody answered is expired, and a person who answers then is too late', async () => {
    await ask('token-1');
    expect(await run({ action: 'settle_approval' })).toEqual({ outcome: 'expired', by: 'remediate' });
    expect((await store.answer(plan.approvalId, { outcome: 'approved', by: 'sam', at: clock.now() })).first).toBe(false);
    expect(await run({ action: 'settle_approval' })).toEqual({ outcome: 'expired', by: 'remediate' });
  });

  it('a no keeps the runbook cool for its cooldown, not longer', async () => {
    await run({ action: 'take_lock' });
    await ask('token-1');
    await store.answer(plan.approvalId, { outcome: 'rejected', by: 'sam', at: clock.now() });
    await run({ action: 'settle_approval' });
    expect(await run({ action: 'take_lock' }, 'rem-2')).toEqual({ taken: false });
    await clock.advanceBy(30 * 60_000 + 1);
    expect(await run({ action: 'take_lock' }, 'rem-2')).toEqual({ taken: true });
  });
});

describe('the launch', () => {
  it('carries what was approved and a key of the execution', async () => {
    expect(await run({ action: 'launch' })).toEqual({ started: true, jobId: '7', startedAt: clock.now() });
    expect(launches).toEqual([{ template: '42', parameters: plan.parameters, idempotencyKey: expect.stringMatching(/^sw-[0-9a-f]{20}$/) }]);
  });

  it('is never repeated by a repeated step: its outcome counts as unknown', async () => {
    await run({ action: 'launch' });
    expect(await rejection(run({ action: 'launch' }))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(launches).toHaveLength(1);
  });

  it.for([
    ['a failure that surely started nothing', new UpstreamError('busy', { status: 429 }), true],
    ['a refusal', new InputError('no such template'), true],
    ['an unknown outcome', new UnknownOutcomeError('timeout'), false],
    ['an error nobody foresaw', new TypeError('oops'), false],
  ] as const)('after %s may be tried again: %s', async ([, error, again]) => {
    fault = error;
    expect(await rejection(run({ action: 'launch' }))).toBe(error);
    fault = undefined;
    if (again) expect(await run({ action: 'launch' })).toMatchObject({ started: true });
    else expect(await rejection(run({ action: 'launch' }))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(launches).toHaveLength(again ? 1 : 0);
  });

  it('is not made again when what fails is only writing it down', async () => {
    const record = store.record;
    Object.assign(store, { record: () => Promise.reject(new UpstreamError('throttled', { status: 503 })) });
    expect(await rejection(run({ action: 'launch' }))).toMatchObject({ name: 'UpstreamError' });
    Object.assign(store, { record });
    expect(await rejection(run({ action: 'launch' }))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(launches).toHaveLength(1);
  });

  it('does not happen once the incident is resolved', async () => {
    await store.putIncident(incidentAt(clock.now(), { status: 'resolved', version: 2 }));
    expect(await run({ action: 'launch' })).toMatchObject({ started: false });
    expect(launches).toEqual([]);
  });

  it('does not happen once the alert stopped firing', async () => {
    await store.putAlert(alertAt(clock.now(), { status: 'resolved', version: 2 }));
    expect(await run({ action: 'launch' })).toMatchObject({ started: false });
    expect(launches).toEqual([]);
  });
});

describe('following a job', () => {
  const look = () => run({ action: 'follow', phase: 'run', jobId: '7', startedAt: clock.now() - 600_000 + 1 });

  it.for([
    ['pending', 'running'],
    ['running', 'running'],
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['cancelled', 'failed'],
  ] as const)('%s means %s', async ([status, state]) => {
    job = { id: '7', status };
    expect(await look()).toMatchObject({ state });
  });

  it('a job that takes longer than allowed is late', async () => {
    job = { id: '7', status: 'running' };
    expect(await run({ action: 'follow', phase: 'run', jobId: '7', startedAt: clock.now() - 600_000 })).toMatchObject({ state: 'late' });
  });
});

describe('verification', () => {
  const seen = async (msAfterJob: number, status: 'firing' | 'resolved' = 'firing') => {
    const finishedAt = clock.now();
    await store.putAlert(alertAt(finishedAt, { lastSeenAt: finishedAt + msAfterJob, status, version: 2 }));
    return finishedAt;
  };

  it.for([
    [-1, 'firing', 'helped'],
    [29_999, 'firing', 'helped'],
    [30_000, 'firing', 'not_helped'],
    [90_000, 'firing', 'not_helped'],
    [90_000, 'resolved', 'helped'],
  ] as const)('an alert last seen %d ms after the job and %s: it has %s', async ([ms, status, state]) => {
    const finishedAt = await seen(ms, status);
    await clock.advanceBy(120_000);
    expect(await run({ action: 'verify', finishedAt })).toMatchObject({ state });
  });

  it('does not take a finding that was held up on its way for a new failure', async () => {
    const finishedAt = clock.now();
    await store.putAlert(alertAt(finishedAt, { lastSeenAt: finishedAt + 90_000, evidenceAt: finishedAt - 60_000, version: 2 }));
    await clock.advanceBy(120_000);
    expect(await run({ action: 'verify', finishedAt })).toMatchObject({ state: 'helped' });
    expect(await run({ action: 'close', finishedAt })).toMatchObject({ closed: true });
  });

  it.for([
    [119_999, 'firing', 'not_yet'],
    [120_000, 'firing', 'helped'],
    [1_000, 'resolved', 'helped'],
  ] as const)(
    '%d ms after the job nothing new of an alert that is %s: it has %s, as what goes on firing is written once a minute',
    async ([ms, status, state]) => {
      const finishedAt = await seen(-1, status);
      await clock.advanceBy(ms);
      expect(await run({ action: 'verify', finishedAt })).toMatchObject({ state });
    },
  );

  it('closes the incident when nothing in it fires any more', async () => {
    const finishedAt = await seen(-1);
    expect(await run({ action: 'close', finishedAt })).toMatchObject({ closed: true });
    expect(await store.incident('inc-1')).toMatchObject({ status: 'resolved', resolvedBy: 'remediate' });
    expect((await store.alert(cause.fingerprint))?.status).toBe('resolved');
  });

  it('leaves the incident to people while another of its alerts fires', async () => {
    const finishedAt = await seen(-1);
    await store.putAlert(alertAt(finishedAt, { fingerprint: 'other', lastSeenAt: finishedAt + 60_000 }));
    await store.putIncident(incidentAt(finishedAt, { alerts: [cause.fingerprint, 'other'], version: 2 }));
    expect(await run({ action: 'close', finishedAt })).toMatchObject({ closed: false });
    expect((await store.incident('inc-1'))?.status).toBe('open');
  });
});

describe('a system that keeps a record of its own', () => {
  it('is told whose the job is, where more is written, and how it went; and may be down then', async () => {
    const told: unknown[] = [];
    let isDown = false;
    const keeper: Target = {
      ...target,
      settle: async (...outcome) => {
        if (isDown) throw new UpstreamError('down');
        told.push(outcome);
      },
    };
    ports = { ...ports, targets: new Map([['awx', keeper]]), publicUrl: 'https://api.test' };
    await run({ action: 'launch' });
    expect(launches[0]?.parameters).toMatchObject({
      ...plan.parameters,
      streamwarden_incident: 'inc-1',
      streamwarden_link: 'https://api.test/v1/incidents/inc-1/audit',
    });
    await run({ action: 'close', finishedAt: clock.now() + 1, jobId: '7' });
    expect(told).toEqual([['7', '42', { verified: true, note: expect.stringContaining('closed') }]]);
    isDown = true;
    expect(await run({ action: 'fail', problem: 'It broke.', acted: true, jobId: '7' })).toMatchObject({
      text: expect.stringContaining('awx could not be told'),
    });
  });
});

describe('a failure', () => {
  it('of which nobody knows whether it was taken back says so, and has on record that it was begun', async () => {
    const input = { action: 'fail', problem: 'It broke.', acted: true, unsure: true };
    expect(await run(input)).toMatchObject({ text: expect.stringContaining('Perhaps it was taken back') });
    await run(input);
    expect(await kinds()).toEqual(['remediation_undoing', 'remediation_failed']);
  });

  it('says for sure whether it was taken back where that is known', async () => {
    expect(await run({ action: 'fail', problem: 'It broke.', acted: true })).toMatchObject({
      text: expect.stringContaining('It was not taken back'),
    });
    expect(await kinds()).toEqual(['remediation_failed']);
  });
});

describe('every step', () => {
  it.for([
    'match',
    'take_lock',
    'foresee',
    'weigh',
    'snapshot',
    'settle_approval',
    'follow',
    'verify',
    'close',
    'verify_undo',
    'fail',
  ] as const)('%s leaves the same record when it is repeated', async (action) => {
    job = { id: '7', status: 'succeeded' };
    await run({ action: 'await_approval', reasons: [], taskToken: 't' });
    const input = { action, phase: 'run', jobId: '7', startedAt: clock.now(), finishedAt: clock.now() + 1, problem: 'It broke.' };
    await run(input);
    const once = await store.timeline('inc-1');
    await clock.advanceBy(5_000);
    await run(input);
    expect(await store.timeline('inc-1')).toEqual(once);
  });
});
