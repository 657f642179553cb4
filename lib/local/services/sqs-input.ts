/** Reads what SQS calls carry, and shapes messages for answers. */
import { AwsError } from '../service.ts';
import { type Body, optionalNumber, optionalText } from './json-wire.ts';
import { type MessageAttributes, md5, md5OfAttributes, type NewMessage, type QueuedMessage } from './sqs-message.ts';
import type { Sent } from './sqs-queue.ts';

/** SQS Developer Guide, message quotas: 1 MiB a message and a batch (256 KiB before August 2025). [D] */
export const MAX_BYTES = 1_048_576;

/** As ReceiveMessage and the event source mapping show them. */
export const systemAttributes = (message: QueuedMessage, account: string): Readonly<Record<string, string>> => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: account,
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
  ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
});

/** Throws AwsError for what no queue takes. */
export function newMessage(input: Body): NewMessage {
  const body = optionalText(input, 'MessageBody');
  if (body === undefined || body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  // Allowed characters: API reference, SendMessage. [D]
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid characters were found in the message body.');
  const [groupId, deduplicationId, delaySeconds] = [
    optionalText(input, 'MessageGroupId'),
    optionalText(input, 'MessageDeduplicationId'),
    optionalNumber(input, 'DelaySeconds'),
  ];
  return {
    body,
    attributes: (input['MessageAttributes'] ?? {}) as MessageAttributes,
    ...(groupId === undefined ? {} : { groupId }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  };
}

/** What SendMessage answers. */
export function sendResult(message: NewMessage, sent: Sent): Body {
  const attributesMd5 = md5OfAttributes(message.attributes);
  return {
    ...{ MessageId: sent.id, MD5OfMessageBody: md5(message.body) },
    ...(attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: attributesMd5 }),
    ...(sent.sequenceNumber === undefined ? {} : { SequenceNumber: sent.sequenceNumber }),
  };
}

export function receiptHandle(input: Body): string {
  const value = optionalText(input, 'ReceiptHandle');
  if (value === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter ReceiptHandle.');
  return value;
}

export function visibilityTimeout(input: Body): number {
  const seconds = optionalNumber(input, 'VisibilityTimeout');
  if (seconds === undefined || seconds < 0 || seconds > 43_200)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${String(seconds)} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
    );
  return seconds;
}
