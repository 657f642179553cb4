/** E-mail through Amazon SES, API v2. The stage that delivers retries, so the client does not. */
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SendEmail } from '#kernel/messages.ts';
import { quietUpstream } from '#kernel/quiet-upstream.ts';

const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' });

/** Sends through a client of one's own. */
export const emailThrough =
  (client: SESv2Client): SendEmail =>
  async ({ from, to, subject, text, html, headers, configurationSet }) => {
    try {
      const { MessageId } = await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [...to] },
          Content: {
            Simple: {
              Subject: utf8(subject),
              Body: { Text: utf8(text), Html: utf8(html) },
              Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
            },
          },
          ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
        }),
      );
      return { messageId: MessageId ?? '' };
    } catch (error) {
      throw quietUpstream('SES', error);
    }
  };

/** Milliseconds for one call. */
const limits = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** Made when the first message goes out: most deployments send none. */
let sender: SendEmail | undefined;

export const sendEmail: SendEmail = (message) => {
  sender ??= emailThrough(new SESv2Client({ maxAttempts: 1, requestHandler: limits }));
  return sender(message);
};
