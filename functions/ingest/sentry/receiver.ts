/** Sentry's SDKs: envelopes of errors, transactions, logs, metrics, check-ins and sessions (https://develop.sentry.dev/sdk/foundations/transport/envelopes/). */
import { InputError } from '#kernel/errors.ts';
import { statusOf } from '#kernel/reading/answers.ts';
import { joinKey } from '#kernel/reading/event-signal.ts';
import { isObject, type JsonObject, parseJson } from '#kernel/reading/json.ts';
import { createTally, decodedOf, ItemRefused, partCounter, tallied } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { envelopeAnswer, refusal } from './answers.ts';
import { readCheckIn } from './check-in.ts';
import { type Item, readEnvelope } from './envelope.ts';
import { readEvent } from './event.ts';
import { objectOf, textOf } from './fields.ts';
import type { ReadItem, Request } from './item.ts';
import { keysOf, withoutKeys } from './keys.ts';
import { readFeedback, readLogs } from './logs.ts';
import { type NotKept, notKeptSignals, readClientReport } from './losses.ts';
import { readMetrics } from './metrics.ts';
import { holder } from './sender.ts';
import { readSession, readSessions } from './sessions.ts';
import { readSpans, readTransaction } from './spans.ts';
import { nanosOf } from './time.ts';

/** Items that are read, by type. All others are counted: Sentry's servers ignore types they do not know, so that clients may be newer. */
const readers: ReadonlyMap<unknown, ReadItem> = new Map<unknown, ReadItem>([
  ['event', readEvent],
  ['transaction', readTransaction],
  ['span', readSpans],
  ['log', readLogs],
  ['trace_metric', readMetrics],
  ['session', readSession],
  ['sessions', readSessions],
  ['check_in', readCheckIn],
  ['client_report', readClientReport],
  ['feedback', readFeedback],
  ['user_report', readFeedback],
]);

/** Types told apart among what is not kept. */
const maxNotKept = 50;

const payloadOf = (payload: Buffer, type: string): JsonObject => {
  try {
    const value = parseJson(payload);
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.reason === 'too_large') throw new ItemRefused(`the JSON of an item of type ${type} holds too much`);
  }
  throw new ItemRefused(`the payload of an item of type ${type} is not a JSON object`);
};

/** An item's signals; undefined for one of a type that is not kept. Throws ItemRefused. */
const readItem = ({ header, payload, cutOff }: Item, keys: readonly string[], request: Request): readonly Signal[] | undefined => {
  const { type } = header;
  const read = readers.get(type);
  if (read === undefined) return undefined;
  if (cutOff) throw new ItemRefused(`an item of type ${String(type)} is longer than the body; it may be cut off`);
  return read(payloadOf(withoutKeys(payload, keys), String(type)), request);
};

const projectOf = (path: string): string => /^\/api\/([\w.-]{1,100})\/envelope\/?$/.exec(path)?.[1] ?? 'unknown';

const decode = (request: ReceiverRequest): Decoded => {
  const tally = createTally();
  const envelope = readEnvelope(request.body, tally);
  const keys = keysOf(request, envelope.header);
  const shared: Request = {
    project: projectOf(request.path),
    hold: holder(projectOf(request.path), objectOf(envelope.header['sdk'])),
    sentAt: nanosOf(envelope.header['sent_at']) ?? 0n,
    part: partCounter(),
    tally,
  };
  const signals: Signal[] = [];
  const notKept = new Map<string, NotKept>();
  for (const item of envelope.items) {
    shared.part();
    tallied(tally, () => {
      const read = readItem(item, keys, shared);
      if (read !== undefined) {
        for (const signal of read) signals.push(signal);
        return;
      }
      const named = textOf(item.header['type'], 100) ?? 'none';
      const type = notKept.has(named) || notKept.size < maxNotKept ? named : 'other';
      const { items, bytes } = notKept.get(type) ?? { items: 0, bytes: 0 };
      notKept.set(type, { items: items + 1, bytes: bytes + item.payload.length });
    });
  }
  signals.push(...notKeptSignals(notKept, shared));
  return decodedOf(signals, tally);
};

/** By the event's id; a check-in keeps its id from its beginning to its end, and is known by its state as well. Spans have ids of their own. */
const identity = (signal: Signal): string | undefined => {
  if (signal.kind === 'span') return joinKey('span', signal.traceId, signal.spanId);
  const { 'sentry.event.id': event, 'sentry.check_in.id': checkIn, 'sentry.check_in.status': status } = signal.attributes;
  if (checkIn !== undefined) return joinKey('check_in', String(checkIn), String(status));
  return event === undefined ? undefined : joinKey(signal.kind, String(event));
};

export const sentry = {
  id: 'sentry',
  routes: ['POST /api/{project}/envelope/', 'POST /api/{project}/envelope'],
  decode,
  accepted: (_request, decoded) => envelopeAnswer(decoded),
  refused: (_request, error, retryAfter) => refusal(statusOf(error, retryAfter), error.message, retryAfter),
  identity,
} as const satisfies Receiver;
