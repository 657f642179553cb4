/** ServiceNow and Jira, deployed: the bundled function opens tickets at the stand-ins with the secrets and the rights that the policy names, and no other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { deployedPolicy } from '#lib/replay/deployed-policy.ts';
import { keepSecrets } from '#lib/replay/stand-in-secrets.ts';
import { minuteMs, openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const rule = (service: string, target: string, template: string, parameters: object) => ({
  ...{ name: `ticket-for-${service}`, description: `Have people look at ${service}`, match: { labels: { 'service.name': service } } },
  ...{ target, template, mode: 'run', undo: { by: 'target' }, timeoutMinutes: 60 },
  approval: { required: true, notify: ['alex'], channels: ['on-call-webhook'] },
  parameters: { ...parameters, service: { label: 'service.name', pattern: '[a-z]+' } },
});
const remediations = {
  targets: {
    servicenow: { url: 'https://example.service-now.com', secret: 'streamwarden/servicenow' },
    jira: { url: 'https://example.atlassian.net', secret: 'streamwarden/jira' },
  },
  rules: [
    rule('payment', 'servicenow', 'change', { cmdb_ci: { label: 'service.name', pattern: '[a-z]+' } }),
    rule('checkout', 'jira', 'OPS/10001', { wait: 'done' }),
  ],
};
const paymentId = 'a'.repeat(32);
const trouble = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

let pipeline: Pipeline;
let remove: () => void;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-ticket-targets-'));
  writeFileSync(join(folder, 'remediations.yaml'), stringify(remediations));
  const assembly = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
  remove = assembly.remove;
  const servicenow = { credential: 'stand-in:stand-in', tables: { cmdb_ci: [{ sys_id: paymentId, name: 'payment' }] } };
  const standIns = { servicenow, jira: { credential: 'stand-in:stand-in', indexSeconds: 90 } };
  pipeline = await openPipeline({ assembly: assembly.folder, standIns });
  keepSecrets(pipeline.cloud, deployedPolicy(pipeline.cloud));
  for (const service of ['payment', 'checkout']) await pipeline.send('/v1/logs', logsRequest({ service }, pipeline.cloud.now(), [trouble]));
  await pipeline.pass(minuteMs);
  const links = pipeline.heard().flatMap(({ links: { approve } }) => (approve === undefined ? [] : [new URL(approve)]));
  for (const { pathname, search } of links) await pipeline.fetch(`${pathname}${search}`, { method: 'POST' });
  await pipeline.pass(20 * minuteMs);
}, 240_000);
afterAll(async () => {
  await pipeline.cloud.close();
  remove();
});

describe('an incident', () => {
  it('has a change made for its CI, which is approved, carried out and closed', () => {
    expect(pipeline.cloud.standIns.servicenow.tasks()).toMatchObject([
      {
        type: 'normal',
        cmdb_ci: paymentId,
        state: '3',
        close_code: 'successful',
        correlation_id: expect.stringMatching(/^sw-[0-9a-f]{20}$/),
      },
    ]);
  });

  it('has an issue made, which people do', () => {
    expect(pipeline.cloud.standIns.jira.issues()).toMatchObject([{ key: 'OPS-1', status: 'Done' }]);
  });

  it('needs every right that the targets were given, and no other', () => {
    const { denials, unused } = pipeline.cloud.permissions();
    expect(denials).toEqual([]);
    const left = unused.filter(({ role, action }) => role.includes('Remediate') && action.startsWith('secretsmanager:'));
    expect(left.map(({ resource }) => resource).filter((resource) => /servicenow|jira/.test(resource))).toEqual([]);
  });

  it('has what was done on its timeline, with the way to the ticket', async () => {
    const texts: string[] = [];
    for (const { id } of await pipeline.incidents()) {
      const { timeline } = await pipeline.shown(id);
      texts.push(...timeline.map(({ kind, detail }) => `${kind} ${detail?.['url'] ?? ''}`));
    }
    expect(texts).toContainEqual(
      expect.stringMatching(/^remediation_launched https:\/\/example\.service-now\.com\/nav_to\.do\?uri=change_request/),
    );
    expect(texts).toContain('remediation_launched https://example.atlassian.net/browse/OPS-1');
  });
});
