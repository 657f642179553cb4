/** What GetQueueAttributes tells of a queue (API reference [D]). */
import { AwsError } from '../service.ts';
import { MAX_BYTES } from './sqs-input.ts';
import type { Queue } from './sqs-queue.ts';

/** Attributes a queue may have; one that is not among them is refused. */
const KNOWN = new Set([
  ...['All', 'Policy', 'VisibilityTimeout', 'MaximumMessageSize', 'MessageRetentionPeriod', 'ApproximateNumberOfMessages'],
  ...['ApproximateNumberOfMessagesNotVisible', 'CreatedTimestamp', 'LastModifiedTimestamp', 'QueueArn', 'DelaySeconds'],
  ...['ApproximateNumberOfMessagesDelayed', 'ReceiveMessageWaitTimeSeconds', 'RedrivePolicy', 'FifoQueue', 'ContentBasedDeduplication'],
  ...[
    'KmsMasterKeyId',
    'KmsDataKeyReusePeriodSeconds',
    'DeduplicationScope',
    'FifoThroughputLimit',
    'RedriveAllowPolicy',
    'SqsManagedSseEnabled',
  ],
]);

const every = (queue: Queue): Readonly<Record<string, string>> => {
  const { settings } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const created = String(Math.floor(settings.createdAt / 1_000));
  return {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ...{ CreatedTimestamp: created, LastModifiedTimestamp: created },
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ...{ DelaySeconds: String(settings.delaySeconds), ReceiveMessageWaitTimeSeconds: '0', MaximumMessageSize: String(MAX_BYTES) },
    ...(settings.fifo ? { FifoQueue: 'true', ContentBasedDeduplication: String(settings.contentBasedDeduplication) } : {}),
    ...(settings.deadLetter
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: settings.deadLetter.arn,
            maxReceiveCount: settings.deadLetter.maxReceiveCount,
          }),
        }
      : {}),
  };
};

/** Those asked for; throws for a name no queue has. */
export const queueAttributes = (queue: Queue, names: readonly string[]): Readonly<Record<string, string>> => {
  const unknown = names.find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return Object.fromEntries(Object.entries(every(queue)).filter(([name]) => names.includes('All') || names.includes(name)));
};
