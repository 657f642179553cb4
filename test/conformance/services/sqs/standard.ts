/** Standard queues: sending, receiving, visibility, delay and dead letters. */
import { failure, refused } from '../contract.ts';
import { bodies, hide, type Queue, type QueueCase, queueOf, receive, remove, send, withDeadLetters } from './calls.ts';

const visibility = 'SQS Developer Guide, "Amazon SQS visibility timeout" [D]';
const attributes = 'API Reference, ReceiveMessage, MessageSystemAttributeNames and MessageAttributeNames [D]';

export const standardCases: readonly QueueCase[] = [
  {
    name: 'a message comes back with its id and the digests of both sides agree',
    source: 'API Reference, SendMessage and ReceiveMessage, MD5OfMessageBody [D]; the SDK checks every digest [T]',
    run: async (queue) => {
      const sent = await send(queue, 'ümlaut');
      const [message] = await receive(queue);
      return {
        sameId: sent.MessageId === message?.MessageId,
        body: message?.Body,
        sameDigest: sent.MD5OfMessageBody === message?.MD5OfBody,
      };
    },
    expected: { sameId: true, body: 'ümlaut', sameDigest: true },
  },
  {
    name: 'an empty queue gives nothing, not an error',
    source: 'API Reference, ReceiveMessage [D]',
    run: (queue) => receive(queue),
    expected: [],
  },
  {
    name: 'one message is received unless more are asked for',
    source: 'API Reference, ReceiveMessage, MaxNumberOfMessages: default 1 [D]',
    run: async (queue) => {
      await send(queue, 'a');
      await send(queue, 'b');
      return (await receive(queue, { MaxNumberOfMessages: undefined })).length;
    },
    expected: 1,
  },
  {
    name: 'system attributes come only when asked for',
    source: attributes,
    run: async (queue) => {
      await send(queue, 'a');
      const [plain] = await receive(queue, { VisibilityTimeout: 0 });
      const [one] = await receive(queue, { VisibilityTimeout: 0, MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
      const [all] = await receive(queue, { MessageSystemAttributeNames: ['All'] });
      return { plain: plain?.Attributes ?? 'none', one: one?.Attributes, all: Object.keys(all?.Attributes ?? {}).toSorted() };
    },
    expected: {
      ...{ plain: 'none', one: { ApproximateReceiveCount: '2' } },
      all: ['ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount', 'SenderId', 'SentTimestamp'],
    },
  },
  {
    name: 'the older AttributeNames still asks for system attributes',
    source: 'API Reference, ReceiveMessage, AttributeNames: deprecated, in use [D]',
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue, { AttributeNames: ['ApproximateReceiveCount' as 'All'] });
      return message?.Attributes;
    },
    expected: { ApproximateReceiveCount: '1' },
  },
  {
    name: 'message attributes come only when asked for, by name, prefix or all',
    source: attributes,
    run: async (queue) => {
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      await send(queue, 'a', { MessageAttributes: { kind: text('log'), 'trace.id': text('1'), 'trace.span': text('2') } });
      const names = async (...asked: string[]) => {
        const [message] = await receive(queue, { VisibilityTimeout: 0, MessageAttributeNames: asked });
        return Object.keys(message?.MessageAttributes ?? {}).toSorted();
      };
      return { none: await names(), one: await names('kind'), prefix: await names('trace.*'), all: await names('All') };
    },
    expected: { none: [], one: ['kind'], prefix: ['trace.id', 'trace.span'], all: ['kind', 'trace.id', 'trace.span'] },
  },
  {
    name: 'message attributes keep type and value, binary too',
    source: 'SQS Developer Guide, "Amazon SQS message attributes" [D]',
    run: async (queue) => {
      await send(queue, 'a', {
        MessageAttributes: {
          text: { DataType: 'String', StringValue: 'ü' },
          number: { DataType: 'Number', StringValue: '1.5' },
          bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
        },
      });
      const [message] = await receive(queue, { MessageAttributeNames: ['All'] });
      const { text, number, bytes } = message?.MessageAttributes ?? {};
      return { text: text?.StringValue, number: [number?.DataType, number?.StringValue], bytes: [...(bytes?.BinaryValue ?? [])] };
    },
    expected: { text: 'ü', number: ['Number', '1.5'], bytes: [0, 255] },
  },
  {
    name: 'a received message is hidden until its time is over',
    source: visibility,
    resources: queueOf({ VisibilityTimeout: 1 }),
    run: async (queue) => {
      await send(queue, 'a');
      const first = await bodies(queue);
      const hidden = await bodies(queue);
      await queue.pass(1_100);
      return { first, hidden, again: await bodies(queue) };
    },
    expected: { first: ['a'], hidden: [], again: ['a'] },
  },
  {
    name: 'a message given back is there at once',
    source: `${visibility}: ChangeMessageVisibility to 0`,
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      await hide(queue, message, 0);
      return bodies(queue);
    },
    expected: ['a'],
  },
  {
    name: 'a message may be hidden for longer',
    source: `${visibility}: the new time counts from the call`,
    resources: queueOf({ VisibilityTimeout: 1 }),
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      await hide(queue, message, 30);
      await queue.pass(1_100);
      return bodies(queue);
    },
    expected: [],
  },
  {
    name: 'a message that shows again cannot be hidden by its old handle',
    source: 'API Reference, ChangeMessageVisibility, MessageNotInflight [D]',
    resources: queueOf({ VisibilityTimeout: 1 }),
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      await queue.pass(1_100);
      return hide(queue, message, 10);
    },
    expected: refused('MessageNotInflight'),
  },
  {
    name: 'a visibility timeout of more than 12 hours is refused',
    source: 'API Reference, ChangeMessageVisibility, VisibilityTimeout: 0 to 43200 [D]',
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      return hide(queue, message, 43_201);
    },
    expected: refused('InvalidParameterValue'),
  },
  {
    name: 'a deleted message is gone, and deleting again is no error',
    source: 'API Reference, DeleteMessage [D]',
    resources: queueOf({ VisibilityTimeout: 1 }),
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      await remove(queue, message);
      const again = await failure(remove(queue, message));
      await queue.pass(1_100);
      return { again, left: await bodies(queue) };
    },
    expected: { again: 'no error', left: [] },
  },
  {
    name: 'a message deleted after it showed again is gone',
    source:
      'API Reference, DeleteMessage: "even if the visibility timeout setting causes the message to be locked by another consumer" [D]',
    resources: queueOf({ VisibilityTimeout: 1 }),
    run: async (queue) => {
      await send(queue, 'a');
      const [message] = await receive(queue);
      await queue.pass(1_100);
      await remove(queue, message);
      return bodies(queue);
    },
    expected: [],
  },
  {
    name: 'each receive counts and gives a handle of its own',
    source: 'SQS Developer Guide, "Queue and message identifiers": a new receipt handle each time [D]',
    run: async (queue) => {
      await send(queue, 'a');
      const take = async () =>
        (await receive(queue, { VisibilityTimeout: 0, MessageSystemAttributeNames: ['ApproximateReceiveCount'] }))[0];
      const [first, second] = [await take(), await take()];
      return { counts: [first, second].map((message) => message?.Attributes), other: first?.ReceiptHandle !== second?.ReceiptHandle };
    },
    expected: { counts: [{ ApproximateReceiveCount: '1' }, { ApproximateReceiveCount: '2' }], other: true },
  },
  {
    name: 'a delayed message comes when its delay is over',
    source: 'API Reference, SendMessage, DelaySeconds [D]',
    run: async (queue) => {
      await send(queue, 'later', { DelaySeconds: 1 });
      const early = await bodies(queue);
      await queue.pass(1_100);
      return { early, late: await bodies(queue) };
    },
    expected: { early: [], late: ['later'] },
  },
  {
    name: "a queue's own delay holds for every message that names none",
    source: 'SQS Developer Guide, "Amazon SQS delay queues" [D]',
    resources: queueOf({ DelaySeconds: 1 }),
    run: async (queue) => {
      await send(queue, 'later');
      await send(queue, 'now', { DelaySeconds: 0 });
      const early = await bodies(queue);
      await queue.pass(1_100);
      return { early, late: await bodies(queue) };
    },
    expected: { early: ['now'], late: ['later'] },
  },
  {
    name: 'a delay of more than 15 minutes is refused',
    source: 'API Reference, SendMessage, DelaySeconds: 0 to 900 [D]',
    run: (queue) => send(queue, 'a', { DelaySeconds: 901 }),
    expected: refused('InvalidParameterValue'),
  },
  {
    name: 'a message received too often goes to the dead-letter queue, with its id',
    source: 'SQS Developer Guide, "Using dead-letter queues": when ReceiveCount exceeds maxReceiveCount; the message id stays [D]',
    resources: withDeadLetters(2),
    run: async (queue) => {
      const { MessageId } = await send(queue, 'poison');
      const dead = { ...queue, id: `${queue.id}-dead` } as Queue;
      const tries = [await bodies(queue, { VisibilityTimeout: 0 }), await bodies(queue, { VisibilityTimeout: 0 }), await bodies(queue)];
      const [message] = await receive(dead);
      return { tries, dead: message?.Body, sameId: message?.MessageId === MessageId };
    },
    expected: { tries: [['poison'], ['poison'], []], dead: 'poison', sameId: true },
  },
  {
    name: 'a receive that may wait for messages answers at once here',
    source: 'lib/local/README.md: long polling is not emulated; SQS waits [D: "Amazon SQS short and long polling"]',
    run: async (queue) => {
      const from = performance.now();
      await receive(queue, { WaitTimeSeconds: 1 });
      return { waited: performance.now() - from > 900 };
    },
    expected: { waited: false },
  },
  {
    name: 'a wait of more than 20 seconds is refused',
    source: 'API Reference, ReceiveMessage, WaitTimeSeconds: 0 to 20 [D: "Setting-up long polling"]',
    run: (queue) => receive(queue, { WaitTimeSeconds: 21 }),
    expected: refused('InvalidParameterValue'),
  },
];
