/** Errors and messages: something that an application already judged (https://develop.sentry.dev/sdk/foundations/transport/event-payloads/). */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { eventKey } from './event-key.ts';
import { idOf, objectOf, objectsOf, setTags, setTexts, textOf } from './fields.ts';
import type { ReadItem } from './item.ts';
import { senderOf } from './sender.ts';
import { stacktraceOf, titleOf } from './stacktrace.ts';
import { nanosOf } from './time.ts';

/** Texts and numbers of `extra` that are kept. */
const maxExtra = 50;

/** A message as it reads, and as it was before its parameters were put in. */
const messageOf = (payload: JsonObject): { readonly text: string; readonly template: string } | undefined => {
  for (const value of [payload['logentry'], payload['message']]) {
    const plain = isObject(value) ? value : { message: value };
    const template = textOf(plain['message']);
    const text = textOf(plain['formatted']) ?? template;
    if (text !== undefined) return { text, template: template ?? text };
  }
  return undefined;
};

/** What was thrown, with its causes before it. Where the exception has no stack, the thread that crashed may. */
const chainOf = (payload: JsonObject): readonly JsonObject[] => {
  const chain = objectsOf(payload['exception']).slice(-50);
  const last = chain.at(-1);
  if (last === undefined || isObject(last['stacktrace'])) return chain;
  const thread = objectsOf(payload['threads'])
    .slice(0, 1_000)
    .find((each) => each['crashed'] === true && isObject(each['stacktrace']));
  const stacktrace = thread?.['stacktrace'] ?? payload['stacktrace'];
  return stacktrace === undefined ? chain : [...chain.slice(0, -1), { ...last, stacktrace }];
};

/** The URL without its query, which holds what people typed. */
const urlOf = (request: JsonObject): string | undefined => textOf(request['url'], 2_000)?.split(/[?#]/, 1)[0];

const countBreadcrumbs = (value: unknown): number => {
  const list = isObject(value) ? value['values'] : value;
  return Array.isArray(list) ? list.length : 0;
};

const setExtra = (attributes: AttributeDraft, extra: unknown): void => {
  const entries = Object.entries(objectOf(extra)).filter(([, value]) => typeof value !== 'object');
  for (const [name, value] of entries.slice(0, maxExtra)) {
    const text = textOf(value, 1_000);
    if (text !== undefined) attributes[`annotation.${name.slice(0, 200).toWellFormed()}`] = text;
  }
};

export const readEvent: ReadItem = (payload, { project, hold, sentAt, part }) => {
  const chain = chainOf(payload);
  const thrown = chain.at(-1);
  const message = messageOf(payload);
  const title = thrown === undefined ? undefined : titleOf(thrown);
  const text = title ?? message?.text ?? 'an event without a message';
  const trace = objectOf(objectOf(payload['contexts'])['trace']);
  const request = objectOf(payload['request']);
  const mechanism = objectOf(thrown?.['mechanism']);
  const culprit = textOf(payload['transaction'], 500) ?? textOf(payload['culprit'], 500);
  const attributes: AttributeDraft = {
    'event.key': eventKey(project, payload['fingerprint'], { thrown, culprit, message: message?.template ?? text }),
  };
  setTexts(attributes, {
    'exception.type': textOf(thrown?.['type'], 300),
    'exception.message': textOf(thrown?.['value']),
    'exception.stacktrace': stacktraceOf(chain),
    'http.request.method': textOf(request['method'], 20),
    'url.full': urlOf(request),
    'user.id': textOf(objectOf(payload['user'])['id'], 500),
    trace_id: idOf(trace['trace_id'], 32),
    span_id: idOf(trace['span_id'], 16),
    'sentry.event.id': idOf(payload['event_id'], 32),
    'sentry.transaction': culprit,
    'sentry.logger': textOf(payload['logger'], 500),
    'sentry.platform': textOf(payload['platform'], 100),
    'sentry.mechanism': textOf(mechanism['type'], 100),
    'sentry.message': thrown === undefined ? undefined : message?.text,
  });
  if (typeof mechanism['handled'] === 'boolean') attributes['sentry.handled'] = mechanism['handled'];
  const breadcrumbs = countBreadcrumbs(payload['breadcrumbs']);
  if (breadcrumbs > 0) attributes['sentry.breadcrumbs'] = breadcrumbs;
  setTags(attributes, payload['tags'], part);
  setExtra(attributes, payload['extra']);
  const event: EventSignal = {
    kind: 'event',
    timeUnixNano: nanosOf(payload['timestamp']) ?? sentAt,
    ...hold(senderOf(payload)),
    attributes,
    source: 'sentry',
    name: textOf(thrown?.['type'], 300) ?? textOf(thrown === undefined ? message?.template : title, 300) ?? text,
    status: 'firing',
    severityText: textOf(payload['level'], 50) ?? 'error',
    message: text,
  };
  return [event];
};
