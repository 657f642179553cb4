import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { smallQueue, smallQueueHandlers } from '#test/support/templates/small-queue.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

const startAt = Date.parse('2026-11-20T10:00:00Z');
let cloud: LocalCloud;
let taken: string[] = [];
afterEach(() => cloud.close());

const start = async (interceptors: Interceptors = {}): Promise<void> => {
  taken = [];
  cloud = await startLocalCloud({
    assembly: writeAssembly({ queue: smallQueue }, smallQueueHandlers),
    mode: 'deterministic',
    startAt,
    interceptors,
    onEvent: (event) => {
      if (event.type === 'invocation') taken.push(...event.logs.map((line) => `${(event.at - startAt) / 1_000} s: ${line}`));
    },
  });
};

const took = (seconds: number, what: string): string => `${seconds} s: took ${what}`;

/** `group/body`, in order. */
const send = async (...messages: readonly string[]): Promise<void> => {
  const sqs = new SQSClient({ endpoint: cloud.url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  for (const message of messages) {
    const [MessageGroupId, MessageBody] = message.split('/');
    await sqs.send(
      new SendMessageCommand({ QueueUrl: cloud.outputs['QueueUrl'], MessageBody, MessageGroupId, MessageDeduplicationId: message }),
    );
  }
  sqs.destroy();
};
const account = () =>
  cloud.mappings().map(({ accepted, delivered, quarantined, inFlight }) => ({ accepted, delivered, quarantined, inFlight }))[0];

it('delivers what was sent, at once and in the order of its group, a repeated message once', async () => {
  await start();
  await send('a/1', 'b/1', 'a/2', 'a/1');
  await cloud.settle();
  expect(taken).toEqual([took(0.028, 'a/1 #1'), took(0.028, 'b/1 #1'), took(0.028, 'a/2 #1')]);
  expect(account()).toEqual({ accepted: 3, delivered: 3, quarantined: 0, inFlight: 0 });
});

it('brings a failed message back after the visibility timeout, holds up only its group, and buries it at last', async () => {
  await start();
  await send('a/poison', 'b/1');
  await cloud.advanceTo(startAt + 1_000);
  await send('a/2', 'b/2');
  await cloud.advanceTo(startAt + 59_000);
  expect(taken).toEqual([took(0.028, 'a/poison #1'), took(0.028, 'b/1 #1'), took(1.028, 'b/2 #1')]);
  expect(account()).toEqual({ accepted: 4, delivered: 2, quarantined: 0, inFlight: 2 });
  await cloud.settle();
  expect(taken.filter((line) => line.includes('poison'))).toEqual([
    took(0.028, 'a/poison #1'),
    took(60.056, 'a/poison #2'),
    took(120.084, 'a/poison #3'),
  ]);
  expect(taken.at(-1)).toBe(took(180.112, 'a/2 #3'));
  expect(account()).toEqual({ accepted: 4, delivered: 3, quarantined: 1, inFlight: 0 });
  expect(
    cloud
      .queue('dead.fifo')
      .messages()
      .map(({ body }) => body),
  ).toEqual(['poison']);
});

it('brings the whole batch back when the function throws', async () => {
  await start();
  await send('a/1', 'b/throw');
  await cloud.settle();
  expect(
    cloud
      .queue('dead.fifo')
      .messages()
      .map(({ body }) => body),
  ).toContain('throw');
  expect(account()).toMatchObject({ accepted: 2, inFlight: 0 });
});

it('loses no message when the function dies before its result is heard', async () => {
  await start({ invocation: ({ invocation }) => (invocation === 1 ? 'kill-after' : 'proceed') });
  await send('a/1', 'b/1');
  await cloud.settle();
  expect(taken).toContain(took(60.056, 'a/1 #2'));
  expect(account()).toEqual({ accepted: 2, delivered: 2, quarantined: 0, inFlight: 0 });
});
