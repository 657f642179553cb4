/** Batches, and what queues refuse. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
} from '@aws-sdk/client-sqs';
import { failure, refused } from '../contract.ts';
import { arnOf, bodies, fifoOf, type Queue, type QueueCase, receive, remove, send, sendBatch, urlOf, withDeadLetters } from './calls.ts';

const batchErrors = 'API Reference, SendMessageBatch, Errors [D]';
const entry = (Id: string, MessageBody = Id) => ({ Id, MessageBody });
const entries = (count: number) => Array.from({ length: count }, (_, at) => entry(`e${at}`));
const failed = (of: readonly { Id?: string | undefined; Code?: string | undefined; SenderFault?: boolean | undefined }[] | undefined) =>
  of?.map(({ Id, Code, SenderFault }) => ({ Id, Code, SenderFault }));
const attributesOf = async (queue: Queue, suffix = '') =>
  (await queue.client.send(new GetQueueAttributesCommand({ QueueUrl: urlOf(queue, suffix), AttributeNames: ['All'] }))).Attributes ?? {};

export const batchCases: readonly QueueCase[] = [
  {
    name: 'a batch of ten is taken, each entry answered under its id',
    source: 'API Reference, SendMessageBatch [D]',
    run: async (queue) => {
      const { Successful, Failed } = await sendBatch(queue, entries(10));
      return { ids: Successful?.map(({ Id }) => Id).toSorted(), failed: Failed ?? [], delivered: (await bodies(queue)).length };
    },
    expected: { ids: entries(10).map(({ Id }) => Id), failed: [], delivered: 10 },
  },
  {
    name: 'a batch keeps its order in a FIFO queue',
    source: 'SQS Developer Guide, "FIFO queue delivery logic in Amazon SQS" [D]',
    resources: fifoOf(),
    run: async (queue) => {
      await sendBatch(
        queue,
        entries(10).map((one) => ({ ...one, MessageGroupId: 'g', MessageDeduplicationId: one.Id })),
        '.fifo',
      );
      return bodies(queue, {}, '.fifo');
    },
    expected: entries(10).map(({ Id }) => Id),
  },
  {
    name: 'an entry that fails leaves the others alone',
    source: 'API Reference, SendMessageBatch: results reported individually; BatchResultErrorEntry [D]',
    run: async (queue) => {
      const { Successful, Failed } = await sendBatch(queue, [entry('a'), { ...entry('b'), DelaySeconds: 901 }, entry('c')]);
      return { taken: Successful?.map(({ Id }) => Id), failed: failed(Failed), delivered: (await bodies(queue)).toSorted() };
    },
    expected: { taken: ['a', 'c'], failed: [{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true }], delivered: ['a', 'c'] },
  },
  {
    name: 'an empty batch is refused',
    source: batchErrors,
    run: (queue) => sendBatch(queue, []),
    expected: refused('EmptyBatchRequest'),
  },
  {
    name: 'a batch of eleven is refused',
    source: batchErrors,
    run: (queue) => sendBatch(queue, entries(11)),
    expected: refused('TooManyEntriesInBatchRequest'),
  },
  {
    name: 'a batch with an id twice is refused',
    source: batchErrors,
    run: (queue) => sendBatch(queue, [entry('a'), entry('a')]),
    expected: refused('BatchEntryIdsNotDistinct'),
  },
  {
    name: 'a batch with an id of other characters is refused',
    source: `${batchErrors}; Id: up to 80 alphanumeric characters, hyphens and underscores`,
    run: (queue) => sendBatch(queue, [entry('a b', 'x')]),
    expected: refused('InvalidBatchEntryId'),
  },
  {
    name: 'a batch of more than 1 MiB is refused',
    source: `${batchErrors}; SQS quotas: 1 MiB since August 2025 [D]`,
    run: (queue) => sendBatch(queue, [entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))]),
    expected: refused('BatchRequestTooLong'),
  },
  {
    name: 'a batch of deletions tells which handles are none',
    source: 'API Reference, DeleteMessageBatch; ReceiptHandleIsInvalid [D]',
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      const { Successful, Failed } = await queue.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: urlOf(queue),
          Entries: [
            { Id: 'right', ReceiptHandle: message?.ReceiptHandle },
            { Id: 'wrong', ReceiptHandle: 'no handle' },
          ],
        }),
      );
      return { done: Successful?.map(({ Id }) => Id), failed: failed(Failed) };
    },
    expected: { done: ['right'], failed: [{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid', SenderFault: true }] },
  },
  {
    name: 'a batch of visibilities gives back what it can',
    source: 'API Reference, ChangeMessageVisibilityBatch [D]',
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      const { Successful, Failed } = await queue.client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: urlOf(queue),
          Entries: [
            { Id: 'right', ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 },
            { Id: 'wrong', ReceiptHandle: 'no handle', VisibilityTimeout: 0 },
          ],
        }),
      );
      return { done: Successful?.map(({ Id }) => Id), failed: failed(Failed), again: await bodies(queue) };
    },
    expected: { done: ['right'], failed: [{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid', SenderFault: true }], again: ['a'] },
  },
  {
    name: 'a handle that is none cannot delete',
    source: 'API Reference, DeleteMessage, ReceiptHandleIsInvalid [D]',
    run: (queue) => remove(queue, { ReceiptHandle: 'no handle' }),
    expected: refused('ReceiptHandleIsInvalid'),
  },
  {
    name: 'an empty body is refused',
    source: 'API Reference, SendMessage, MessageBody: at least one character [D]',
    run: (queue) => send(queue, ''),
    expected: refused('MissingParameter'),
  },
  {
    name: 'a character XML does not know is refused',
    source: 'API Reference, SendMessage, InvalidMessageContents [D]',
    run: (queue) => send(queue, 'a\u0001b'),
    expected: refused('InvalidMessageContents'),
  },
  {
    name: 'more than ten messages cannot be asked for',
    source: 'API Reference, ReceiveMessage, MaxNumberOfMessages: 1 to 10 [D]',
    run: async (queue) => [
      await failure(receive(queue, { MaxNumberOfMessages: 11 })),
      await failure(receive(queue, { MaxNumberOfMessages: 0 })),
    ],
    expected: [refused('InvalidParameterValue'), refused('InvalidParameterValue')],
  },
  {
    name: 'a missing queue does not exist for any call',
    source: 'API Reference, QueueDoesNotExist [D]',
    run: async ({ client, ...rest }) => {
      const none = { ...rest, client, id: 'none' };
      return [
        await failure(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))),
        await failure(send(none, 'a')),
        await failure(receive(none)),
        await failure(attributesOf(none)),
      ];
    },
    expected: [1, 2, 3, 4].map(() => refused('QueueDoesNotExist')),
  },
  {
    name: 'a queue is found by its name',
    source: 'API Reference, GetQueueUrl [D]',
    run: async (queue) => {
      const { QueueUrl } = await queue.client.send(new GetQueueUrlCommand({ QueueName: queue.id }));
      return QueueUrl === urlOf(queue);
    },
    expected: true,
  },
  {
    name: 'a queue counts what shows, what is in flight and what is delayed',
    source: 'API Reference, GetQueueAttributes [D]',
    run: async (queue) => {
      for (const body of ['a', 'b', 'c']) await send(queue, body);
      await send(queue, 'later', { DelaySeconds: 60 });
      await receive(queue, { MaxNumberOfMessages: 1 });
      const {
        ApproximateNumberOfMessages: visible,
        ApproximateNumberOfMessagesNotVisible: inFlight,
        ApproximateNumberOfMessagesDelayed: delayed,
      } = await attributesOf(queue);
      return { visible, inFlight, delayed };
    },
    expected: { visible: '2', inFlight: '1', delayed: '1' },
  },
  {
    name: 'a queue tells its settings',
    source: 'API Reference, GetQueueAttributes; defaults of CreateQueue [D]',
    resources: withDeadLetters(3, '.fifo'),
    run: async (queue) => {
      const {
        QueueArn,
        FifoQueue,
        ContentBasedDeduplication,
        VisibilityTimeout,
        MessageRetentionPeriod,
        DelaySeconds,
        RedrivePolicy,
        ReceiveMessageWaitTimeSeconds,
      } = await attributesOf(queue, '.fifo');
      const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(RedrivePolicy ?? '{}') as Record<string, unknown>;
      return {
        ...{ arn: QueueArn === arnOf(`${queue.id}.fifo`), FifoQueue, ContentBasedDeduplication, VisibilityTimeout, MessageRetentionPeriod },
        ...{ DelaySeconds, ReceiveMessageWaitTimeSeconds, maxReceiveCount, dead: deadLetterTargetArn === arnOf(`${queue.id}-dead.fifo`) },
      };
    },
    expected: {
      ...{ arn: true, FifoQueue: 'true', ContentBasedDeduplication: 'false', VisibilityTimeout: '30', MessageRetentionPeriod: '345600' },
      ...{ DelaySeconds: '0', ReceiveMessageWaitTimeSeconds: '0', maxReceiveCount: 3, dead: true },
    },
  },
  {
    name: 'an attribute that no queue has is refused',
    source: 'API Reference, GetQueueAttributes, InvalidAttributeName [D]',
    run: ({ client, ...queue }) =>
      client.send(new GetQueueAttributesCommand({ QueueUrl: urlOf({ client, ...queue }), AttributeNames: ['Colour' as 'All'] })),
    expected: refused('InvalidAttributeName'),
  },
];
