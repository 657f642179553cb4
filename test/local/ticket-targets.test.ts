/** ServiceNow and Jira, deployed: the bundled function opens tickets at the stand-ins with the secrets and the rights that the policy names, and no other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ChainEntry } from '#kernel/audit-chain.ts';
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
    rule('stock', 'servicenow', 'incident', {}),
    rule('cart', 'jira', 'OPS/10001', { wait: 'done' }),
  ],
};
const paymentId = 'a'.repeat(32);
const message = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

let pipeline: Pipeline;
let remove: () => void;

const trouble = async (...services: readonly string[]): Promise<void> => {
  for (const service of services) await pipeline.send('/v1/logs', logsRequest({ service }, pipeline.cloud.now(), [message]));
};

/** Everybody who was asked since then says yes, by the link. */
const approve = async (since = 0): Promise<void> => {
  const asked = pipeline
    .heard()
    .flatMap(({ at, links }) => (links['approve'] === undefined || at < since ? [] : [new URL(links['approve'])]));
  for (const { pathname, search } of asked) await pipeline.fetch(`${pathname}${search}`, { method: 'POST' });
};

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-ticket-targets-'));
  writeFileSync(join(folder, 'remediations.yaml'), stringify(remediations));
  const assembly = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
  remove = assembly.remove;
  const servicenow = { credential: 'stand-in:stand-in', tables: { cmdb_ci: [{ sys_id: paymentId, name: 'payment' }] } };
  const standIns = { servicenow, jira: { credential: 'stand-in:stand-in', indexSeconds: 90 } };
  pipeline = await openPipeline({ assembly: assembly.folder, standIns });
  keepSecrets(pipeline.cloud, deployedPolicy(pipeline.cloud));
  await trouble('payment', 'checkout');
  await pipeline.pass(minuteMs);
  await approve();
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

/** What ServiceNow and Jira hold of their n-th record besides its fields, as text. */
const notes = (nth: number): string =>
  pipeline.cloud.standIns.servicenow.workNotes(String(pipeline.cloud.standIns.servicenow.tasks()[nth]?.['sys_id'])).join('\n');
const issue = (nth: number): string => JSON.stringify(pipeline.cloud.standIns.jira.issues()[nth]);

/** What the chain holds about the incident that a ticket links to: each act, and the ticket where it is named. */
const linked = async (text: string): Promise<readonly string[]> => {
  const [link] = /http:\/\/127\.0\.0\.1:[0-9]+\/v1\/incidents\/[\w-]+\/audit/.exec(text) ?? [];
  const answer = await fetch(String(link));
  const { entries } = (await answer.json()) as { entries: ChainEntry[] };
  return entries.map(({ act, detail }) => `${act} ${detail['url'] ?? detail['undone'] ?? ''}`.trim());
};

describe('a ticket', () => {
  it('is told that it helped, and leads to the audit record, which names it', async () => {
    const said = 'Streamwarden verified it: the alert no longer fires.';
    expect([notes(0), issue(0)]).toEqual([expect.stringContaining(said), expect.stringContaining(said)]);
    const served = [await linked(notes(0)), await linked(issue(0))];
    for (const acts of served) expect(acts).toEqual(expect.arrayContaining(['approval_approved', 'remediation_verified']));
    expect(served[0]).toContainEqual(expect.stringMatching(/^remediation_launched https:\/\/example\.service-now\.com\//));
    expect(served[1]).toContain('remediation_launched https://example.atlassian.net/browse/OPS-1');
  });

  it('is told that it did not help and was taken back, and leads to the record of that', async () => {
    const since = pipeline.cloud.now();
    await trouble('stock', 'cart');
    await pipeline.pass(minuteMs);
    await approve(since);
    for (let minute = 0; minute < 8; minute += 1) {
      await pipeline.pass(minuteMs);
      await trouble('stock', 'cart');
    }
    const said = 'Taken back by Streamwarden: it did not help.';
    expect([notes(1), issue(1)]).toEqual([expect.stringContaining(said), expect.stringContaining(said)]);
    for (const text of [notes(1), issue(1)])
      expect(await linked(text)).toEqual(expect.arrayContaining(['remediation_undone true', 'remediation_failed true']));
    expect(pipeline.cloud.standIns.servicenow.tasks()[1]).toMatchObject({ state: '8' });
    expect(pipeline.cloud.permissions().denials).toEqual([]);
  });
});
