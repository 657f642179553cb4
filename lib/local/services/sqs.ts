/** Amazon SQS on its own wire (JSON 1.0), and the methods the event source mapping uses. */
import { checkMessage } from '../quotas/sqs.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { answer, type Body, type Operation, objects, optionalText } from './json-wire.ts';
import {
  entrySize,
  inRange,
  MAX_BYTES,
  newMessage,
  receiptHandle,
  sendResult,
  systemAttributes,
  visibilityTimeout,
  wantedMessageAttributes,
  wantedSystemAttributes,
} from './sqs-input.ts';
import { md5, type QueuedMessage, sizeOf } from './sqs-message.ts';
import { type AcceptedMessage, Queue, type QueueSettings } from './sqs-queue.ts';
import { queueAttributes } from './sqs-queue-attributes.ts';

export interface SqsOptions {
  readonly scheduler: Scheduler;
  readonly region: string;
  readonly account: string;
  /** Where queue URLs point to (`http://127.0.0.1:4318`); AWS's own when absent. */
  readonly url?: string;
}

/** A message in a function's event (`aws:sqs`). */
export interface EventMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface CreateQueue {
  readonly name: string;
  readonly fifo?: boolean;
  readonly contentBasedDeduplication?: boolean;
  readonly visibilityTimeoutSeconds?: number;
  /** Of every message that names no delay of its own. */
  readonly delaySeconds?: number;
  readonly retentionSeconds?: number;
  readonly deadLetter?: { readonly arn: string; readonly maxReceiveCount: number };
}

/** SQS Developer Guide, message quotas: 10 entries a batch. [D] */
const MAX_ENTRIES = 10;

const WIRE = {
  contentType: 'application/x-amz-json-1.0',
  errorNamespace: 'com.amazonaws.sqs#',
  // The SDK takes the error's name from this header (awsQueryCompatible).
  errorHeaders: (error: AwsError) => ({ 'x-amzn-query-error': `${QUERY_CODES[error.code] ?? error.code};Sender` }),
} as const;

const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
};

export class SqsService implements Service {
  readonly signingName = 'sqs';
  readonly #options: SqsOptions;
  readonly #queues = new Map<string, Queue>();
  readonly #operations: Readonly<Record<string, Operation>>;

  constructor(options: SqsOptions) {
    this.#options = options;
    this.#operations = {
      SendMessage: (input) => this.#sendMessage(this.#byUrl(input), input),
      SendMessageBatch: (input) => this.#sendBatch(input),
      ReceiveMessage: (input) => this.#receiveMessage(input),
      DeleteMessage: (input) => this.#byUrl(input).delete(receiptHandle(input)),
      DeleteMessageBatch: (input) => this.#batch(input, (queue, entry) => void queue.delete(receiptHandle(entry))),
      ChangeMessageVisibility: (input) => this.#byUrl(input).changeVisibility(receiptHandle(input), visibilityTimeout(input)),
      ChangeMessageVisibilityBatch: (input) =>
        this.#batch(input, (queue, entry) => void queue.changeVisibility(receiptHandle(entry), visibilityTimeout(entry))),
      GetQueueUrl: (input) => ({ QueueUrl: this.#byName(optionalText(input, 'QueueName')).settings.url }),
      GetQueueAttributes: (input) => this.#attributes(input),
    };
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations, WIRE);
  }

  createQueue(given: CreateQueue): { readonly url: string; readonly arn: string } {
    const { region, account, url: base, scheduler } = this.#options;
    const { name, deadLetter } = given;
    const arn = `arn:aws:sqs:${region}:${account}:${name}`;
    const url = `${base ?? `https://sqs.${region}.amazonaws.com`}/${account}/${name}`;
    const settings = {
      ...{ name, arn, url, fifo: given.fifo ?? false, contentBasedDeduplication: given.contentBasedDeduplication ?? false },
      visibilityTimeoutSeconds: given.visibilityTimeoutSeconds ?? 30,
      delaySeconds: given.delaySeconds ?? 0,
      retentionSeconds: given.retentionSeconds ?? 345_600,
      createdAt: scheduler.now(),
      ...(deadLetter ? { deadLetter } : {}),
    };
    this.#queues.set(arn, new Queue(settings, scheduler, () => (deadLetter ? this.#queues.get(deadLetter.arn) : undefined)));
    return { url, arn };
  }

  /** Takes messages and hides them for the queue's visibility timeout; shaped as a function's event shows them. */
  receive(arn: string, max: number): readonly EventMessage[] {
    return this.#byArn(arn)
      .receive(max)
      .map((message) => ({
        ...{ messageId: message.id, receiptHandle: message.receiptHandle ?? '', body: message.body, md5OfBody: md5(message.body) },
        attributes: systemAttributes(message, this.#options.account),
      }));
  }

  /** For a poller: false when the handle has expired in the meantime; then the message comes again. */
  delete(arn: string, receiptHandle: string): boolean {
    const queue = this.#byArn(arn);
    const holds = queue.holds(receiptHandle);
    if (holds) queue.delete(receiptHandle);
    return holds;
  }

  /** Shows a received message again after a delay. */
  release(arn: string, receiptHandle: string, delaySeconds: number): void {
    this.#byArn(arn).changeVisibility(receiptHandle, delaySeconds);
  }

  /** Calls back whenever a message may have become receivable: sent, released, timed out, or its group freed. */
  onArrival(arn: string, callback: () => void): void {
    this.#byArn(arn).onArrival(callback);
  }

  settings(arn: string): QueueSettings {
    return this.#byArn(arn).settings;
  }

  messages(arn: string): readonly QueuedMessage[] {
    return this.#byArn(arn).messages();
  }

  /** All messages ever accepted, in order; a deduplicated one once. */
  accepted(arn: string): readonly AcceptedMessage[] {
    return this.#byArn(arn).accepted;
  }

  /** Messages ever accepted, moved to the dead-letter queue, and now visible, in flight, delayed. */
  counts(arn: string): { readonly accepted: number; readonly quarantined: number } & ReturnType<Queue['counts']> {
    const queue = this.#byArn(arn);
    return { accepted: queue.accepted.length, quarantined: queue.buried, ...queue.counts() };
  }

  #byArn(arn: string): Queue {
    const queue = this.#queues.get(arn);
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  /** By the URL's last part: proxies and clients may see another host. */
  #byUrl(input: Body): Queue {
    return this.#byName(optionalText(input, 'QueueUrl')?.split('/').at(-1));
  }

  #byName(name: string | undefined): Queue {
    return this.#byArn(`arn:aws:sqs:${this.#options.region}:${this.#options.account}:${name ?? ''}`);
  }

  #sendMessage(queue: Queue, input: Body): Body {
    const message = newMessage(input);
    if (sizeOf(message) > MAX_BYTES)
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_BYTES} bytes.`,
      );
    checkMessage(message);
    return sendResult(message, queue.send(message));
  }

  #sendBatch(input: Body): unknown {
    const total = objects(input, 'Entries').reduce((sum, entry) => sum + entrySize(entry), 0);
    if (total > MAX_BYTES)
      throw new AwsError('BatchRequestTooLong', `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${total} bytes.`);
    return this.#batch(input, (queue, entry) => this.#sendMessage(queue, entry));
  }

  /** Each entry succeeds or fails on its own. */
  #batch(input: Body, run: (queue: Queue, entry: Body) => Body | undefined): unknown {
    const queue = this.#byUrl(input);
    const entries = objects(input, 'Entries');
    if (entries.length === 0)
      throw new AwsError('EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.');
    if (entries.length > MAX_ENTRIES)
      throw new AwsError(
        'TooManyEntriesInBatchRequest',
        `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
      );
    const ids = entries.map((entry) => entry['Id']);
    const repeated = ids.find((id, at) => ids.indexOf(id) !== at);
    if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${String(repeated)} repeated.`);
    const odd = ids.find((id) => typeof id !== 'string' || !/^[\w-]{1,80}$/.test(id));
    if (odd !== undefined)
      throw new AwsError('InvalidBatchEntryId', 'A batch entry id can only contain alphanumeric characters, hyphens and underscores.');
    const successful: unknown[] = [];
    const failed: unknown[] = [];
    for (const entry of entries) {
      try {
        successful.push({ Id: entry['Id'], ...run(queue, entry) });
      } catch (problem) {
        if (!(problem instanceof AwsError)) throw problem;
        failed.push({ Id: entry['Id'], SenderFault: true, Code: problem.code, Message: problem.message });
      }
    }
    return { Successful: successful, ...(failed.length > 0 ? { Failed: failed } : {}) };
  }

  /** Answers at once even when WaitTimeSeconds asks to wait: a request held open would hold up virtual time. */
  #receiveMessage(input: Body): unknown {
    const max = inRange(input, 'MaxNumberOfMessages', 1, 10) ?? 1;
    inRange(input, 'WaitTimeSeconds', 0, 20);
    const messages = this.#byUrl(input).receive(max, inRange(input, 'VisibilityTimeout', 0, 43_200));
    return messages.length > 0 ? { Messages: messages.map((message) => this.#received(input, message)) } : {};
  }

  #received(input: Body, message: QueuedMessage): unknown {
    return {
      ...{ MessageId: message.id, ReceiptHandle: message.receiptHandle, MD5OfBody: md5(message.body), Body: message.body },
      ...wantedSystemAttributes(input, systemAttributes(message, this.#options.account)),
      ...wantedMessageAttributes(input, message.attributes),
    };
  }

  #attributes(input: Body): unknown {
    const names = Array.isArray(input['AttributeNames']) ? input['AttributeNames'].map(String) : [];
    return { Attributes: queueAttributes(this.#byUrl(input), names) };
  }
}
