/** One queue: order, deduplication, visibility and dead letters, in virtual time. */
import { createHash } from 'node:crypto';
import type { Scheduler, Timer } from '../scheduler.ts';
import { AwsError } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import type { NewMessage, QueuedMessage } from './sqs-message.ts';

export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly createdAt: number;
  readonly deadLetter?: { readonly arn: string; readonly maxReceiveCount: number };
}

export interface Sent {
  readonly id: string;
  readonly sequenceNumber?: string;
}

/** SQS Developer Guide, "Using the message deduplication ID": 5 minutes. [D] */
const DEDUPLICATION_MS = 300_000;

/** A message the queue took in, whatever became of it. */
export interface AcceptedMessage {
  /** The deduplication id, else the message's. */
  readonly id: string;
  readonly messageId: string;
  readonly sentAt: number;
  readonly body: string;
}

export class Queue {
  readonly settings: QueueSettings;
  readonly #scheduler: Scheduler;
  readonly #random: () => number;
  readonly #deadLetter: () => Queue | undefined;
  #messages: QueuedMessage[] = [];
  #sequence = 0n;
  readonly #accepted: AcceptedMessage[] = [];
  #buried = 0;
  readonly #recent = new Map<string, Sent & { readonly at: number }>();
  readonly #listeners: (() => void)[] = [];
  #wake: Timer | undefined;

  constructor(settings: QueueSettings, scheduler: Scheduler, deadLetter: () => Queue | undefined) {
    this.settings = settings;
    this.#scheduler = scheduler;
    this.#random = scheduler.random(`sqs:${settings.name}`);
    this.#deadLetter = deadLetter;
  }

  /** All messages ever accepted, in order; a deduplicated one once. */
  get accepted(): readonly AcceptedMessage[] {
    return this.#accepted;
  }

  /** How many went to the dead-letter queue. */
  get buried(): number {
    return this.#buried;
  }

  /** In order, those in flight included. */
  messages(): readonly QueuedMessage[] {
    this.#expire();
    return this.#messages;
  }

  /** Calls back whenever a message may have become receivable. */
  onArrival(callback: () => void): void {
    this.#listeners.push(callback);
  }

  /** Throws AwsError for what the queue's kind does not take. */
  send(message: NewMessage): Sent {
    const { fifo, delaySeconds } = this.settings;
    const now = this.#scheduler.now();
    const visibleAt = now + (message.delaySeconds ?? delaySeconds) * 1_000;
    if (!fifo)
      return this.#add({
        ...message,
        id: uuid(this.#random),
        sentAt: now,
        visibleAt,
        receiveCount: 0,
        earlierHandles: [],
      });
    if (message.groupId === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
    if (message.delaySeconds)
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${message.delaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
      );
    const deduplicationId = message.deduplicationId ?? this.#contentDigest(message.body);
    const earlier = this.#recent.get(deduplicationId);
    if (earlier && now - earlier.at < DEDUPLICATION_MS) return { id: earlier.id, ...sequenceOf(earlier) };
    this.#sequence += 1n;
    const sequenceNumber = (18_850_000_000_000_000_000n + this.#sequence * 256n).toString().padStart(20, '0');
    const sent = this.#add({
      ...message,
      deduplicationId,
      id: uuid(this.#random),
      sequenceNumber,
      sentAt: now,
      visibleAt,
      receiveCount: 0,
      earlierHandles: [],
    });
    this.#recent.set(deduplicationId, { ...sent, at: now });
    return sent;
  }

  #contentDigest(body: string): string {
    if (this.settings.contentBasedDeduplication) return createHash('sha256').update(body).digest('hex');
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }

  #add(message: QueuedMessage): Sent {
    this.#messages.push(message);
    this.#accept(message);
    this.#announce();
    return { id: message.id, ...sequenceOf(message) };
  }

  #accept({ deduplicationId, id, sentAt, body }: QueuedMessage): void {
    this.#accepted.push({ id: deduplicationId ?? id, messageId: id, sentAt, body });
  }

  /** Takes up to `max` messages and hides them. FIFO: in order within a group, and none of a group that has some in flight. */
  receive(max: number, visibilityTimeoutSeconds = this.settings.visibilityTimeoutSeconds): readonly QueuedMessage[] {
    this.#expire();
    const now = this.#scheduler.now();
    const locked = new Set<string>();
    const taken: QueuedMessage[] = [];
    for (const message of [...this.#messages]) {
      if (taken.length >= max) break;
      if (message.groupId !== undefined && this.settings.fifo) {
        if (locked.has(message.groupId)) continue;
        if (message.visibleAt > now) locked.add(message.groupId);
      }
      if (message.visibleAt > now || this.#bury(message)) continue;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilityTimeoutSeconds * 1_000;
      if (message.receiptHandle !== undefined) message.earlierHandles.push(message.receiptHandle);
      message.receiptHandle = `${uuid(this.#random)}${uuid(this.#random)}`.replaceAll('-', '');
      taken.push(message);
    }
    this.#announceLater();
    return taken;
  }

  /** Moves a message received too often to the dead-letter queue; true when moved. */
  #bury(message: QueuedMessage): boolean {
    const { deadLetter } = this.settings;
    const queue = this.#deadLetter();
    if (!deadLetter || !queue || message.receiveCount < deadLetter.maxReceiveCount) return false;
    this.#remove(message);
    this.#buried += 1;
    queue.#messages.push({ ...message, receiveCount: 0, visibleAt: this.#scheduler.now() });
    queue.#accept(message);
    queue.#announce();
    return true;
  }

  /** Whether a handle is its message's newest and, in a FIFO queue, has not expired. */
  holds(receiptHandle: string): boolean {
    const message = this.#byHandle(receiptHandle);
    return message !== undefined && (!this.settings.fifo || message.visibleAt > this.#scheduler.now());
  }

  /**
   * Deleting what is already gone succeeds, as on AWS. A FIFO queue refuses a handle whose time is over or that another receive overtook
   * (tried on AWS by localstack/localstack#12442 [S]); a standard queue deletes by the newest handle, expired or not.
   */
  delete(receiptHandle: string): void {
    const message = this.#byHandle(receiptHandle);
    if (message && this.holds(receiptHandle)) {
      this.#remove(message);
      this.#announce();
      return;
    }
    if (
      this.settings.fifo &&
      this.#messages.some((other) => other.receiptHandle === receiptHandle || other.earlierHandles.includes(receiptHandle))
    )
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      );
  }

  #byHandle(receiptHandle: string): QueuedMessage | undefined {
    return this.#messages.find((candidate) => candidate.receiptHandle === receiptHandle);
  }

  /** Hides an in-flight message for longer, or shows it again after `seconds`. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#byHandle(receiptHandle);
    if (!message)
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    const now = this.#scheduler.now();
    if (message.visibleAt <= now)
      throw new AwsError(
        'MessageNotInflight',
        'Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.',
      );
    message.visibleAt = now + seconds * 1_000;
    this.#announce();
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = this.#scheduler.now();
    const hidden = this.messages().filter((message) => message.visibleAt > now);
    const inFlight = hidden.filter((message) => message.receiveCount > 0).length;
    return { visible: this.#messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  #remove(message: QueuedMessage): void {
    this.#messages = this.#messages.filter((candidate) => candidate !== message);
  }

  #expire(): void {
    const oldest = this.#scheduler.now() - this.settings.retentionSeconds * 1_000;
    if (this.#messages.some((message) => message.sentAt < oldest))
      this.#messages = this.#messages.filter((message) => message.sentAt >= oldest);
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
    this.#announceLater();
  }

  /** When the next hidden message shows again, listeners hear of it; without listeners nothing is queued. */
  #announceLater(): void {
    this.#wake?.cancel();
    this.#wake = undefined;
    if (this.#listeners.length === 0) return;
    const now = this.#scheduler.now();
    const next = Math.min(...this.#messages.map((message) => message.visibleAt).filter((time) => time > now));
    if (Number.isFinite(next)) this.#wake = this.#scheduler.at(next, `sqs visibility ${this.settings.name}`, () => this.#announce());
  }
}

const sequenceOf = (sent: { readonly sequenceNumber?: string }): { sequenceNumber?: string } =>
  sent.sequenceNumber === undefined ? {} : { sequenceNumber: sent.sequenceNumber };
