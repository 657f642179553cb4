/** Logs (https://develop.sentry.dev/sdk/telemetry/logs/), and what users say of an error. */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { idOf, objectOf, setTags, setTexts, take, textOf, typedAttributes } from './fields.ts';
import { type ReadItem, type Request, readEach } from './item.ts';
import { senderOf, takeSender } from './sender.ts';
import { nanosOf } from './time.ts';

const severityOf: ReadonlyMap<string, number> = new Map([
  ['trace', 1],
  ['debug', 5],
  ['info', 9],
  ['warn', 13],
  ['warning', 13],
  ['error', 17],
  ['fatal', 21],
]);

const severityNumber = (given: unknown, level: string | undefined): number =>
  typeof given === 'number' && Number.isInteger(given) && given > 0 && given <= 24 ? given : (severityOf.get(level ?? '') ?? 0);

const ids = (traceId: string | undefined, spanId: string | undefined): Pick<LogSignal, 'traceId' | 'spanId'> => ({
  ...(traceId !== undefined && { traceId }),
  ...(spanId !== undefined && { spanId }),
});

const readLog = (log: JsonObject, { hold, sentAt, part }: Request): readonly LogSignal[] => {
  const { body } = log;
  if (typeof body !== 'string') throw new ItemRefused('a log has no body');
  const attributes = typedAttributes(log['attributes'], part);
  const held = hold(takeSender(attributes, 'server.address'));
  const level = textOf(log['level'], 50) ?? take(attributes, 'sentry.severity_text');
  const number = severityNumber(log['severity_number'] ?? attributes['sentry.severity_number'], level);
  // The span that was active: Sentry calls it the log's parent.
  const active = take(attributes, 'sentry.trace.parent_span_id');
  const read: LogSignal = {
    kind: 'log',
    ...held,
    timeUnixNano: nanosOf(log['timestamp']) ?? sentAt,
    attributes,
    severityNumber: number,
    ...(level !== undefined && { severityText: level }),
    body,
    ...ids(idOf(log['trace_id'], 32), idOf(log['span_id'], 16) ?? idOf(active, 16)),
  };
  return [read];
};

export const readLogs: ReadItem = readEach('log', readLog);

/** Feedback of a user, in its own item or as the older `user_report`. Names and e-mail addresses are not kept. */
export const readFeedback: ReadItem = (payload, { hold, sentAt, part }) => {
  const contexts = objectOf(payload['contexts']);
  const feedback = isObject(contexts['feedback']) ? contexts['feedback'] : { message: payload['comments'] };
  const trace = objectOf(contexts['trace']);
  const attributes: AttributeDraft = {};
  setTexts(attributes, {
    'sentry.event.id': idOf(payload['event_id'], 32),
    'sentry.feedback.event.id': idOf(feedback['associated_event_id'], 32),
    'url.full': textOf(feedback['url'], 2_000)?.split(/[?#]/, 1)[0],
    'user.id': textOf(objectOf(payload['user'])['id'], 500),
  });
  setTags(attributes, payload['tags'], part);
  const log: LogSignal = {
    kind: 'log',
    ...hold(senderOf(payload)),
    timeUnixNano: nanosOf(payload['timestamp']) ?? sentAt,
    attributes,
    eventName: 'sentry.feedback',
    severityNumber: 9,
    severityText: textOf(payload['level'], 50) ?? 'info',
    body: textOf(feedback['message']) ?? '',
    ...ids(idOf(trace['trace_id'], 32), idOf(trace['span_id'], 16)),
  };
  return [log];
};
