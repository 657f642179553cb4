import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InteractionRequest, readInteraction } from '#channels/slack/interaction.ts';
import { InputError } from '#kernel/errors.ts';
import { signLink } from '#kernel/signed-link.ts';
import { type OpenSystem, openSystem } from '#test/support/channel-systems.ts';
import { incidentNotification } from '#test/support/notifications.ts';

const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
const linkSecret = 'link-secret';
const at = Date.UTC(2026, 0, 5, 9);
const settings = { signingSecret, linkSecret, now: at };

const token = (changes: object = {}) =>
  signLink({ purpose: 'acknowledge', subject: 'inc-1', person: 'alex+sam', expiresAt: at + 60_000, ...changes }, linkSecret);

const payload = (changes: object = {}, action: object = {}) => ({
  type: 'block_actions',
  user: { id: 'U0ALEX', username: 'alex' },
  response_url: 'https://hooks.slack.com/actions/T0/1/x',
  actions: [{ type: 'button', action_id: 'streamwarden_acknowledge', value: token(), action_ts: '1767603600.000001', ...action }],
  ...changes,
});

/** As Slack signs it, written out once more. */
const signed = (body: string, changes: Partial<InteractionRequest> = {}, secret = signingSecret): InteractionRequest => {
  const timestamp = changes.timestamp ?? String(at / 1000);
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return { body, timestamp, signature, ...changes };
};
const press = (given: object = payload()): string => new URLSearchParams({ payload: JSON.stringify(given) }).toString();

const reasonOf = (request: InteractionRequest, changes: Partial<typeof settings> = {}): string => {
  try {
    readInteraction(request, { ...settings, ...changes });
  } catch (error) {
    if (error instanceof InputError) return error.reason;
    throw error;
  }
  return 'accepted';
};

describe('a press of a button', () => {
  it('says what is asked for, who pressed and where to answer', () => {
    expect(readInteraction(signed(press()), settings)).toEqual({
      action: 'acknowledge',
      incidentId: 'inc-1',
      user: { id: 'U0ALEX' },
      person: 'alex+sam',
      causeId: expect.stringMatching(/^slack\/[0-9a-f]{20}$/),
      responseUrl: 'https://hooks.slack.com/actions/T0/1/x',
    });
  });

  it('answers an approval by its own id', () => {
    const value = token({ purpose: 'approve', subject: 'approval-1' });
    expect(readInteraction(signed(press(payload({}, { action_id: 'streamwarden_approve', value }))), settings)).toMatchObject({
      action: 'approve',
      approvalId: 'approval-1',
    });
  });

  it('has one cause, however often it is replayed, and another when it is pressed again', () => {
    const causes = [
      signed(press()),
      signed(press()),
      signed(press(payload({}, { action_ts: '1767603601.000001' }))),
      signed(press(payload({ user: { id: 'U0SAM' } }))),
    ].map((request) => readInteraction(request, settings).causeId);
    expect(causes[0]).toBe(causes[1]);
    expect(new Set(causes).size).toBe(3);
  });

  it('is verified as in Slack’s own example', () => {
    // https://docs.slack.dev/authentication/verifying-requests-from-slack [D]
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const request = { body, timestamp: '1531420618', signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503' };
    expect(reasonOf(request, { now: 1_531_420_618_000 })).toBe('payload');
    expect(reasonOf({ ...request, body: `${body}x` }, { now: 1_531_420_618_000 })).toBe('signature_invalid');
  });

  it.for([
    ['nothing signed', { signature: undefined }, 'signature_missing'],
    ['no time', { timestamp: undefined, signature: 'v0=00' }, 'signature_missing'],
    ['a time that is none', { timestamp: '1e9' }, 'signature_missing'],
    ['another signature', { signature: `v0=${'0'.repeat(64)}` }, 'signature_invalid'],
    ['a short signature', { signature: 'v0=' }, 'signature_invalid'],
    ['a time six minutes ago', { timestamp: String(at / 1000 - 301) }, 'signature_expired'],
    ['a time six minutes ahead', { timestamp: String(at / 1000 + 301) }, 'signature_expired'],
  ] as const)('is refused with %s', ([, changes, reason]) => {
    // Left out of the object where a header is missing, so that the signature fits the rest.
    const { body, timestamp, signature } = signed(press(), 'timestamp' in changes && changes.timestamp !== undefined ? changes : {});
    expect(reasonOf({ body, timestamp, signature, ...changes })).toBe(reason);
  });

  it('is refused when signed with another secret', () => {
    expect(reasonOf(signed(press(), {}, 'another'))).toBe('signature_invalid');
  });

  it.for([
    ['a button of somebody else', payload({}, { action_id: 'approve_expense' }), 'payload'],
    ['another kind of payload', payload({ type: 'view_submission' }), 'payload'],
    ['an address that is not Slack’s', payload({ response_url: 'https://hooks.slack.com.evil.test/x' }), 'payload'],
    ['a value we did not sign', payload({}, { value: 'forged.token' }), 'link_invalid'],
    ['a value that has expired', payload({}, { value: token({ expiresAt: at }) }), 'link_expired'],
    ['the value of another button', payload({}, { action_id: 'streamwarden_resolve' }), 'action_mismatch'],
  ] as const)('is refused with %s', ([, given, reason]) => {
    expect(reasonOf(signed(press(given)))).toBe(reason);
  });

  it('is refused without a payload', () => {
    expect(reasonOf(signed('payload='))).toBe('payload');
    expect(reasonOf(signed('payload=%7B'))).toBe('payload');
    expect(reasonOf(signed(''))).toBe('payload');
  });

  it('is nothing but a press or an InputError, whatever is signed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `payload=${encodeURIComponent(json)}`),
        ),
        (body) => {
          expect(reasonOf(signed(body))).not.toBe('accepted');
        },
      ),
    );
  });
});

describe('a press of the button that was delivered', () => {
  let system: OpenSystem;
  beforeEach(async () => {
    system = await openSystem('slack');
  });
  afterEach(() => system.wire.close());

  it('is taken for what it is', async () => {
    const now = system.systems.clock.now();
    const link = signLink({ purpose: 'resolve', subject: 'inc-1', person: 'alex', expiresAt: now + 60_000 }, linkSecret);
    const { reference = '' } = await system
      .channel()
      .deliver(incidentNotification({ at: now, links: { resolve: `https://api.test/v1/answer?token=${link}` } }));
    const ts = reference.split('/')[1] ?? '';
    const { body, headers } = system.systems.standIns.slack.press({ ts, actionId: 'streamwarden_resolve', user: 'U0SAM', signingSecret });
    const request = { body, timestamp: headers['x-slack-request-timestamp'], signature: headers['x-slack-signature'] };
    expect(readInteraction(request, { signingSecret, linkSecret, now })).toMatchObject({
      action: 'resolve',
      incidentId: 'inc-1',
      user: { id: 'U0SAM' },
    });
  });
});
