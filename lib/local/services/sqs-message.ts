/** What a queue holds, and the digests SQS answers with. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64, as on the wire. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly delaySeconds?: number;
}

export interface QueuedMessage extends NewMessage {
  readonly id: string;
  /** FIFO: 20 digits, growing. */
  readonly sequenceNumber?: string;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The newest receipt handle; present while in flight, and after. */
  receiptHandle?: string;
  /** Those it replaced. */
  readonly earlierHandles: string[];
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Source: SQS Developer Guide, "Calculating the MD5 message digest for message attributes". [D] The SDK checks it. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (part: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  };
  for (const name of names) {
    const { DataType: type, StringValue: string, BinaryValue: binary } = attributes[name] ?? { DataType: 'String' };
    add(Buffer.from(name));
    add(Buffer.from(type));
    hash.update(Buffer.from([type.startsWith('Binary') ? 2 : 1]));
    add(type.startsWith('Binary') ? Buffer.from(binary ?? '', 'base64') : Buffer.from(string ?? ''));
  }
  return hash.digest('hex');
}

/** Body and attributes count towards the limit (SQS Developer Guide, message quotas). [D] */
export const sizeOf = (message: Pick<NewMessage, 'body' | 'attributes'>): number =>
  Buffer.byteLength(message.body) +
  Object.entries(message.attributes).reduce(
    (sum, [name, { DataType: type, StringValue: string, BinaryValue: binary }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(type) +
      Buffer.byteLength(string ?? '') +
      Buffer.from(binary ?? '', 'base64').length,
    0,
  );
