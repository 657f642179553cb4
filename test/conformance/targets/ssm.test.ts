/** What of SSM Automation the target contract does not know: documents, parameters as data, tokens, approvals, roles, rate control, pages. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { clientToken } from '#functions/remediate/ssm/key.ts';
import { toJob } from '#functions/remediate/ssm/wire.ts';
import type { Launch } from '#kernel/target.ts';
import type { SsmDocument, SsmOptions } from '#lib/local/services/ssm-automations.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { openSsm, restart, ssmCase, ssmRefusal } from '#test/support/target-cases/ssm.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const { launch } = ssmCase;
const role = 'arn:aws:iam::123456789012:role/automation';

const free: SsmDocument = {
  name: 'Takes-Anything',
  version: '7',
  content: {
    parameters: {
      InstanceId: { type: 'AWS::EC2::Instance::Id' },
      Mode: { type: 'String', default: 'soft', allowedValues: ['soft', 'hard'] },
      AutomationAssumeRole: { type: 'AWS::IAM::Role::Arn', default: '' },
    },
    mainSteps: [
      { name: 'ask', action: 'aws:approve' },
      { name: 'reboot', action: 'aws:changeInstanceState' },
    ],
  },
};
const takes = (parameters: Readonly<Record<string, string>>): Launch => ({ ...launch, template: 'Takes-Anything', parameters });

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

const open = async (options: SsmOptions = {}, settings: object = {}) => {
  const clock = new VirtualScheduler();
  const documents = [restart, free, { ...restart, name: 'Restart-Service-2' }, { ...restart, name: 'Run-Command', type: 'Command' }];
  const opened = await openSsm(clock, { documents, ...options }, settings);
  ({ close } = opened);
  return { clock, ...opened, executions: opened.service.automations };
};

describe('a plan', () => {
  it('says which version runs, what its steps are, what they touch, and where they wait for a person', async () => {
    const { target } = await open();
    expect(await target.plan(takes({ InstanceId: 'i-0123456789abcdef0' }))).toEqual({
      changes:
        'Runs document Takes-Anything, version 7. Waits for a yes at ask. Steps: ask (aws:approve), reboot (aws:changeInstanceState).',
      touches: ['i-0123456789abcdef0'],
    });
  });

  it.for<[string, Launch]>([
    ['a document that is not there', { ...launch, template: 'Nowhere' }],
    ['a version that is not there', { ...launch, template: 'Restart-Service:9' }],
    ['a document that is no automation', { ...launch, template: 'Run-Command' }],
    ['a parameter that is missing', { ...launch, parameters: {} }],
    ['a parameter that is not declared', { ...launch, parameters: { Service: 'payment', Other: 'x' } }],
    ['a parameter named as what every object has', { ...launch, parameters: { Service: 'payment', constructor: 'x' } }],
    ['a value against the pattern', { ...launch, parameters: { Service: 'payment; rm -rf /' } }],
    ['a value that is a pattern’s only in part', { ...launch, parameters: { Service: 'payment\nx' } }],
    ['a value that is not one of those allowed', takes({ InstanceId: 'i-1', Mode: 'nuclear' })],
    ['a role that settings do not list', takes({ InstanceId: 'i-1', AutomationAssumeRole: role })],
    ['a template that is a path', { ...launch, template: '../../Restart-Service' }],
  ])('refuses %s', async ([, wanted]) => {
    const { target, executions } = await open({}, { roles: [`${role}-other`] });
    expect(await rejection(target.plan(wanted))).toMatchObject({ name: 'InputError' });
    expect(executions.all()).toHaveLength(0);
  });

  it('takes a document that is none for a failure', async () => {
    const { wire, target } = await open();
    const answer = { Name: 'Restart-Service', DocumentType: 'Automation', DocumentVersion: '1', Content: '<html>' };
    wire.trouble({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) });
    expect(await rejection(target.plan(launch))).toMatchObject({ name: 'UpstreamError', reason: 'malformed' });
  });
});

describe('a launch', () => {
  it.for([
    `'; DROP TABLE jobs; --`,
    '$(reboot) `reboot` $IFS',
    'a\r\nX-Injected: 1',
    '../../../etc/passwd?x=1#y',
    '"}],"ClientToken":"x"',
    'ünïcödé 停止 🛑 \u202e\u0000',
  ])('hands a hostile value over as it is: %j', async (value) => {
    const { target, executions } = await open();
    await target.launch(takes({ InstanceId: value }));
    expect(executions.all().map(({ parameters }) => parameters)).toEqual([{ InstanceId: [value] }]);
  });

  it.for(['{{ssm:/production/password}}', 'a{{ global:ACCOUNT_ID }}'])('sends no value that SSM would resolve: %s', async (value) => {
    const { target, wire } = await open();
    expect(await rejection(target.launch(takes({ InstanceId: value })))).toMatchObject({ name: 'InputError', reason: 'parameters' });
    expect(await rejection(target.plan(takes({ InstanceId: value })))).toMatchObject({ name: 'InputError', reason: 'parameters' });
    expect(wire.requests()).toHaveLength(0);
  });

  it('runs the version that is pinned', async () => {
    const { target, executions } = await open();
    await target.launch({ ...takes({ InstanceId: 'i-1' }), template: 'Takes-Anything:7' });
    expect(executions.all()).toMatchObject([{ version: '7', request: { DocumentVersion: '7' } }]);
    expect(await rejection(target.launch({ ...launch, template: 'Restart-Service:9' }))).toMatchObject({ name: 'InputError' });
  });

  it('passes only a role that settings list', async () => {
    const { target, executions } = await open({}, { roles: [role] });
    await target.launch(takes({ InstanceId: 'i-1', AutomationAssumeRole: role }));
    expect(await rejection(target.launch(takes({ InstanceId: 'i-1', AutomationAssumeRole: `${role}-2` })))).toMatchObject({
      reason: 'role',
    });
    expect(executions.all()).toHaveLength(1);
  });

  it('under the same key never starts a second execution', async () => {
    const { target, executions } = await open();
    const first = await target.launch(launch);
    expect((await target.launch(launch)).id).toBe(first.id);
    const other = { ...launch, parameters: { Service: 'checkout' } };
    expect(await rejection(target.launch(other))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'IdempotentParameterMismatch' });
    expect(executions.all()).toHaveLength(1);
  });

  it('carries a UUID that follows from its key and from nothing else', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(clientToken(a)).toMatch(uuid);
        expect(clientToken(a) === clientToken(b)).toBe(a === b);
      }),
    );
  });

  it.for([
    ['AccessDeniedException', 'UpstreamError', false],
    ['ThrottlingException', 'UpstreamError', true],
    ['AutomationExecutionLimitExceededException', 'UpstreamError', true],
    ['InvalidTarget', 'InputError', false],
    ['ValidationException', 'InputError', false],
    ['AutomationDefinitionVersionNotFoundException', 'InputError', false],
  ] as const)('takes %s as %s, retryable: %s', async ([code, name, retryable]) => {
    const { wire, target } = await open();
    wire.trouble(ssmRefusal(400, code));
    const error = await rejection(target.launch(launch));
    expect(error).toMatchObject({ name, retryable, reason: code });
    expect(shownBy(error)).not.toContain('may not');
  });

  it('counts as perhaps started when nobody answers in time', async () => {
    const { wire, target } = await open();
    wire.trouble({ delayMs: 3_000 });
    expect(await rejection(target.launch(launch))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect((await target.lookup(launch.idempotencyKey, launch.template))?.status).toBe('pending');
  });
});

describe('rate control', () => {
  const control = {
    parameter: 'InstanceId',
    targets: [{ key: 'tag:Role', values: ['web', 'api'] }],
    maxConcurrency: '10%',
    maxErrors: '0',
  };

  it('comes from settings alone, for the template they name', async () => {
    const { target, executions } = await open({}, { rateControl: { 'Takes-Anything': control } });
    const preview = await target.plan(takes({}));
    expect(preview).toMatchObject({ touches: ['tag:Role=web,api'], changes: expect.stringContaining('10% at a time until 0 fail') });
    await target.launch(takes({}));
    await target.launch({ ...launch, idempotencyKey: 'sw-other' });
    const asked = { TargetParameterName: 'InstanceId', Targets: [{ Key: 'tag:Role', Values: ['web', 'api'] }] };
    expect(executions.all().map(({ request }) => request)).toEqual([
      expect.objectContaining({ ...asked, MaxConcurrency: '10%', MaxErrors: '0' }),
      expect.not.objectContaining({ TargetParameterName: expect.anything() }),
    ]);
  });
});

describe('following', () => {
  it('waits with a document for a person, and says at which step', async () => {
    const { clock, target, executions } = await open();
    const { id, url } = await target.launch(takes({ InstanceId: 'i-1' }));
    expect(url).toBe(`https://eu-central-1.console.aws.amazon.com/systems-manager/automation/execution/${id}?region=eu-central-1`);
    await clock.advanceBy(60_000);
    expect(await target.follow(id, launch.template)).toMatchObject({ status: 'pending', detail: 'SSM says Waiting at step ask' });
    executions.answer(id, 'Approve');
    expect((await target.follow(id, launch.template)).status).toBe('running');
    await clock.advanceBy(60_000);
    expect((await target.follow(id, launch.template)).status).toBe('succeeded');
  });

  it('takes a no inside the document as a failure', async () => {
    const { clock, target, executions } = await open();
    const { id } = await target.launch(takes({ InstanceId: 'i-1' }));
    await clock.advanceBy(60_000);
    executions.answer(id, 'Reject');
    expect((await target.follow(id, launch.template)).status).toBe('failed');
  });

  it('knows every status the client knows, and no other', async () => {
    const { AutomationExecutionStatus } = await import('@aws-sdk/client-ssm');
    const run = { id: 'x', document: 'd', url: 'https://aws.test' };
    for (const status of Object.values(AutomationExecutionStatus)) expect(toJob({ ...run, status }).status).toMatch(/^[a-z]+$/);
    expect(() => toJob({ ...run, status: 'Odd' })).toThrow(/form/);
  });

  it('makes AWS’s own text readable and short', () => {
    const { detail = '' } = toJob({ id: 'x', document: 'd', url: 'u', status: 'Failed', failure: `\u001b[31m${'x'.repeat(900)}` });
    expect(detail).toHaveLength(300);
    expect(detail).not.toContain('\u001b');
  });

  it('sees a cancelled execution run until it has stopped, and leaves one that ended as it is', async () => {
    const { clock, target } = await open({ cancelSeconds: 30 });
    const { id } = await target.launch(launch);
    await target.cancel(id, launch.template);
    expect((await target.follow(id, launch.template)).status).toBe('running');
    await clock.advanceBy(31_000);
    expect((await target.follow(id, launch.template)).status).toBe('cancelled');
    const { id: other } = await target.launch({ ...launch, idempotencyKey: 'sw-other' });
    await clock.advanceBy(60_000);
    await target.cancel(other, launch.template);
    expect((await target.follow(other, launch.template)).status).toBe('succeeded');
  });

  it.for(['', '../x', '7', '00000000-0000-4000-8000-000000000000/../x'])('asks for no id that is none: «%s»', async (id) => {
    const { wire, target } = await open();
    expect(await rejection(target.follow(id, launch.template))).toMatchObject({ name: 'InputError' });
    expect(wire.requests()).toHaveLength(0);
  });
});

describe('a lookup', () => {
  it('reads page after page, of this document alone', async () => {
    const { target, service, clock } = await open();
    await target.launch(launch);
    for (let index = 0; index < 120; index += 1) {
      const request = { document: 'Restart-Service-2', version: undefined, parameters: { Service: ['x'] }, clientToken: undefined };
      service.automations.start({ ...request, tags: {}, targetParameter: undefined, request: {}, startedBy: 'somebody' });
      await clock.advanceBy(10);
    }
    expect(await target.lookup(launch.idempotencyKey, launch.template)).toMatchObject({ status: expect.any(String) });
    expect(await target.lookup('sw-nothing', launch.template)).toBeUndefined();
  });

  it('says that it cannot know rather than that there is none, when there are too many', async () => {
    const { target, service } = await open();
    for (let index = 0; index < 501; index += 1) {
      const request = { document: 'Restart-Service', version: undefined, parameters: { Service: ['x'] }, clientToken: undefined };
      service.automations.start({ ...request, tags: {}, targetParameter: undefined, request: {}, startedBy: 'somebody' });
    }
    expect(await rejection(target.lookup(launch.idempotencyKey, launch.template))).toMatchObject({ reason: 'too_many_executions' });
  });
});
