import { describe, expect, it } from 'vitest';
import { emailChannel } from '#channels/email/email.ts';
import type { EmailMessage } from '#kernel/messages.ts';
import { rejection } from '#test/support/leaks.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

const channelWith = (to: readonly string[] = []) => {
  const sent: EmailMessage[] = [];
  const channel = emailChannel({ from: 'streamwarden@example.org', to }, async (message) => {
    sent.push(message);
    return { messageId: 'm-1' };
  });
  return { sent, channel };
};

describe('an e-mail', () => {
  it('goes to everyone addressed who has an address, and to those always addressed, each once', async () => {
    const { sent, channel } = channelWith(['ops@example.com', 'alex@example.com']);
    const { recipients } = incidentNotification();
    await channel.deliver(incidentNotification({ recipients: [...recipients, { name: 'robin' }] }));
    expect(sent[0]?.to).toEqual(['alex@example.com', 'sam@example.com', 'ops@example.com']);
  });

  it('cannot be sent to nobody', async () => {
    const { channel } = channelWith();
    expect(await rejection(channel.deliver(groupNotification()))).toMatchObject({ name: 'InputError', reason: 'no_address' });
  });

  it('says the same in both bodies', async () => {
    const { sent, channel } = channelWith();
    await channel.deliver(incidentNotification());
    expect(sent[0]).toMatchObject({ subject: '[critical] payment fails' });
    for (const body of [sent[0]?.text, sent[0]?.html]) {
      expect(body).toContain('Nobody answered for 15 minutes.');
      expect(body).toContain('https://api.test/v1/answer?token=SIGNEDTOKEN');
      expect(body).toContain('For alex, sam');
      expect(body).toContain('shop: eu');
    }
  });

  it('has one thread an incident', async () => {
    const { sent, channel } = channelWith();
    await channel.deliver(incidentNotification());
    await channel.deliver(incidentNotification({ key: 'k2' }, { status: 'resolved' }));
    await channel.deliver(incidentNotification({ key: 'k3' }, { id: 'inc-2' }));
    const threads = sent.map(({ headers }) => headers['References']);
    expect(threads[0]).toBe(threads[1]);
    expect(threads[2]).not.toBe(threads[0]);
    expect(new Set(sent.map(({ headers }) => headers['X-Streamwarden-Key'])).size).toBe(3);
  });

  it('lets no label into its markup or its headers', async () => {
    const { sent, channel } = channelWith();
    const hostile = '"><script>alert(1)</script>\r\nBcc: all@example.com';
    await channel.deliver(incidentNotification({ text: hostile }, { title: hostile, labels: { [hostile]: hostile } }));
    expect(sent[0]?.html).not.toContain('<script>');
    expect(sent[0]?.subject).not.toMatch(/[\r\n]/);
  });

  it('lists what a digest stands for', async () => {
    const { sent, channel } = channelWith();
    await channel.deliver(digestNotification());
    expect(sent[0]?.text).toContain('cart is slow (storm control)');
    expect(sent[0]?.subject).toBe('[digest] 3 messages held back');
  });
});
