/** FIFO queues: order per group, deduplication, dead letters. */
import { failure, refused } from '../contract.ts';
import { bodies, fifoOf, hide, type QueueCase, receive, remove, send, sendIn, urlOf, withDeadLetters } from './calls.ts';

const delivery = 'SQS Developer Guide, "FIFO queue delivery logic in Amazon SQS" [D]';
const deduplication = 'SQS Developer Guide, "Using the message deduplication ID" [D]';
const fifo = '.fifo';
const all = {};

export const fifoCases: readonly QueueCase[] = [
  {
    name: 'a group is delivered in order, and several of it at once',
    source: delivery,
    run: async (queue) => {
      for (const body of ['1', '2', '3']) await sendIn(queue, 'g', body);
      return bodies(queue, all, fifo);
    },
    expected: ['1', '2', '3'],
  },
  {
    name: 'nothing more of a group comes while some of it is in flight, other groups do',
    source: delivery,
    run: async (queue) => {
      for (const body of ['a1', 'a2', 'a3']) await sendIn(queue, 'a', body);
      await sendIn(queue, 'b', 'b1');
      const [first] = await receive(queue, { MaxNumberOfMessages: 1 }, fifo);
      const meanwhile = await bodies(queue, all, fifo);
      await remove(queue, first, fifo);
      return { first: first?.Body, meanwhile, later: await bodies(queue, all, fifo) };
    },
    expected: { first: 'a1', meanwhile: ['b1'], later: ['a2', 'a3'] },
  },
  {
    name: 'a message given back comes first again',
    source: delivery,
    run: async (queue) => {
      for (const body of ['1', '2']) await sendIn(queue, 'g', body);
      const [first] = await receive(queue, { MaxNumberOfMessages: 1 }, fifo);
      await hide(queue, first, 0, fifo);
      return bodies(queue, all, fifo);
    },
    expected: ['1', '2'],
  },
  {
    name: 'sequence numbers have 20 digits and grow',
    source: 'API Reference, SendMessage, SequenceNumber: 128 bits, increasing per group [D]',
    run: async (queue) => {
      // Twelve, so that an emulator that draws them at random is not right by chance.
      const numbers = [];
      for (let sent = 0; sent < 12; sent++) numbers.push((await sendIn(queue, 'g', `${sent}`)).SequenceNumber ?? '');
      return {
        digits: [...new Set(numbers.map(({ length }) => length))],
        growing: numbers.join() === numbers.toSorted().join() && new Set(numbers).size === numbers.length,
      };
    },
    expected: { digits: [20], growing: true },
  },
  {
    name: 'a received message tells its group, deduplication id and sequence number',
    source: 'API Reference, ReceiveMessage, MessageSystemAttributeNames [D]',
    run: async (queue) => {
      const { SequenceNumber } = await sendIn(queue, 'g', 'a', 'id-1');
      const [message] = await receive(queue, { MessageSystemAttributeNames: ['All'] }, fifo);
      const { MessageGroupId, MessageDeduplicationId, SequenceNumber: told } = message?.Attributes ?? {};
      return { MessageGroupId, MessageDeduplicationId, same: told === SequenceNumber };
    },
    expected: { MessageGroupId: 'g', MessageDeduplicationId: 'id-1', same: true },
  },
  {
    name: 'a repeated deduplication id is accepted, answered as the first, and not delivered',
    source: deduplication,
    run: async (queue) => {
      const first = await sendIn(queue, 'g', 'a', 'same');
      const second = await sendIn(queue, 'g', 'b', 'same');
      return {
        sameId: first.MessageId === second.MessageId,
        sameNumber: first.SequenceNumber === second.SequenceNumber,
        delivered: await bodies(queue, all, fifo),
      };
    },
    expected: { sameId: true, sameNumber: true, delivered: ['a'] },
  },
  {
    name: 'a deduplication id is remembered although its message was deleted',
    source: `${deduplication}: "continues to keep track of the message deduplication ID even after the message is received and deleted"`,
    run: async (queue) => {
      await sendIn(queue, 'g', 'a', 'same');
      const [message] = await receive(queue, all, fifo);
      await remove(queue, message, fifo);
      await sendIn(queue, 'g', 'b', 'same');
      return bodies(queue, all, fifo);
    },
    expected: [],
  },
  {
    name: 'a deduplication id holds for the whole queue, whatever the group',
    source: 'SQS Developer Guide, "High throughput for FIFO queues", DeduplicationScope: the queue by default [D]',
    run: async (queue) => {
      await sendIn(queue, 'a', '1', 'same');
      await sendIn(queue, 'b', '2', 'same');
      return bodies(queue, all, fifo);
    },
    expected: ['1'],
  },
  {
    name: 'a deduplication id is forgotten after five minutes',
    source: deduplication,
    run: async (queue) => {
      await sendIn(queue, 'g', 'a', 'same');
      const [message] = await receive(queue, all, fifo);
      await remove(queue, message, fifo);
      await queue.pass(299_000);
      await sendIn(queue, 'g', 'b', 'same');
      const early = await bodies(queue, all, fifo);
      await queue.pass(1_001);
      await sendIn(queue, 'g', 'c', 'same');
      return { early, late: await bodies(queue, all, fifo) };
    },
    expected: { early: [], late: ['c'] },
  },
  {
    name: 'a queue that deduplicates by content takes a body once',
    source: `${deduplication}, ContentBasedDeduplication: SHA-256 of the body, not of the attributes`,
    resources: fifoOf({ ContentBasedDeduplication: true }),
    run: async (queue) => {
      const once = (body: string) => send(queue, body, { QueueUrl: urlOf(queue, fifo), MessageGroupId: 'g' });
      await once('a');
      await once('a');
      await once('b');
      return bodies(queue, all, fifo);
    },
    expected: ['a', 'b'],
  },
  {
    name: 'a message without a group is refused',
    source: 'API Reference, SendMessage, MessageGroupId: required for FIFO queues [D]',
    run: (queue) => send(queue, 'a', { QueueUrl: urlOf(queue, fifo), MessageDeduplicationId: 'a' }),
    expected: refused('MissingParameter'),
  },
  {
    name: 'a message without a deduplication id is refused when content does not make one',
    source: 'API Reference, SendMessage, MessageDeduplicationId [D]',
    run: (queue) => send(queue, 'a', { QueueUrl: urlOf(queue, fifo), MessageGroupId: 'g' }),
    expected: refused('InvalidParameterValue'),
  },
  {
    name: 'a single message cannot be delayed',
    source: 'API Reference, SendMessage, DelaySeconds: only on the queue when FIFO [D]',
    run: (queue) => send(queue, 'a', { QueueUrl: urlOf(queue, fifo), MessageGroupId: 'g', MessageDeduplicationId: 'a', DelaySeconds: 1 }),
    expected: refused('InvalidParameterValue'),
  },
  {
    name: 'a poisoned message makes way for the rest of its group',
    source: 'SQS Developer Guide, "Using dead-letter queues" [D]',
    resources: withDeadLetters(2, fifo),
    run: async (queue) => {
      await sendIn(queue, 'g', 'poison');
      await sendIn(queue, 'g', 'next');
      const tries = [];
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const [message] = await receive(queue, { MaxNumberOfMessages: 1 }, fifo);
        tries.push(message?.Body);
        await hide(queue, message, 0, fifo);
      }
      const dead = { ...queue, id: `${queue.id}-dead` };
      return { tries, next: await bodies(queue, all, fifo), dead: await bodies(dead, all, fifo) };
    },
    expected: { tries: ['poison', 'poison'], next: ['next'], dead: ['poison'] },
  },
  {
    name: 'a message that shows again cannot be deleted by its expired handle',
    source: 'tried on AWS by localstack/localstack#12442 and seen in aws/aws-sdk-js#1279: "The receipt handle has expired" [S]',
    resources: fifoOf({ VisibilityTimeout: 1 }),
    run: async (queue) => {
      await sendIn(queue, 'g', 'a');
      const [message] = await receive(queue, all, fifo);
      await queue.pass(1_100);
      return { error: await failure(remove(queue, message, fifo)), left: await bodies(queue, all, fifo) };
    },
    expected: { error: refused('InvalidParameterValue'), left: ['a'] },
  },
  {
    name: 'a handle that was overtaken by another receive does not delete any more',
    source: 'as above: the handle has expired [S]',
    run: async (queue) => {
      await sendIn(queue, 'g', 'a');
      const [old] = await receive(queue, { VisibilityTimeout: 0 }, fifo);
      const [now] = await receive(queue, all, fifo);
      return { other: old?.ReceiptHandle !== now?.ReceiptHandle, error: await failure(remove(queue, old, fifo)) };
    },
    expected: { other: true, error: refused('InvalidParameterValue') },
  },
];
