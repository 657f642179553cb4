import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gsm7, septets } from '#channels/sms/gsm7.ts';
import { smsChannel, smsText } from '#channels/sms/sms.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { TextMessage } from '#kernel/messages.ts';
import { rejection } from '#test/support/leaks.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

describe('the GSM 7-bit alphabet', () => {
  it.for([
    ['plain text stays', 'plain text stays'],
    ['ä ö ü ß é ñ stay', 'ä ö ü ß é ñ stay'],
    ['ç → ő', 'c -> o'],
    ['“quoted” – it’s…', '"quoted" - it\'s...'],
    ['日本', '??'],
    ['😀', '?'],
  ] as const)('has "%s" as "%s"', ([text, wanted]) => {
    expect(gsm7(text)).toBe(wanted);
  });

  it('counts characters of its second table twice', () => {
    expect(septets('a€{')).toBe(5);
    expect(gsm7('{'.repeat(81))).toBe(`${'{'.repeat(78)}...`);
    expect(gsm7('{'.repeat(80))).toBe('{'.repeat(80));
  });

  it('never takes more than 160 places, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const made = gsm7(text);
        expect(septets(made)).toBeLessThanOrEqual(160);
        expect(gsm7(made)).toBe(made);
      }),
    );
  });
});

describe('a text message', () => {
  it.for([
    [incidentNotification(), 'CRITICAL payment fails: Nobody answered for 15 minutes.'],
    [incidentNotification({ text: 'It is over.' }, { status: 'resolved' }), 'RESOLVED payment fails: It is over.'],
    [groupNotification(), '[FIRING:1] CallsFail: 1 alert fires, 1 is resolved.'],
    [digestNotification(), '3 messages held back: 3 messages were held back within 10 minutes.'],
  ] as const)('says what matters first: %#', ([notification, text]) => {
    expect(smsText(notification, undefined)).toBe(text);
  });

  it('holds no link', () => {
    expect(smsText(incidentNotification(), undefined)).not.toContain('http');
  });

  it('cannot reach people without a number', async () => {
    const channel = smsChannel({}, async () => ({ messageId: 'm' }));
    expect(await rejection(channel.deliver(incidentNotification({ recipients: [{ name: 'robin' }] })))).toMatchObject({
      name: 'InputError',
      reason: 'no_number',
    });
  });

  it('reaches only those it did not reach when it is tried again', async () => {
    const sent: TextMessage[] = [];
    let fails = 1;
    const channel = smsChannel({}, async (message) => {
      if (message.phone === '+12025550123' && fails-- > 0) throw new UpstreamError('busy', { status: 429, retryAfter: 2 });
      sent.push(message);
      return { messageId: `m-${sent.length}` };
    });
    expect(await rejection(channel.deliver(incidentNotification()))).toMatchObject({ status: 429, retryAfter: 2 });
    expect(await channel.deliver(incidentNotification())).toEqual({ state: 'sent', reference: 'm-1' });
    expect(sent.map(({ phone }) => phone)).toEqual(['+4915112345678', '+12025550123']);
    await channel.deliver(incidentNotification({ key: 'next' }));
    expect(sent).toHaveLength(4);
  });
});
