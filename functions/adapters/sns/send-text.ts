/** Text messages through Amazon SNS, straight to phone numbers. The stage that delivers retries, so the client does not. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SendText } from '#kernel/messages.ts';
import { quietUpstream } from '#kernel/quiet-upstream.ts';

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** Sends through a client of one's own; every message counts as transactional: it is a page, not an advertisement. */
export const textThrough =
  (client: SNSClient): SendText =>
  async ({ phone, text: message, senderId }) => {
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          PhoneNumber: phone,
          Message: message,
          MessageAttributes: {
            'AWS.SNS.SMS.SMSType': text('Transactional'),
            ...(senderId === undefined ? {} : { 'AWS.SNS.SMS.SenderID': text(senderId) }),
          },
        }),
      );
      return { messageId: MessageId ?? '' };
    } catch (error) {
      throw quietUpstream('SNS', error);
    }
  };

/** Milliseconds for one call. */
const limits = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** Made when the first message goes out: most deployments send none. */
let sender: SendText | undefined;

export const sendText: SendText = (message) => {
  sender ??= textThrough(new SNSClient({ maxAttempts: 1, requestHandler: limits }));
  return sender(message);
};
