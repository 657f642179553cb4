/** Presses of buttons in Slack, from the signed request to the answer of the one who pressed. */
import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { readInteraction } from '#functions/channels/slack/interaction.ts';
import { peopleSchema } from '#kernel/policy.ts';
import { type LinkClaims, signLink } from '#kernel/signed-link.ts';
import { findingOf } from '#test/support/findings.ts';
import { type Answered, caller, policy } from '#test/support/respond-call.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const signingSecret = 'slack-signing-secret';
const people = peopleSchema.parse({
  people: { alex: { slackUserId: 'U0ALEX' }, sam: { slackUserId: 'U0SAM' }, kim: {} },
  teams: { everyone: { members: { alex: 'responder', sam: 'viewer' } } },
});

let team: Responders;
let id: string;
const call = caller(() => team, {
  policy: { ...policy, people },
  readPress: async (request) => readInteraction(request, { signingSecret, linkSecret: 'secret', now: team.now }),
});

beforeEach(async () => {
  team = responders();
  team.now = Date.parse('2026-11-20T10:00:00Z');
  await team.take(findingOf('f-1', 'payment'));
  id = team.incidents()[0]?.id ?? '';
});

interface Pressing {
  readonly user?: string;
  readonly purpose?: LinkClaims['purpose'];
  readonly subject?: string;
  readonly secret?: string;
  readonly agedSeconds?: number;
}

const press = ({
  user = 'U0ALEX',
  purpose = 'acknowledge',
  subject = id,
  secret = signingSecret,
  agedSeconds = 0,
}: Pressing = {}): Promise<Answered> => {
  const value = signLink({ purpose, subject, person: 'alex+sam', expiresAt: team.now + 3_600_000 }, 'secret');
  const payload = {
    type: 'block_actions',
    user: { id: user },
    response_url: 'https://hooks.slack.com/actions/T/1/x',
    actions: [{ action_id: `streamwarden_${purpose}`, value, action_ts: '1795168800.000100' }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(team.now / 1000) - agedSeconds);
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
  // The form is not text to the gateway: it arrives in base64.
  const given = { route: 'POST /v1/slack/interactions', headers, body: Buffer.from(body).toString('base64'), base64: true };
  return call({ ...given, nobody: true });
};

it('acknowledges and resolves in the name of who pressed', async () => {
  const first = await press();
  expect([first.statusCode, first.body]).toEqual([200, '']);
  expect(team.incidents()[0]).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'alex' });
  expect((await team.store.timeline(id)).at(-1)).toMatchObject({ kind: 'acknowledged', by: 'alex', detail: { via: 'slack' } });
  expect((await press({ purpose: 'resolve' })).statusCode).toBe(200);
  expect(team.incidents()[0]).toMatchObject({ status: 'resolved', resolvedBy: 'alex' });
});

it('approves once, and a no afterwards is refused', async () => {
  const shared = { incidentId: id, purpose: 'approval', taskToken: 'token', createdAt: team.now, expiresAt: team.now + 60_000 } as const;
  await team.store.putPending({ id: 'approval-1', ...shared, detail: { description: 'Restart' } });
  expect((await press({ purpose: 'approve', subject: 'approval-1' })).statusCode).toBe(200);
  expect((await press({ purpose: 'reject', subject: 'approval-1' })).statusCode).toBe(409);
  expect(team.completed).toMatchObject([{ token: 'token', output: { outcome: 'approved', by: 'alex' } }]);
});

it('does once what is pressed again or replayed', async () => {
  await press();
  const before = structuredClone([team.incidents(), await team.store.timeline(id)]);
  team.now += 10_000;
  expect((await press({ agedSeconds: 10 })).statusCode).toBe(200);
  expect([team.incidents(), await team.store.timeline(id)]).toEqual(before);
});

describe('a press is refused', () => {
  it.for<{ why: string; pressing: Pressing; status: number }>([
    { why: 'not signed by Slack', pressing: { secret: 'guessed' }, status: 401 },
    { why: 'older than five minutes', pressing: { agedSeconds: 301 }, status: 401 },
    { why: 'by somebody people.yaml does not know', pressing: { user: 'U0MALLORY' }, status: 403 },
    { why: 'by a viewer', pressing: { user: 'U0SAM' }, status: 403 },
    { why: 'for an incident there is not', pressing: { subject: 'inc-none' }, status: 404 },
  ])('$why: $status', async ({ pressing, status }) => {
    expect((await press(pressing)).statusCode).toBe(status);
    expect(team.incidents()[0]?.status).toBe('open');
  });

  it('after somebody else acknowledged it', async () => {
    await team.acknowledge(id, 'kim');
    const answer = await press();
    expect([answer.statusCode, answer.json['detail']]).toEqual([409, 'kim has acknowledged it before.']);
  });

  it('where no signing secret is named: there is no such route', async () => {
    const without = caller(() => team);
    expect((await without({ route: 'POST /v1/slack/interactions', nobody: true })).statusCode).toBe(404);
  });
});

it('is on record with who pressed, and without what was signed', async () => {
  await press();
  await press({ secret: 'guessed' });
  const entries = await team.store.audit({ day: '2026-11-20', limit: 10 });
  expect(entries).toMatchObject([
    { caller: 'alex', via: 'slack', subject: id, status: 200 },
    { caller: 'unknown', via: 'slack', subject: '', status: 401 },
  ]);
  expect(JSON.stringify(entries)).not.toContain('hooks.slack.com');
});
