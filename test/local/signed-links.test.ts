/** The links in the messages people receive, followed over real HTTP: a look changes nothing, a press acts once, nothing else works. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type LinkClaims, signLink } from '#kernel/signed-link.ts';
import { type Heard, minuteMs, openPipeline, type Pipeline, prefix, type Shown } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

let pipeline: Pipeline;
let opened: Heard;
let asked: Heard;
beforeEach(async () => {
  pipeline = await openPipeline();
  await pipeline.send('/v1/logs', logsRequest({ service: 'payment' }, pipeline.cloud.now(), ['payment gateway timeout after 3000 ms']));
  await pipeline.pass(15_000);
  const find = (notificationReason: string): Heard => {
    const message = pipeline.heard().find((each) => each.notificationReason === notificationReason);
    if (message === undefined) throw new Error(`Nobody heard ${notificationReason}.`);
    return message;
  };
  opened = find('incident_opened');
  asked = find('approval_requested');
});
afterEach(() => pipeline.cloud.close());

const shown = (): Promise<Shown> => pipeline.shown(opened.incident.id);
const approvalId = (): string => claimsOf(asked.links['approve']).subject;
const approval = async (): Promise<unknown> => (await pipeline.fetch(`/v1/approvals/${approvalId()}`)).json();

const tokenOf = (link = ''): string => new URL(link).searchParams.get('token') ?? '';
const claimsOf = (link: string | undefined): LinkClaims =>
  JSON.parse(Buffer.from(tokenOf(link).split('.')[0] ?? '', 'base64url').toString()) as LinkClaims;
const follow = (method: 'GET' | 'POST', token: string): Promise<Response> => pipeline.fetch(`/v1/answer?token=${token}`, { method });
const messages = (reason: string): number => pipeline.heard().filter(({ notificationReason }) => notificationReason === reason).length;

/** The deployed secret, read as an operator could, over the SDK's wire; the template leaves its name to the cloud. */
const linkSecret = async (): Promise<string> => {
  const stack = `${prefix}-data`;
  const template = readFileSync(join(inject('assembly'), `${stack}.template.json`), 'utf8');
  const { Resources } = JSON.parse(template) as { Resources: Record<string, { Type: string }> };
  const isLinkSecret = (id: string): boolean => id.startsWith('LinkSecret') && Resources[id]?.Type === 'AWS::SecretsManager::Secret';
  const logicalId = Object.keys(Resources).find(isLinkSecret) ?? '';
  const ending = createHash('sha256').update(`${stack}/${logicalId}`).digest('hex').slice(0, 8);
  const client = new SecretsManagerClient(pipeline.client());
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: `${stack}-${logicalId}-${ending}` }));
  client.destroy();
  return SecretString;
};

it('looking at a link shows one button and changes nothing, however often', async () => {
  const before = [await shown(), await approval()];
  expect(Object.keys(asked.links)).toEqual(['acknowledge', 'resolve', 'approve', 'reject']);
  for (const link of Object.values(asked.links)) {
    for (let times = 0; times < 3; times += 1) {
      const page = await fetch(link);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect((await page.text()).match(/<button/g)).toHaveLength(1);
    }
    await fetch(link, { method: 'HEAD' });
  }
  await pipeline.pass(minuteMs);
  expect([await shown(), await approval()]).toEqual(before);
});

describe('pressing the button', () => {
  it('acknowledges once: the clock stops, and a second press changes nothing', async () => {
    const token = tokenOf(opened.links['acknowledge']);
    expect((await follow('POST', token)).status).toBe(200);
    await pipeline.pass(1_000);
    const after = await shown();
    expect(after.incident).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'alex' });
    expect((await follow('POST', token)).status).toBe(200);
    await pipeline.pass(30 * minuteMs);
    const later = await shown();
    expect(later.incident).toEqual(after.incident);
    expect([messages('acknowledged'), messages('escalated')]).toEqual([1, 0]);
    const page = await (await follow('GET', token)).text();
    expect(page).toContain('Nothing left to do');
    expect(page).not.toContain('<button');
  });

  it('approves once: one job, however often it is pressed, and a no afterwards is refused', async () => {
    const yes = tokenOf(asked.links['approve']);
    expect([(await follow('POST', yes)).status, (await follow('POST', yes)).status]).toEqual([200, 200]);
    expect((await follow('POST', tokenOf(asked.links['reject']))).status).toBe(409);
    await pipeline.pass(5 * minuteMs);
    expect((await follow('POST', yes)).status).toBe(200);
    await pipeline.pass(5 * minuteMs);
    expect(pipeline.cloud.standIns.awx.jobs()).toHaveLength(1);
    expect((await shown()).incident).toMatchObject({ status: 'resolved', resolvedBy: 'remediate' });
  });

  it('rejects for good: nothing is launched, and a yes afterwards is refused', async () => {
    expect((await follow('POST', tokenOf(asked.links['reject']))).status).toBe(200);
    expect((await follow('POST', tokenOf(asked.links['approve']))).status).toBe(409);
    await pipeline.pass(14 * minuteMs);
    expect(pipeline.cloud.standIns.awx.jobs()).toEqual([]);
  });
});

describe('a link that is not as it was sent', () => {
  it('is refused with 403, whatever was changed, and nothing happens', async () => {
    const before = [await shown(), await approval()];
    const [payload = '', signature = ''] = tokenOf(opened.links['acknowledge']).split('.');
    const claims = claimsOf(opened.links['acknowledge']);
    const altered = (changes: Partial<LinkClaims>): string =>
      `${Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url')}.${signature}`;
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const forged = [
      altered({ purpose: 'resolve' }),
      altered({ purpose: 'approve', subject: approvalId() }),
      altered({ subject: 'inc-another' }),
      altered({ person: 'mallory' }),
      altered({ expiresAt: claims.expiresAt + 1 }),
      `${payload}.${flipped}`,
      `${payload}.${signature}.${signature}`,
      `${payload}.`,
      payload,
      signLink(claims, 'a guessed secret'),
    ];
    for (const token of forged)
      for (const method of ['GET', 'POST'] as const) expect((await follow(method, token)).status, `${method} ${token}`).toBe(403);
    expect((await pipeline.fetch('/v1/answer', { method: 'POST' })).status).toBe(400);
    expect([await shown(), await approval()]).toEqual(before);
  });

  it('is gone with 410 after its day, for looking and for pressing', async () => {
    await pipeline.cloud.advanceTo(opened.at + 24 * 60 * minuteMs - 1_000);
    const token = tokenOf(opened.links['acknowledge']);
    expect((await follow('GET', token)).status).toBe(200);
    await pipeline.pass(2_000);
    const before = await shown();
    expect([(await follow('GET', token)).status, (await follow('POST', token)).status]).toEqual([410, 410]);
    expect(await shown()).toEqual(before);
  });

  it('even when genuinely signed does nothing beyond its purpose: an incident is no approval and an approval no incident', async () => {
    const secret = await linkSecret();
    const genuine = signLink(claimsOf(opened.links['acknowledge']), secret);
    expect(genuine).toBe(tokenOf(opened.links['acknowledge']));
    const before = [await shown(), await approval()];
    const sign = (purpose: LinkClaims['purpose'], subject: string): string =>
      signLink({ ...claimsOf(opened.links['acknowledge']), purpose, subject }, secret);
    const wrong = [
      sign('approve', opened.incident.id),
      sign('reject', `escalation-${opened.incident.id}`),
      sign('acknowledge', approvalId()),
      sign('resolve', 'inc-none'),
    ];
    for (const token of wrong) for (const method of ['GET', 'POST'] as const) expect((await follow(method, token)).status).toBe(404);
    expect([await shown(), await approval()]).toEqual(before);
  });
});

it('an approval nobody gives expires: the link says so with 410, and nothing is launched', async () => {
  await pipeline.pass(61 * minuteMs);
  expect((await follow('POST', tokenOf(asked.links['approve']))).status).toBe(410);
  await pipeline.pass(minuteMs);
  expect(pipeline.cloud.standIns.awx.jobs()).toEqual([]);
  expect((await shown()).timeline.map(({ kind }) => kind)).toContain('approval_expired');
});
