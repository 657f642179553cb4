/** Timers as delayed messages on an SQS standard queue: one-second resolution, a quarter of an hour at most; longer waits hop. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asUpstream } from '#kernel/as-upstream.ts';
import type { Clock } from '#kernel/ports.ts';
import type { Timers } from '#kernel/routing/group-store.ts';

const sqs = new SQSClient({});

/** SQS delays a message by 900 seconds at most [D]: one that comes before its tick is sent again. */
const longestDelaySeconds = 900;

export const sqsTimers = (queueUrl: string, clock: Clock): Timers => ({
  wake: async (timer, at) => {
    const seconds = Math.ceil(Math.max(0, at - clock.now()) / 1000);
    const message = { QueueUrl: queueUrl, MessageBody: JSON.stringify(timer), DelaySeconds: Math.min(seconds, longestDelaySeconds) };
    await asUpstream('SQS', () => sqs.send(new SendMessageCommand(message)));
  },
});
