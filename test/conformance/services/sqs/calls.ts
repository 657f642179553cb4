/** Short forms of SQS calls, on a case's own queue. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Case, Resources, Setting } from '../contract.ts';

export type QueueCase = Case<SQSClient>;
export type Queue = Setting<SQSClient>;

const account = '123456789012';
export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;

export const queueOf =
  (more: Readonly<Record<string, unknown>> = {}) =>
  (id: string): Resources => ({
    [id.replaceAll('-', '')]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: id, ...more } },
  });

/** Named `<id>.fifo`, as every FIFO queue has to be. */
export const fifoOf =
  (more: Readonly<Record<string, unknown>> = {}) =>
  (id: string): Resources => ({
    [id.replaceAll('-', '')]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${id}.fifo`, FifoQueue: true, ...more } },
  });

/** A queue, or a FIFO queue, whose messages go to `<id>-dead` after so many receives. */
export const withDeadLetters =
  (maxReceiveCount: number, suffix: '' | '.fifo' = '') =>
  (id: string): Resources => {
    const kind = suffix === '' ? {} : { FifoQueue: true };
    const deadName = `${id}-dead${suffix}`;
    const RedrivePolicy = { deadLetterTargetArn: arnOf(deadName), maxReceiveCount };
    const key = id.replaceAll('-', '');
    return {
      [`${key}dead`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: deadName, ...kind } },
      [key]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${id}${suffix}`, ...kind, RedrivePolicy } },
    };
  };

export const urlOf = ({ endpoint, id }: Queue, suffix = '') => `${endpoint}/${account}/${id}${suffix}`;

export const send = (queue: Queue, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  queue.client.send(new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody, ...more }));

/** To a FIFO queue; the body is its own deduplication id unless told. */
export const sendIn = (queue: Queue, group: string, body: string, deduplicationId = body) =>
  send(queue, body, { QueueUrl: urlOf(queue, '.fifo'), MessageGroupId: group, MessageDeduplicationId: deduplicationId });

export const sendBatch = (queue: Queue, Entries: SendMessageBatchRequestEntry[], suffix = '') =>
  queue.client.send(new SendMessageBatchCommand({ QueueUrl: urlOf(queue, suffix), Entries }));

export const receive = async (queue: Queue, more: Partial<ReceiveMessageCommandInput> = {}, suffix = ''): Promise<readonly Message[]> => {
  const input = { QueueUrl: urlOf(queue, suffix), MaxNumberOfMessages: 10, ...more };
  return (await queue.client.send(new ReceiveMessageCommand(input))).Messages ?? [];
};

export const bodies = async (...given: Parameters<typeof receive>) => (await receive(...given)).map(({ Body }) => Body);

export const remove = (queue: Queue, message: Message | undefined, suffix = '') =>
  queue.client.send(new DeleteMessageCommand({ QueueUrl: urlOf(queue, suffix), ReceiptHandle: message?.ReceiptHandle }));

export const hide = (queue: Queue, message: Message | undefined, VisibilityTimeout: number, suffix = '') =>
  queue.client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: urlOf(queue, suffix), ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
  );
