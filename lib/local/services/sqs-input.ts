/** Reads what SQS calls carry, and shapes messages for answers. */
import { AwsError } from '../service.ts';
import { type Body, optionalNumber, optionalText } from './json-wire.ts';
import { type MessageAttributes, md5, md5OfAttributes, type NewMessage, type QueuedMessage, sizeOf } from './sqs-message.ts';
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

const invalid = (value: unknown, name: string, reason: string): AwsError =>
  new AwsError('InvalidParameterValue', `Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`);

/** A number between two bounds, or nothing. */
export function inRange(input: Body, name: string, least: number, most: number): number | undefined {
  const value = optionalNumber(input, name);
  if (value !== undefined && (!Number.isInteger(value) || value < least || value > most))
    throw invalid(value, name, `Must be between ${least} and ${most}, if provided.`);
  return value;
}

/** What a batch's limit counts, before any entry is looked at more closely. */
export const entrySize = (entry: Body): number =>
  sizeOf({ body: optionalText(entry, 'MessageBody') ?? '', attributes: (entry['MessageAttributes'] ?? {}) as MessageAttributes });

/** Throws AwsError for what no queue takes. */
export function newMessage(input: Body): NewMessage {
  const body = optionalText(input, 'MessageBody');
  if (body === undefined || body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  // Allowed characters: API reference, SendMessage. [D]
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid characters were found in the message body.');
  const [groupId, deduplicationId] = [optionalText(input, 'MessageGroupId'), optionalText(input, 'MessageDeduplicationId')];
  const delaySeconds = inRange(input, 'DelaySeconds', 0, 900);
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

/** Handles of this service: 64 hexadecimal digits. */
const HANDLE = /^[0-9a-f]{64}$/;

export function receiptHandle(input: Body): string {
  const value = optionalText(input, 'ReceiptHandle');
  if (value === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter ReceiptHandle.');
  if (!HANDLE.test(value))
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${value}" is not a valid receipt handle.`);
  return value;
}

export function visibilityTimeout(input: Body): number {
  const seconds = inRange(input, 'VisibilityTimeout', 0, 43_200);
  if (seconds === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  return seconds;
}

const named = (input: Body, ...fields: readonly string[]): readonly string[] =>
  fields.flatMap((field) => (Array.isArray(input[field]) ? (input[field] as unknown[]).map(String) : []));

/** Of the system attributes those a receive asks for, by either of the two names AWS has for the field. */
export function wantedSystemAttributes(input: Body, all: Readonly<Record<string, string>>): Body {
  const names = named(input, 'MessageSystemAttributeNames', 'AttributeNames');
  const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
}

/** Of the message attributes those a receive asks for: by name, by prefix (`trace.*`), or all; with the digest of what is shown. */
export function wantedMessageAttributes(input: Body, all: MessageAttributes): Body {
  const names = named(input, 'MessageAttributeNames');
  const wants = (name: string) =>
    names.some((asked) => asked === 'All' || asked === name || (asked.endsWith('*') && name.startsWith(asked.slice(0, -1))));
  const wanted = Object.fromEntries(Object.entries(all).filter(([name]) => wants(name)));
  const digest = md5OfAttributes(wanted);
  return digest === undefined ? {} : { MessageAttributes: wanted, MD5OfMessageAttributes: digest };
}
