/** Timers as delayed messages on an SQS standard queue: one-second resolution, a quarter of an hour at most; longer waits hop. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asUpstream } from '#kernel/as-upstream.ts';
import type { Clock } from '#kernel/ports.ts';
import type { Timers } from '#kernel/routing/group-store.ts';

const sqs = new SQSClient({});

/** SQS delays a message by 900 seconds at most [D]: one that comes before its tick is sent again. */
const longestDelaySeconds = 900;

const sending =
  (queueUrl: string, clock: Clock) =>
  async (timer: unknown, at: number): Promise<void> => {
    const seconds = Math.ceil(Math.max(0, at - clock.now()) / 1000);
    const message = { QueueUrl: queueUrl, MessageBody: JSON.stringify(timer), DelaySeconds: Math.min(seconds, longestDelaySeconds) };
    await asUpstream('SQS', () => sqs.send(new SendMessageCommand(message)));
  };

export const sqsTimers = (queueUrl: string, clock: Clock): Timers => ({ wake: sending(queueUrl, clock) });

/** Asks whoever answers timers for a person's digest at a time, milliseconds since the epoch. */
export const sqsDigestTimer = (queueUrl: string, clock: Clock): ((person: string, at: number) => Promise<void>) => {
  const send = sending(queueUrl, clock);
  return (person, at) => send({ digestOf: person }, at);
};

/** Asks whoever answers timers to look at an incident at a time, milliseconds since the epoch. */
export const sqsWatchTimer = (queueUrl: string, clock: Clock): ((incidentId: string, at: number) => Promise<void>) => {
  const send = sending(queueUrl, clock);
  return (incidentId, at) => send({ watch: incidentId }, at);
};
