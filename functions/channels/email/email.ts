/** The e-mail channel: one message to everyone addressed who has an address, in one thread an incident or group. */

import { plain, type Templates, wordingOf } from '#channels/wording.ts';
import type { Channel, Notification } from '#kernel/channel.ts';
import { InputError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { SendEmail } from '#kernel/messages.ts';
import { htmlBody, subjectLine, textBody } from './body.ts';
import { escapeHtml } from './escape-html.ts';

interface EmailSettings {
  readonly from: string;
  /** Addressed beside a message's people. */
  readonly to: readonly string[];
  readonly configurationSet?: string | undefined;
  readonly templates?: Templates | undefined;
}

/** SES takes so many addresses in one message [D: SES quotas]. */
const mostAddresses = 50;

/** Mail programs put messages that refer to one id into one thread, whether or not that id was ever a message. */
const threadOf = (notification: Notification): string => {
  const subject =
    notification.kind === 'incident' ? notification.incident.id : notification.kind === 'group' ? notification.groupKey : notification.key;
  return `<${idFrom(notification.kind, subject)}@streamwarden.invalid>`;
};

/** Sent means that SES has taken it; whether it arrives SES tells elsewhere. Nothing drops repeats: the key is in a header. */
export const emailChannel = (settings: EmailSettings, sendEmail: SendEmail): Channel => ({
  id: 'email',
  deliver: async (notification) => {
    const people = notification.recipients.flatMap(({ email }) => (email === undefined ? [] : [email]));
    const to = [...new Set([...people, ...settings.to])];
    if (to.length === 0) throw new InputError('Nobody addressed has an e-mail address in policy.', { reason: 'no_address' });
    if (to.length > mostAddresses) throw new InputError(`More than ${mostAddresses} addresses for one e-mail.`, { reason: 'too_many' });
    const words = wordingOf(notification, settings.templates, plain);
    const { messageId } = await sendEmail({
      from: settings.from,
      to,
      subject: subjectLine(notification, words),
      text: textBody(notification, words),
      html: htmlBody(notification, wordingOf(notification, settings.templates, escapeHtml)),
      headers: {
        'In-Reply-To': threadOf(notification),
        References: threadOf(notification),
        'X-Streamwarden-Key': idFrom(notification.key),
        'Auto-Submitted': 'auto-generated',
      },
      ...(settings.configurationSet === undefined ? {} : { configurationSet: settings.configurationSet }),
    });
    return { reference: messageId, state: 'sent' };
  },
});
