/** Spans from OTLP/JSON. */

import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused, partCounter, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Signal, SpanEvent, SpanLink, SpanSignal } from '#kernel/signal.ts';
import { walkRequest } from './json-common.ts';
import { attributes, count, enumeration, id, list, nanos, parseRequest, text } from './json-values.ts';
import type { Held } from './protobuf-common.ts';
import { checkSpanIds, spanKindOf, statusCodeOf } from './span-rules.ts';

const kindNames = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const codeNames = ['UNSET', 'OK', 'ERROR'];

const objectsOf = (value: unknown, field: string, part: () => void): readonly JsonObject[] =>
  list(value, field).map((item) => {
    part();
    if (!isObject(item)) throw new ItemRefused(`${field} holds something that is not an object`);
    return item;
  });

const readEvent = (event: JsonObject, part: () => void): SpanEvent => ({
  timeUnixNano: nanos(event['timeUnixNano'], 'event timeUnixNano'),
  name: text(event['name'], 'event name'),
  attributes: attributes(event['attributes'], part),
});

/** A link as a list of one, or empty when its ids point nowhere. */
const readLink = (link: JsonObject, part: () => void): readonly SpanLink[] => {
  const traceId = id(link['traceId'], 32);
  const spanId = id(link['spanId'], 16);
  const own = attributes(link['attributes'], part);
  const traceState = text(link['traceState'], 'link traceState');
  if (traceId == null || spanId == null) return [];
  return [traceState === '' ? { traceId, spanId, attributes: own } : { traceId, spanId, attributes: own, traceState }];
};

const readStatus = (status: unknown): SpanSignal['status'] => {
  if (!isObject(status)) return { code: 'unset' };
  const code = statusCodeOf(enumeration(status['code'], 'STATUS_CODE_', codeNames, 'status code'));
  const message = text(status['message'], 'status message');
  return message === '' ? { code } : { code, message };
};

const readSpan = (record: JsonObject, held: Held, part: () => void): SpanSignal => {
  const parentSpanId = id(record['parentSpanId'], 16);
  const ids = checkSpanIds(id(record['traceId'], 32), id(record['spanId'], 16), parentSpanId);
  const span: Draft<SpanSignal> = {
    kind: 'span',
    timeUnixNano: nanos(record['startTimeUnixNano'], 'startTimeUnixNano'),
    resource: held.resource,
    attributes: attributes(record['attributes'], part),
    name: text(record['name'], 'span name'),
    traceId: ids.traceId,
    spanId: ids.spanId,
    spanKind: spanKindOf(enumeration(record['kind'], 'SPAN_KIND_', kindNames, 'span kind')),
    endTimeUnixNano: nanos(record['endTimeUnixNano'], 'endTimeUnixNano'),
    status: readStatus(record['status']),
  };
  if (held.scope !== undefined) span.scope = held.scope;
  if (parentSpanId != null) span.parentSpanId = parentSpanId;
  const traceState = text(record['traceState'], 'traceState');
  if (traceState !== '') span.traceState = traceState;
  const flags = count(record['flags'], 'flags');
  if (flags !== 0) span.flags = flags;
  const events = objectsOf(record['events'], 'events', part).map((event) => readEvent(event, part));
  if (events.length > 0) span.events = events;
  const links = objectsOf(record['links'], 'links', part).flatMap((link) => readLink(link, part));
  if (links.length > 0) span.links = links;
  return span;
};

/** The span signals of an ExportTraceServiceRequest in JSON. */
export const readJsonTraces = (body: Uint8Array, tally: Tally): Signal[] => {
  const signals: Signal[] = [];
  const part = partCounter();
  walkRequest(parseRequest(body), ['resourceSpans', 'scopeSpans', 'spans'], part, (record, held) => {
    try {
      signals.push(readSpan(record, held, part));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
  });
  return signals;
};
