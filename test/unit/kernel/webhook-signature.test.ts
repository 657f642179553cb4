import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cloudEvent } from '#channels/webhook/cloud-event.ts';
import { ConfigError } from '#kernel/errors.ts';
import { webhookSignature } from '#kernel/webhook-signature.ts';
import { type OpenSystem, openSystem } from '#test/support/channel-systems.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

describe('the signature of a webhook', () => {
  it('is that of Standard Webhooks’ own example', () => {
    // https://github.com/standard-webhooks/standard-webhooks, the libraries' tests [D]
    const headers = webhookSignature(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' },
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.for(['', 'not base64!', 'whsec_', 'c2hvcnQ='])('cannot be made with "%s"', (secret) => {
    expect(() => webhookSignature({ id: 'x', at: 0, body: '' }, secret)).toThrow(ConfigError);
  });
});

describe('a signed message', () => {
  let system: OpenSystem;
  beforeEach(async () => {
    system = await openSystem('webhook');
  });
  afterEach(() => system.wire.close());

  it('lets the receiver check body, id and time, which stay the same when it is repeated', async () => {
    system.wire.trouble('lost-after');
    const channel = system.channel();
    await channel.deliver(incidentNotification()).catch(() => {});
    await channel.deliver(incidentNotification());
    const [first, second] = system.wire.requests();
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = second?.headers ?? {};
    const mac = createHmac('sha256', 'T0PSECRETKEYOFTHEWEBHOOK').update(`${id}.${timestamp}.${second?.body}`).digest('base64');
    expect(signature).toBe(`v1,${mac}`);
    expect(first?.headers['webhook-signature']).toBe(signature);
  });

  it('is not signed without a secret', async () => {
    await system.channel({ signingSecret: undefined }).deliver(incidentNotification());
    expect(Object.keys(system.wire.requests()[0]?.headers ?? {})).not.toContain('webhook-signature');
  });

  it('can be a CloudEvent', async () => {
    await system.channel({ format: 'cloudevents' }).deliver(incidentNotification());
    expect(system.wire.requests()[0]?.headers['content-type']).toBe('application/cloudevents+json');
    expect(JSON.parse(system.wire.requests()[0]?.body ?? '')).toMatchObject({
      specversion: '1.0',
      id: 'inc-1/escalated/cause/hook',
      source: '/streamwarden/channels/hook',
      type: 'streamwarden.incident.escalated',
      subject: 'inc-1',
      time: '2026-01-05T09:00:00.000Z',
      data: { incident: { id: 'inc-1' }, recipients: ['alex', 'sam'], text: 'Nobody answered for 15 minutes.' },
    });
  });

  it('has a type and a subject of CloudEvents for everything', () => {
    expect(cloudEvent(groupNotification(), 'hook')).toMatchObject({
      type: 'streamwarden.group.first_notification',
      subject: '{}:{alertname="CallsFail"}',
    });
    expect(cloudEvent(digestNotification(), 'hook')).toMatchObject({ type: 'streamwarden.digest.digest', subject: 'alex' });
  });
});
