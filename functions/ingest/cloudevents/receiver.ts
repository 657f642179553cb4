/** CloudEvents 1.0 over HTTP: structured and batched JSON, and binary mode. Also our own plain form, which is one with certain data. */
import { InputError } from '#kernel/errors.ts';
import { countingAnswers, statusOf } from '#kernel/reading/answers.ts';
import { isObject, parseJson } from '#kernel/reading/json.ts';
import { createTally, ItemRefused, malformed, partCounter, readItems } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { headerAttributes, isBinaryMode } from './binary-mode.ts';
import { readContext } from './context.ts';
import { mediaType, readBytes, readMembers } from './data.ts';
import { cloudEventSignal } from './event.ts';

/** Events in JSON: one, or a list of them. Plain `application/json` is taken for either. */
const eventsOf = (body: Uint8Array, media: string): readonly unknown[] => {
  if (media !== 'application/cloudevents+json' && media !== 'application/cloudevents-batch+json' && media !== 'application/json') {
    throw new InputError(
      'An event is application/cloudevents+json, a batch application/cloudevents-batch+json; in binary mode its attributes are ce- headers.',
      { reason: 'unsupported_media_type' },
    );
  }
  const value = parseJson(body);
  const isBatch = Array.isArray(value);
  if (media === 'application/cloudevents-batch+json' && !isBatch) throw malformed('A batch is a list of events.');
  if (media === 'application/cloudevents+json' && isBatch) throw malformed('A list of events is application/cloudevents-batch+json.');
  return isBatch ? value : [value];
};

const decode = ({ headers, body }: ReceiverRequest): Decoded => {
  const tally = createTally();
  const part = partCounter();
  const media = mediaType(headers['content-type']);
  if (isBinaryMode(headers) && !media.startsWith('application/cloudevents')) {
    const signals = readItems([body], tally, () => cloudEventSignal(readContext(headerAttributes(headers)), readBytes(body, media), part));
    return { signals, rejected: tally.rejections() };
  }
  const signals = readItems(eventsOf(body, media), tally, (event) => {
    part();
    if (!isObject(event)) throw new ItemRefused('an event is not an object');
    const context = readContext(event);
    return cloudEventSignal(context, readMembers(event, context.dataContentType), part);
  });
  return { signals, rejected: tally.rejections() };
};

export const cloudevents = {
  id: 'cloudevents',
  routes: ['POST /v1/events'],
  decode,
  ...countingAnswers(statusOf, 202),
  // "Producers MUST ensure that source + id is unique for each distinct event."
  identity: ({ attributes }) => String(attributes['event.id']),
} as const satisfies Receiver;
