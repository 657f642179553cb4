import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackMessage } from '#channels/slack/blocks.ts';
import type { Channel } from '#kernel/channel.ts';
import { type OpenSystem, openSystem } from '#test/support/channel-systems.ts';
import { rejection } from '#test/support/leaks.ts';
import { incidentNotification } from '#test/support/notifications.ts';

let system: OpenSystem;
let channel: Channel;
beforeEach(async () => {
  system = await openSystem('slack');
  channel = system.channel();
});
afterEach(() => system.wire.close());

const messages = () => system.systems.standIns.slack.messages();
const resolved = () =>
  incidentNotification({ key: 'k2', notificationReason: 'resolved', links: {}, text: 'It is over.' }, { status: 'resolved' });

describe('a thread in Slack', () => {
  it('begins with a head that has the buttons and mentions who is addressed', async () => {
    await channel.deliver(incidentNotification());
    const [head] = messages();
    expect(JSON.stringify(head?.blocks)).toContain('<@U0ALEX> <@U0SAM>');
    expect(head?.blocks.find(({ type }) => type === 'actions')).toMatchObject({
      elements: [
        { action_id: 'streamwarden_acknowledge', value: 'SIGNEDTOKEN' },
        { action_id: 'streamwarden_resolve', value: 'SIGNEDTOKEN2' },
      ],
    });
    expect(head?.threadTs).toBeUndefined();
  });

  it('goes on below its head, which always says how things stand', async () => {
    const { reference } = await channel.deliver(incidentNotification());
    expect(await channel.deliver(resolved(), reference)).toEqual({ reference });
    const [head, reply] = messages();
    expect(messages()).toHaveLength(2);
    expect(head).toMatchObject({ updates: 1, text: expect.stringContaining('🟢') });
    expect(head?.blocks.some(({ type }) => type === 'actions')).toBe(false);
    expect(reply).toMatchObject({ threadTs: head?.ts, text: expect.stringContaining('It is over.') });
  });

  it('has its buttons in one place', async () => {
    const { reference } = await channel.deliver(incidentNotification());
    await channel.deliver(incidentNotification({ key: 'k2' }), reference);
    expect(messages().map(({ blocks }) => blocks.some(({ type }) => type === 'actions'))).toEqual([true, false]);
  });

  it('begins anew when its head was deleted', async () => {
    const { reference = '' } = await channel.deliver(incidentNotification());
    system.systems.standIns.slack.remove(reference.split('/')[1] ?? '');
    const { reference: next } = await channel.deliver(resolved(), reference);
    expect(next).not.toBe(reference);
    expect(messages()).toMatchObject([{ text: expect.stringContaining('It is over.') }]);
  });

  it.for(['', 'nonsense', 'C0/1', '../../x/1.2'])('takes the reference "%s" for none', async (reference) => {
    await channel.deliver(incidentNotification(), reference);
    expect(messages()).toMatchObject([{ updates: 0, channel: 'C0INCIDENTS' }]);
  });

  it('does not answer in a thread whose head it could not bring up to date', async () => {
    const { reference } = await channel.deliver(incidentNotification());
    system.wire.trouble(system.refusal(500));
    expect(await rejection(channel.deliver(resolved(), reference))).toMatchObject({ retryable: true, status: 500 });
    expect(messages()).toHaveLength(1);
  });
});

describe('what Slack refuses with 200', () => {
  const answer = (error: unknown) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ok: false, error }),
  });

  it.for([
    ['channel_not_found', false],
    ['invalid_auth', false],
    ['token_revoked', false],
    ['msg_too_long', false],
    ['ratelimited', true],
    ['internal_error', true],
    ['service_unavailable', true],
  ] as const)('is a failure: %s, retryable %s', async ([error, retryable]) => {
    system.wire.trouble(answer(error));
    expect(await rejection(channel.deliver(incidentNotification()))).toMatchObject({ name: 'UpstreamError', reason: error, retryable });
  });

  it('is not quoted when it is no word of Slack’s', async () => {
    system.wire.trouble(answer('Your token xoxb-1 is bad'));
    expect(await rejection(channel.deliver(incidentNotification()))).toMatchObject({ reason: 'unknown_error' });
  });

  it('is told from what is no answer of its API', async () => {
    system.wire.trouble({ status: 200, headers: {}, body: '<html>' });
    expect(await rejection(channel.deliver(incidentNotification()))).toMatchObject({ reason: 'unreadable', retryable: false });
  });
});

describe('text from outside', () => {
  it('mentions nobody, links nowhere and stays within Slack’s bounds', () => {
    const { text, blocks } = slackMessage(
      incidentNotification({ text: '<!channel>&'.repeat(2_000) }, { title: '<https://evil.test|x>' }),
      undefined,
    );
    const shown = JSON.stringify(blocks);
    expect(shown).not.toMatch(/<!|<https/);
    expect(text.length).toBeLessThanOrEqual(3_000);
    for (const block of blocks)
      expect(String(Reflect.get(Object(Reflect.get(block, 'text')), 'text') ?? '').length).toBeLessThanOrEqual(3_000);
  });
});
