/** The SMS channel: one text message of at most 160 characters to each person addressed who has a number. */
import { plain, type Templates, wordingOf } from '#channels/wording.ts';
import type { Channel, Notification } from '#kernel/channel.ts';
import { AppError, InputError, UpstreamError } from '#kernel/errors.ts';
import type { SendText } from '#kernel/messages.ts';
import { readableText } from '#kernel/readable-text.ts';
import { gsm7 } from './gsm7.ts';

interface SmsSettings {
  readonly senderId?: string | undefined;
  readonly templates?: Templates | undefined;
}

const urgency = (notification: Notification): string => {
  if (notification.kind === 'digest') return '';
  if (notification.kind === 'group') return '';
  const { status, severity } = notification.incident;
  return `${(status === 'open' ? severity : status).toUpperCase()} `;
};

/** What it says; links are longer than a text message and stay out. */
export const smsText = (notification: Notification, templates: Templates | undefined): string => {
  const { title, text } = wordingOf(notification, templates, plain);
  return gsm7(readableText(templates?.text === undefined ? `${urgency(notification)}${title}: ${text}` : text, 1_000));
};

/** Deliveries of this process that are remembered, so that trying again reaches only those it did not. */
const remembered = 1_000;

/** Sent means that SNS has taken all of them. When some failed the error is the first of them, and another try sends only what is missing. */
export const smsChannel = (settings: SmsSettings, sendText: SendText): Channel => {
  const sent = new Map<string, string>();
  const remember = (delivery: string, messageId: string): void => {
    sent.set(delivery, messageId);
    const [oldest] = sent.keys();
    if (sent.size > remembered && oldest !== undefined) sent.delete(oldest);
  };
  return {
    id: 'sms',
    deliver: async (notification) => {
      const phones = [...new Set(notification.recipients.flatMap(({ phone }) => (phone === undefined ? [] : [phone])))];
      if (phones.length === 0) throw new InputError('Nobody addressed has a phone number in policy.', { reason: 'no_number' });
      const text = smsText(notification, settings.templates);
      const failures: AppError[] = [];
      for (const phone of phones) {
        const delivery = `${notification.key} ${phone}`;
        if (sent.has(delivery)) continue;
        try {
          const { messageId } = await sendText({
            phone,
            text,
            ...(settings.senderId === undefined ? {} : { senderId: settings.senderId }),
          });
          remember(delivery, messageId);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          failures.push(error);
        }
      }
      const retryable = failures.find((error) => error instanceof UpstreamError && error.retryable);
      const [first] = failures;
      if (first !== undefined) throw retryable ?? first;
      const reference = sent.get(`${notification.key} ${phones[0]}`);
      return { state: 'sent', ...(reference === undefined ? {} : { reference }) };
    },
  };
};
