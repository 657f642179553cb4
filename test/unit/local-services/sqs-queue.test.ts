/** Queues under random use keep what SQS promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqsService } from '#lib/local/services/sqs.ts';
import { Queue } from '#lib/local/services/sqs-queue.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const settings = {
  name: 'q.fifo',
  arn: 'q',
  url: 'q',
  fifo: true,
  contentBasedDeduplication: true,
  ...{ visibilityTimeoutSeconds: 10, delaySeconds: 0, createdAt: 0 },
  retentionSeconds: 3_600,
};
const newQueue = (over: Partial<typeof settings> = {}) => {
  const scheduler = new VirtualScheduler();
  return { scheduler, queue: new Queue({ ...settings, ...over }, scheduler, () => undefined) };
};

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('delete' as const), at: fc.nat(5) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 20 }) }),
);

describe('a FIFO queue', () => {
  it('never delivers a message of a group before an earlier one is deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { scheduler, queue } = newQueue();
        const deleted = new Set<string>();
        const sent = new Map<string, string[]>();
        let held: { id: string; handle: string }[] = [];
        let count = 0;
        for (const next of steps) {
          if (next.do === 'send') {
            const { id } = queue.send({ body: `m${count++}`, attributes: {}, groupId: next.group });
            sent.set(next.group, [...(sent.get(next.group) ?? []), id]);
          } else if (next.do === 'receive') {
            const taken = queue.receive(next.max);
            for (const [at, message] of taken.entries()) {
              const group = sent.get(message.groupId ?? '') ?? [];
              const together = taken.slice(0, at).map((other) => other.id);
              const earlier = group.slice(0, group.indexOf(message.id));
              expect(earlier.every((id) => deleted.has(id) || together.includes(id))).toBe(true);
            }
            held = [...held, ...taken.map((message) => ({ id: message.id, handle: message.receiptHandle ?? '' }))];
          } else if (next.do === 'delete') {
            const one = held[next.at];
            if (one && queue.holds(one.handle)) {
              queue.delete(one.handle);
              deleted.add(one.id);
            }
          } else await scheduler.advanceBy(next.seconds * 1_000);
        }
        expect(queue.accepted.length).toBe(deleted.size + queue.messages().length);
      }),
    );
  });

  it('drops messages older than its retention', async () => {
    const { scheduler, queue } = newQueue();
    queue.send({ body: 'm', attributes: {}, groupId: 'g' });
    await scheduler.advanceBy(3_600_000);
    expect(queue.messages()).toHaveLength(1);
    await scheduler.advanceBy(1);
    expect(queue.messages()).toHaveLength(0);
  });
});

describe('a standard queue', () => {
  it('delays a message and delivers repeats', async () => {
    const { scheduler, queue } = newQueue({ fifo: false });
    queue.send({ body: 'm', attributes: {}, delaySeconds: 5 });
    queue.send({ body: 'm', attributes: {} });
    expect(queue.receive(10)).toHaveLength(1);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 1 });
    await scheduler.advanceBy(5_000);
    expect(queue.receive(10)).toHaveLength(1);
  });
});

const sqsOf = () => {
  const scheduler = new VirtualScheduler();
  const sqs = new SqsService({ scheduler, region: 'us-east-1', account: '1' });
  const dead = sqs.createQueue({ name: 'dead' });
  const { arn } = sqs.createQueue({ name: 'q', visibilityTimeoutSeconds: 30, deadLetter: { arn: dead.arn, maxReceiveCount: 1 } });
  const send = (body: string) =>
    sqs.handle({
      ...{ method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, operation: 'SendMessage', accessKeyId: 'x' },
      body: Buffer.from(JSON.stringify({ QueueUrl: '/1/q', MessageBody: body })),
    });
  return { scheduler, sqs, arn, send };
};

it('tells listeners of arrivals and of messages that show again', async () => {
  const { scheduler, sqs, arn, send } = sqsOf();
  let calls = 0;
  sqs.onArrival(arn, () => {
    calls += 1;
  });
  await send('m');
  expect(calls).toBe(1);
  sqs.receive(arn, 1);
  await scheduler.advanceBy(30_000);
  expect(calls).toBe(2);
});

it('counts what was accepted and what was buried, and tells a poller that its handle has expired', async () => {
  const { scheduler, sqs, arn, send } = sqsOf();
  await send('poison');
  await send('next');
  const [message] = sqs.receive(arn, 1);
  sqs.release(arn, message?.receiptHandle ?? '', 0);
  const [next] = sqs.receive(arn, 1);
  expect([next?.body, sqs.delete(arn, next?.receiptHandle ?? '')]).toEqual(['next', true]);
  await scheduler.advanceBy(1);
  expect(sqs.delete(arn, message?.receiptHandle ?? '')).toBe(false);
  expect(sqs.counts(arn)).toMatchObject({ accepted: 2, quarantined: 1, visible: 0 });
});

it('gives the same ids and handles each run', () => {
  const run = () => {
    const sqs = new SqsService({ scheduler: new VirtualScheduler(), region: 'us-east-1', account: '1' });
    const { arn } = sqs.createQueue({ name: 'q' });
    sqs.createQueue({ name: 'other' });
    return [arn, sqs.receive(arn, 1), sqs.counts(arn)];
  };
  expect(run()).toEqual(run());
});
