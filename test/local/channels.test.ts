/** Every channel, deployed: the bundled function speaks to stand-ins and to the emulated SES and SNS over the unchanged SDK, with the rights its template gives it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { deployedPolicy } from '#lib/replay/deployed-policy.ts';
import { keepSecrets } from '#lib/replay/stand-in-secrets.ts';
import { startAt } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const names = ['chat', 'pager', 'team', 'mail', 'text', 'hook'];
const files = {
  'channels.yaml': {
    channels: [
      { name: 'console', kind: 'console' },
      { name: 'on-call-webhook', kind: 'webhook', url: 'https://hooks.example.com/streamwarden' },
      { name: 'chat', kind: 'slack', channel: 'C0INCIDENTS', botToken: 'streamwarden/slack' },
      { name: 'pager', kind: 'pagerduty', routingKey: 'streamwarden/pagerduty' },
      { name: 'team', kind: 'teams', url: 'streamwarden/teams', host: 'prod-01.westeurope.logic.azure.com' },
      { name: 'mail', kind: 'email', from: 'warden@example.org' },
      { name: 'text', kind: 'sms' },
      { name: 'hook', kind: 'webhook', url: 'https://hooks.example.com/events', format: 'cloudevents', signingSecret: 'streamwarden/hook' },
    ],
  },
  'people.yaml': { people: { alex: { email: 'alex@example.com', phone: '+4915112345678', slackUserId: 'U0ALEX' }, sam: {}, robin: {} } },
  'escalation.yaml': {
    policies: {
      'on-call': Object.fromEntries(
        ['new', 'escalated', 'critical'].map((level) => [level, { notify: ['alex'], channels: names, waitMinutes: 15 }]),
      ),
    },
  },
};
const trouble = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

let cloud: LocalCloud;
let remove: () => void;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-channels-'));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), stringify(content));
  const assembly = await synthesisePolicy('dev', folder);
  rmSync(folder, { recursive: true });
  remove = assembly.remove;
  cloud = await startLocalCloud({ assembly: assembly.folder, mode: 'deterministic', startAt });
  keepSecrets(cloud, deployedPolicy(cloud));
  await cloud.request({
    ...{ method: 'POST', path: '/v1/logs', headers: { 'content-type': 'application/json' } },
    body: logsRequest({ service: 'payment' }, cloud.now(), [trouble]),
  });
  await cloud.advanceTo(cloud.now() + 10_000);
}, 120_000);
afterAll(async () => {
  await cloud.close();
  remove();
});

describe('a page on every channel', () => {
  it('reaches each other side once', () => {
    const { slack, pagerduty, teams, webhook } = cloud.standIns;
    expect(slack.messages()).toMatchObject([{ channel: 'C0INCIDENTS', updates: 0 }]);
    expect(pagerduty.alerts()).toMatchObject([{ status: 'triggered', severity: 'critical', events: ['trigger'] }]);
    expect(teams.cards()).toMatchObject([{ actions: ['Acknowledge', 'Resolve'] }]);
    expect(cloud.emails()).toMatchObject([{ from: 'warden@example.org', to: ['alex@example.com'] }]);
    expect(cloud.texts()).toMatchObject([{ phone: '+4915112345678', text: expect.stringMatching(/^CRITICAL /) }]);
    expect(webhook.received()).toMatchObject([{ body: { specversion: '1.0', type: 'streamwarden.incident.incident_opened' } }]);
  });

  it('needs every right it was given for that, and no other', () => {
    const { denials, unused } = cloud.permissions();
    expect(denials).toEqual([]);
    const ofChannels = unused.filter(({ role, action }) => role.includes('Notify') && /^(?:ses|sns|secretsmanager):/.test(action));
    expect(ofChannels).toEqual([]);
  });

  it('is on the bill', () => {
    const units = cloud.usage().filter(({ unit }) => unit === 'ses-messages' || unit === 'sms-parts');
    expect(units.map(({ unit, quantity, owner }) => [unit, quantity, owner])).toEqual([
      ['ses-messages', 1, 'streamwarden-dev-notify'],
      ['sms-parts', 1, 'streamwarden-dev-notify'],
    ]);
  });

  it('is on record by state, and brought up to date when somebody takes care', async () => {
    const deliveries = async (): Promise<readonly string[]> =>
      (await cloud.table('streamwarden-dev-response').items())
        .filter(({ pk }) => String(pk).startsWith('deliveries#incident/'))
        .map(
          ({ body }) =>
            `${Reflect.get(Object(body), 'channel')} ${Reflect.get(Object(body), 'notificationReason')} ${Reflect.get(Object(body), 'state')}`,
        )
        .sort();
    expect(await deliveries()).toEqual([
      'chat incident_opened delivered',
      'hook incident_opened delivered',
      'mail incident_opened sent',
      'pager incident_opened delivered',
      'team incident_opened delivered',
      'text incident_opened sent',
    ]);
    const incidentId = cloud.standIns.pagerduty.alerts()[0]?.dedupKey;
    await cloud.request({
      ...{ method: 'POST', path: `/v1/incidents/${incidentId}/acknowledge`, headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ by: 'alex' }),
    });
    await cloud.advanceTo(cloud.now() + 10_000);
    expect((await deliveries()).filter((text) => text.includes('incident_opened'))).toEqual(
      ['chat', 'hook', 'mail', 'pager', 'team', 'text'].map((name) => `${name} incident_opened answered`),
    );
    const [head, reply] = cloud.standIns.slack.messages();
    expect([head?.updates, reply?.threadTs]).toEqual([1, head?.ts]);
    expect(cloud.standIns.pagerduty.alerts()).toMatchObject([{ status: 'acknowledged', events: ['trigger', 'acknowledge'] }]);
  });
});
