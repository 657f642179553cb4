/** SSM Automation and operators' functions, deployed: the bundled function acts on them over the unchanged SDK, with the rights its template gives it and no other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionsThrough } from '#adapters/lambda/through.ts';
import { automationsThrough } from '#adapters/ssm/through.ts';
import { lambdaTarget } from '#functions/remediate/lambda/lambda.ts';
import { ssmTarget } from '#functions/remediate/ssm/ssm.ts';
import type { Launch } from '#kernel/target.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { rejection } from '#test/support/leaks.ts';
import { logsRequest } from '#test/support/otlp-json.ts';
import { byItself, writeRehearsed } from '#test/support/rehearsed.ts';

const role = 'arn:aws:iam::123456789012:role/automation';
const other = `${role}-of-others`;

const rule = (
  service: string,
  target: 'ssm' | 'lambda',
  template: string,
  parameters: Readonly<Record<string, string | { readonly label: string; readonly pattern: string }>>,
) => ({
  ...{ name: `restart-${service}`, description: `Restart ${service}`, match: { labels: { 'service.name': service } }, target, template },
  parameters: { ...parameters, Service: { label: 'service.name', pattern: '[a-z]+' } },
  approval: { required: false },
  ...byItself,
});
const remediations = {
  targets: { ssm: { roles: [role] }, lambda: {} },
  rules: [
    rule('payment', 'ssm', 'Restart-Service', { AutomationAssumeRole: role }),
    rule('checkout', 'lambda', 'restart-service:live', {}),
  ],
};

const parameters = { Service: { type: 'String' }, AutomationAssumeRole: { type: 'AWS::IAM::Role::Arn', default: '' } };
const content = { assumeRole: '{{ AutomationAssumeRole }}', parameters, mainSteps: [{ name: 'restart', action: 'aws:executeScript' }] };
const trouble = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

let pipeline: Pipeline;
let remove: () => void;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-aws-targets-'));
  writeRehearsed(folder, remediations);
  const assembly = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
  remove = assembly.remove;
  pipeline = await openPipeline({
    assembly: assembly.folder,
    standIns: {
      ssm: {
        documents: [
          { name: 'Restart-Service', content },
          { name: 'Delete-Everything', content },
        ],
      },
      runbookFunctions: { 'restart-service': {}, 'of-somebody-else': {} },
    },
  });
  for (const service of ['payment', 'checkout']) await pipeline.send('/v1/logs', logsRequest({ service }, pipeline.cloud.now(), [trouble]));
  await pipeline.pass(10 * minuteMs);
}, 300_000);
afterAll(async () => {
  await pipeline.cloud.close();
  remove();
});

const remediateRole = (): string => {
  const found = pipeline.cloud.permissions().granted.find(({ role: name }) => name.includes('Remediate') && !name.includes('Remediation'));
  if (found === undefined) throw new Error('remediate has no role');
  return found.role;
};

/** The targets with remediate's own credentials. */
const asRemediate = () => {
  const client = { ...pipeline.client(), credentials: { accessKeyId: remediateRole(), secretAccessKey: 'local' } };
  return {
    ssm: ssmTarget({ roles: [role, other], rateControl: {} }, automationsThrough(new SSMClient(client))),
    lambda: lambdaTarget(functionsThrough(new LambdaClient(client))),
  };
};
const launchOf = (template: string, idempotencyKey: string, assumed = role): Launch => ({
  ...{ template, idempotencyKey, parameters: { Service: 'payment', AutomationAssumeRole: assumed } },
});

describe('an incident', () => {
  it('runs the document its rule names, with the parameters of the rule', () => {
    expect(pipeline.cloud.automations.all()).toMatchObject([
      { document: 'Restart-Service', status: 'Success', parameters: { Service: ['payment'], AutomationAssumeRole: [role] } },
    ]);
  });

  it('calls the function its rule names', () => {
    const runs = pipeline.cloud.standIns.runbookFunctions.get('restart-service')?.runs();
    expect(runs).toMatchObject([{ mode: 'dry_run' }, { mode: 'run', status: 'succeeded', event: { parameters: { Service: 'checkout' } } }]);
  });

  it('is on the bill by the steps that ran', () => {
    const units = pipeline.cloud.usage().filter(({ unit }) => unit === 'ssm-automation-steps');
    expect(units).toEqual([{ unit: 'ssm-automation-steps', owner: `${prefix}-remediate`, quantity: 1 }]);
  });
});

describe('Lambda', () => {
  it('calls a function of the template, and says when it threw', async () => {
    const functions = functionsThrough(new LambdaClient(pipeline.client()));
    expect(await functions.start({ name: `${prefix}-remediate` }, { action: 'dance' })).toEqual({ kind: 'failed', type: 'InputError' });
  });
});

describe('remediate', () => {
  it('needs every right it was given on AWS, and no other', async () => {
    const { ssm, lambda } = asRemediate();
    const document = launchOf('Restart-Service', 'sw-own');
    await ssm.plan(document);
    const { id } = await ssm.launch(document);
    expect((await ssm.lookup('sw-own', document.template))?.id).toBe(id);
    await ssm.cancel(id, document.template);
    expect((await ssm.follow(id, document.template)).status).toBe('cancelled');
    await lambda.plan(launchOf('restart-service:live', 'sw-own'));
    const { denials, unused } = pipeline.cloud.permissions();
    expect(denials).toEqual([]);
    expect(unused.filter(({ action }) => /^(?:ssm|lambda|iam):/.test(action))).toEqual([]);
  });

  it.for<[string, () => Promise<unknown>]>([
    ['run another document', () => asRemediate().ssm.launch(launchOf('Delete-Everything', 'sw-1'))],
    ['read another document', () => asRemediate().ssm.plan(launchOf('Delete-Everything', 'sw-1'))],
    ['pass another role', () => asRemediate().ssm.launch(launchOf('Restart-Service', 'sw-2', other))],
    ['call another function', () => asRemediate().lambda.launch(launchOf('of-somebody-else', 'sw-3'))],
    ['call its function by another alias', () => asRemediate().lambda.launch(launchOf('restart-service:test', 'sw-4'))],
  ])('may not %s', async ([, attempt]) => {
    const before = pipeline.cloud.automations.all().length;
    expect(await rejection(attempt())).toMatchObject({ name: 'UpstreamError', reason: 'AccessDeniedException', retryable: false });
    expect(pipeline.cloud.automations.all()).toHaveLength(before);
    expect(pipeline.cloud.standIns.runbookFunctions.get('of-somebody-else')?.runs()).toEqual([]);
  });
});
