/** SQS through the unchanged SDK client. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SqsService } from '#lib/local/services/sqs.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

let scheduler: VirtualScheduler;
let service: SqsService;
let served: ServedService;
let client: SQSClient;
let url: string;
let arn: string;
let deadArn: string;

beforeAll(async () => {
  // The current service answers, so that each test has queues of its own.
  served = await serve({ signingName: 'sqs', handle: (request) => service.handle(request) });
  client = new SQSClient(clientOptions(served));
});
afterAll(() => served.close());
beforeEach(() => {
  scheduler = new VirtualScheduler();
  service = new SqsService({ scheduler, region: 'us-east-1', account: '111111111111', url: served.endpoint });
  deadArn = service.createQueue({ name: 'dead.fifo', fifo: true }).arn;
  ({ url, arn } = service.createQueue({
    name: 'findings.fifo',
    fifo: true,
    visibilityTimeoutSeconds: 30,
    deadLetter: { arn: deadArn, maxReceiveCount: 2 },
  }));
});

const send = (body: string, group = 'g', id = body) =>
  client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id }));
const receive = async (max = 10) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: max }))).Messages ?? [];
const bodies = async (max = 10) => (await receive(max)).map((message) => message.Body);

describe('a FIFO queue', () => {
  // Source: SQS Developer Guide, "FIFO queue delivery logic".
  it('delivers a group in order and nothing more of it while some is in flight', async () => {
    for (const body of ['a1', 'a2', 'a3']) await send(body, 'a');
    await send('b1', 'b');
    const first = await receive(2);
    expect(first.map((message) => message.Body)).toEqual(['a1', 'a2']);
    expect(await bodies()).toEqual(['b1']);
    for (const { ReceiptHandle } of first) await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    expect(await bodies()).toEqual(['a3']);
  });

  // Source: SQS Developer Guide, "Using the message deduplication ID": accepted, not delivered, for 5 minutes.
  it('accepts a repeated deduplication id without delivering it, until 5 minutes have passed', async () => {
    const first = await send('x', 'g', 'same');
    await scheduler.advanceBy(299_999);
    expect((await send('y', 'g', 'same')).MessageId).toBe(first.MessageId);
    await scheduler.advanceBy(1);
    expect((await send('z', 'g', 'same')).MessageId).not.toBe(first.MessageId);
    expect(service.accepted(arn).map(({ id }) => id)).toEqual(['same', 'same']);
    expect(await bodies()).toEqual(['x', 'z']);
  });

  // Source: SQS Developer Guide, "Visibility timeout".
  it('shows a message again after its visibility timeout, with its receive count', async () => {
    await send('m');
    expect(await receive()).toHaveLength(1);
    await scheduler.advanceBy(29_999);
    expect(await receive()).toHaveLength(0);
    await scheduler.advanceBy(1);
    const attributes = (await receive())[0]?.Attributes;
    expect(attributes).toMatchObject({ ApproximateReceiveCount: '2', MessageGroupId: 'g', MessageDeduplicationId: 'm' });
  });

  // Source: SQS Developer Guide, "Using dead-letter queues": more than maxReceiveCount receives.
  it('moves a message received more than maxReceiveCount times to the dead-letter queue', async () => {
    await send('poison');
    await send('next');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const [message] = await receive(1);
      expect(message?.Body).toBe('poison');
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }));
    }
    expect(await bodies()).toEqual(['next']);
    expect(service.messages(deadArn).map((message) => message.body)).toEqual(['poison']);
    expect(service.counts(arn)).toMatchObject({ accepted: 2, quarantined: 1 });
  });

  // Source: error names of the service model (client-sqs), texts [S].
  it('refuses a message without group or deduplication id', async () => {
    await expect(client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'm' }))).rejects.toMatchObject({
      name: 'MissingParameter',
    });
    await expect(client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'm', MessageGroupId: 'g' }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

describe('batches', () => {
  const entry = (id: string, body = id) => ({ Id: id, MessageBody: body, MessageGroupId: 'g', MessageDeduplicationId: id });

  // The client itself checks every MD5 of the answer and throws when one is wrong.
  it('takes ten entries, with digests the client agrees with', async () => {
    const Entries = Array.from({ length: 10 }, (_, at) => ({
      ...entry(`e${at}`, 'ümlaut'),
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    }));
    const result = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(result.Successful).toHaveLength(10);
    const received = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    expect(received.Messages?.[0]).toMatchObject({ Body: 'ümlaut', MessageAttributes: { kind: { StringValue: 'x' } } });
  });

  // Source: SQS Developer Guide, message quotas; API reference, SendMessageBatch, Errors.
  it.for([
    ['no entries', () => [], 'EmptyBatchRequest'],
    ['eleven entries', () => Array.from({ length: 11 }, (_, at) => entry(`e${at}`)), 'TooManyEntriesInBatchRequest'],
    ['a repeated id', () => [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
    ['more than 1 MiB', () => [entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))], 'BatchRequestTooLong'],
  ] as const)('refuses %s', async ([, entries, name]) => {
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries() }))).rejects.toThrow(
      expect.objectContaining({ name: expect.stringContaining(name) }) as Error,
    );
    expect(service.messages(arn)).toEqual([]);
  });
});

describe('queues', () => {
  it('answers URL and attributes by name', async () => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'findings.fifo' }));
    expect(QueueUrl).toBe(url);
    await send('m');
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ QueueArn: arn, FifoQueue: 'true', ApproximateNumberOfMessages: '1' });
  });

  // Source: API reference, GetQueueUrl, Errors.
  it('says which queue does not exist', async () => {
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/),
    });
  });

  it('tells listeners of arrivals and of messages that show again', async () => {
    let calls = 0;
    service.onArrival(arn, () => {
      calls += 1;
    });
    await send('m');
    expect(calls).toBe(1);
    service.receive(arn, 1);
    await scheduler.advanceBy(30_000);
    expect(calls).toBe(2);
  });
});
