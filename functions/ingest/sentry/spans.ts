/** Transactions, which are a root span with its children, and spans that come by themselves in both of their versions. */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused, readItems } from '#kernel/reading/tally.ts';
import type { AttributeDraft, Draft } from '#kernel/reading/values.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { SpanKind, SpanLink, SpanSignal } from '#kernel/signal.ts';
import { dataOf, idOf, objectOf, setTags, setTexts, textOf, typedAttributes } from './fields.ts';
import { type ReadItem, type Request, readEach } from './item.ts';
import { type Held, senderOf, takeSender } from './sender.ts';
import { kindOf, statusOfSpan } from './span-rules.ts';
import { nanosOf } from './time.ts';

/** Trace id, span id and both times, without which nothing can be done with a span. */
const frameOf = (
  ids: JsonObject,
  start: unknown,
  end: unknown,
): Pick<SpanSignal, 'traceId' | 'spanId' | 'timeUnixNano' | 'endTimeUnixNano'> => {
  const traceId = idOf(ids['trace_id'], 32);
  const spanId = idOf(ids['span_id'], 16);
  if (traceId === undefined) throw new ItemRefused('a span has no trace id of 32 hex digits');
  if (spanId === undefined) throw new ItemRefused('a span has no span id of 16 hex digits');
  const timeUnixNano = nanosOf(start);
  const endTimeUnixNano = nanosOf(end);
  if (timeUnixNano === undefined || endTimeUnixNano === undefined) throw new ItemRefused('a span has no time of start and end');
  return { traceId, spanId, timeUnixNano, endTimeUnixNano };
};

/** Undefined for a root; ItemRefused where dropping what it says would make a child a root. */
const parentOf = (ids: JsonObject): string | undefined => {
  const given = ids['parent_span_id'];
  if (given === undefined || given === null || given === '' || given === '0000000000000000') return undefined;
  const parent = idOf(given, 16);
  if (parent === undefined) throw new ItemRefused('a parent span id has no 16 hex digits');
  return parent;
};

const linksOf = (value: unknown, attributesOf: (value: unknown) => Attributes): readonly SpanLink[] =>
  (Array.isArray(value) ? value.slice(0, 128) : []).filter(isObject).flatMap((link) => {
    const [traceId, spanId] = [idOf(link['trace_id'], 32), idOf(link['span_id'], 16)];
    return traceId === undefined || spanId === undefined ? [] : [{ traceId, spanId, attributes: attributesOf(link['attributes']) }];
  });

const setMeasurements = (attributes: AttributeDraft, measurements: unknown): void => {
  for (const [name, measurement] of Object.entries(objectOf(measurements)).slice(0, 100)) {
    const value = objectOf(measurement)['value'];
    if (typeof value === 'number') attributes[`sentry.measurement.${name.slice(0, 200).toWellFormed()}`] = value;
  }
};

/** What is said of a span: of a transaction's root in its trace context, of its children in themselves. */
interface Told {
  readonly span: JsonObject;
  readonly name: string;
  readonly start: unknown;
  readonly end: unknown;
  readonly tags: unknown;
}

const spanOf = (
  { span, name, start, end, tags }: Told,
  held: Held,
  { part }: Request,
): Draft<SpanSignal> & { attributes: AttributeDraft } => {
  part();
  const frame = frameOf(span, start, end);
  const parentSpanId = parentOf(span);
  const attributes = dataOf(span['data'], part);
  const operation = textOf(span['op'], 200);
  setTexts(attributes, { 'sentry.op': operation, 'sentry.origin': textOf(span['origin'], 200) });
  setTags(attributes, tags, part);
  const spanKind: SpanKind = kindOf(attributes['otel.kind'], operation);
  const links = linksOf(span['links'], (value) => dataOf(value, part));
  return {
    kind: 'span',
    ...held,
    ...frame,
    name,
    attributes,
    spanKind,
    status: statusOfSpan(span['status'], spanKind, attributes),
    ...(parentSpanId !== undefined && { parentSpanId }),
    ...(links.length > 0 && { links }),
  };
};

const childOf = (span: JsonObject, held: Held, request: Request): SpanSignal => {
  const name = textOf(span['description'], 2_000) ?? textOf(span['op'], 200) ?? 'unnamed span';
  const child = spanOf({ span, name, start: span['start_timestamp'], end: span['timestamp'], tags: span['tags'] }, held, request);
  setMeasurements(child.attributes, span['measurements']);
  return child;
};

export const readTransaction: ReadItem = (payload, request) => {
  const held = request.hold(senderOf(payload));
  const name = textOf(payload['transaction'], 2_000) ?? 'unnamed transaction';
  const span = objectOf(objectOf(payload['contexts'])['trace']);
  const root = spanOf({ span, name, start: payload['start_timestamp'], end: payload['timestamp'], tags: payload['tags'] }, held, request);
  setMeasurements(root.attributes, payload['measurements']);
  setTexts(root.attributes, {
    'user.id': textOf(objectOf(payload['user'])['id'], 500),
    'http.request.method': textOf(objectOf(payload['request'])['method'], 20) ?? textOf(root.attributes['http.request.method'], 20),
    'sentry.event.id': idOf(payload['event_id'], 32),
    'sentry.transaction.source': textOf(objectOf(payload['transaction_info'])['source'], 100),
  });
  const children = Array.isArray(payload['spans']) ? (payload['spans'] as readonly unknown[]) : [];
  // Old clients leave out the trace id that all of a transaction share.
  const read = readItems(children, request.tally, (child) => childOf({ trace_id: root.traceId, ...objectOf(child) }, held, request));
  return [root, ...read];
};

/** A span of version 2: everything but ids, name, status and times is an attribute. */
const readSpan = (span: JsonObject, { hold, part }: Request): readonly SpanSignal[] => {
  const frame = frameOf(span, span['start_timestamp'], span['end_timestamp']);
  const parentSpanId = parentOf(span);
  const attributes = typedAttributes(span['attributes'], part);
  const held = hold(takeSender(attributes));
  const spanKind = kindOf(span['kind'] ?? attributes['sentry.kind'], textOf(attributes['sentry.op'], 200));
  if (typeof span['is_segment'] === 'boolean') attributes['sentry.is_segment'] = span['is_segment'];
  const links = linksOf(span['links'], (value) => typedAttributes(value, part));
  const read: SpanSignal = {
    kind: 'span',
    ...held,
    ...frame,
    name: textOf(span['name'], 2_000) ?? 'unnamed span',
    attributes,
    spanKind,
    status: statusOfSpan(span['status'], spanKind, attributes),
    ...(parentSpanId !== undefined && { parentSpanId }),
    ...(links.length > 0 && { links }),
  };
  return [read];
};

const readSpanList = readEach('span', readSpan);

/** A list of spans of version 2, or one span of a transaction that comes by itself. */
export const readSpans: ReadItem = (payload, request) => {
  if (Array.isArray(payload['items'])) return readSpanList(payload, request);
  const data = objectOf(payload['data']);
  const sender = { ...senderOf(payload), release: textOf(data['release'], 250), environment: textOf(data['environment'], 250) };
  return [childOf(payload, request.hold(sender), request)];
};
