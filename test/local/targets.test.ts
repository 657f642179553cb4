/** Targets, deployed: the bundled function reaches stand-ins through the guard around its calls, with an access entry, a token and secrets of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import type { Stack } from '#lib/local/template/assembly.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { startAt } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';
import { byItself, writeRehearsed } from '#test/support/rehearsed.ts';

const minute = 60_000;
const signingSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const rule = (
  service: string,
  target: 'kubernetes' | 'awx' | 'webhook',
  template: string,
  parameters: Readonly<Record<string, string | { readonly label: string; readonly pattern: string }>>,
) => ({
  ...{ name: `mend-${service}`, description: `Mend ${service}`, target, template, parameters },
  match: { labels: { 'service.name': service } },
  approval: { required: false, notify: ['alex'], channels: ['console'] },
  ...byItself,
});
const fromLabel = { label: 'service.name', pattern: '[a-z]{1,20}' };
const remediations = {
  targets: {
    awx: { url: 'https://awx.example.com' },
    kubernetes: {
      ...{ cluster: 'shop', endpoint: 'https://ABC.gr7.eu-west-1.eks.amazonaws.com', namespaces: ['shop'] },
      certificateAuthority: base64('-----BEGIN CERTIFICATE-----'),
    },
    webhook: { mend: { url: 'https://ops.example.com/runbooks/mend', secret: 'ops/mend', jobs: true } },
  },
  rules: [
    rule('payment', 'kubernetes', 'restart', { namespace: 'shop', name: fromLabel }),
    rule('stock', 'awx', '42', { service: fromLabel }),
    rule('checkout', 'webhook', 'mend', { service: fromLabel }),
  ],
};

let folder: string;
let remove: () => void;
beforeAll(async () => {
  const policy = mkdtempSync(join(tmpdir(), 'streamwarden-targets-'));
  writeRehearsed(policy, remediations);
  ({ folder, remove } = await synthesisePolicy('dev', policy).finally(() => rmSync(policy, { recursive: true })));
}, 120_000);
afterAll(() => remove());

/** A cloud in which a service is in trouble, some minutes later. */
const troubled = async (service: string, options: Partial<LocalCloudOptions> = {}): Promise<LocalCloud> => {
  const cloud = await startLocalCloud({
    assembly: folder,
    mode: 'deterministic',
    startAt,
    standIns: { runbookWebhook: { secret: signingSecret } },
    ...options,
  });
  cloud.keepSecret('ops/mend', signingSecret);
  await cloud.request({
    ...{ method: 'POST', path: '/v1/logs', headers: { 'content-type': 'application/json' } },
    body: logsRequest({ service }, cloud.now(), [`FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory`]),
  });
  await cloud.advanceTo(cloud.now() + 5 * minute);
  return cloud;
};

describe('the deployed remediate', () => {
  it('restarts a deployment in a cluster that lets in its role alone, by a token for that cluster', async () => {
    const cloud = await troubled('payment');
    expect(cloud.standIns.kubernetes.changes()).toMatchObject([{ object: 'deployment/shop/payment' }]);
    expect(cloud.permissions().denials).toEqual([]);
    await cloud.close();
  }, 60_000);

  it('is not let in without an access entry', async () => {
    const kept = ({ Type }: { readonly Type: string }): boolean => Type !== 'AWS::EKS::AccessEntry';
    const amend = (stack: Stack): Stack => ({
      ...stack,
      template: {
        ...stack.template,
        Resources: Object.fromEntries(Object.entries(stack.template.Resources ?? {}).filter(([, one]) => kept(one))),
      },
    });
    const cloud = await troubled('payment', { amend });
    expect(cloud.standIns.kubernetes.changes()).toEqual([]);
    await cloud.close();
  }, 60_000);

  it('launches a job in AWX', async () => {
    const cloud = await troubled('stock');
    expect(cloud.standIns.awx.jobs()).toMatchObject([{ template: 42, extraVars: { service: 'stock' } }]);
    await cloud.close();
  }, 60_000);

  it('asks a webhook, signed with its secret', async () => {
    const cloud = await troubled('checkout');
    expect(cloud.standIns.runbookWebhook.runs()).toMatchObject([
      { body: { runbook: 'mend', mode: 'run', parameters: { service: 'checkout' } } },
    ]);
    expect(cloud.permissions().denials).toEqual([]);
    await cloud.close();
  }, 60_000);
});
