/** Spans from protobuf (opentelemetry/proto/trace/v1/trace.proto). */

import { ItemRefused, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Signal, SpanEvent, SpanLink, SpanSignal } from '#kernel/signal.ts';
import { OtlpReader } from './otlp-reader.ts';
import { type Held, readRequest } from './protobuf-common.ts';
import { checkSpanIds, spanKindOf, statusCodeOf } from './span-rules.ts';

const readEvent = (r: OtlpReader, end: number): SpanEvent => {
  const attributes = r.innerAttributes;
  attributes.begin();
  let timeUnixNano = 0n;
  let name = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x09:
        timeUnixNano = r.nanos();
        break;
      case 0x12:
        name = r.text(end);
        break;
      case 0x1a:
        attributes.read(r, end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  return { timeUnixNano, name, attributes: attributes.take() };
};

/** A link, or undefined when its ids point nowhere. */
const readLink = (r: OtlpReader, end: number): SpanLink | undefined => {
  const attributes = r.innerAttributes;
  attributes.begin();
  let traceId: string | undefined | null;
  let spanId: string | undefined | null;
  let traceState = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x0a:
        traceId = r.id(end, 16);
        break;
      case 0x12:
        spanId = r.id(end, 8);
        break;
      case 0x1a:
        traceState = r.text(end);
        break;
      case 0x22:
        attributes.read(r, end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  if (traceId == null || spanId == null) return undefined;
  const link = { traceId, spanId, attributes: attributes.take() };
  return traceState === '' ? link : { ...link, traceState };
};

const readStatus = (r: OtlpReader, end: number): SpanSignal['status'] => {
  let code = 0;
  let message = '';
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x12) message = r.text(end);
    else if (tag === 0x18) code = r.varint();
    else r.skip(tag, end);
  }
  r.close(end);
  return message === '' ? { code: statusCodeOf(code) } : { code: statusCodeOf(code), message };
};

const readSpan = (r: OtlpReader, end: number, held: Held): SpanSignal => {
  const { attributes } = r;
  attributes.begin();
  let traceId: string | undefined | null;
  let spanId: string | undefined | null;
  let parentSpanId: string | undefined | null;
  let traceState = '';
  let name = '';
  let kind = 0;
  let startTime = 0n;
  let endTime = 0n;
  let status: SpanSignal['status'] = { code: 'unset' };
  let flags = 0;
  let events: SpanEvent[] | undefined;
  let links: SpanLink[] | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x0a: // trace_id
        traceId = r.id(end, 16);
        break;
      case 0x12: // span_id
        spanId = r.id(end, 8);
        break;
      case 0x1a: // trace_state
        traceState = r.text(end);
        break;
      case 0x22: // parent_span_id
        parentSpanId = r.id(end, 8);
        break;
      case 0x2a: // name
        name = r.text(end);
        break;
      case 0x30: // kind
        kind = r.varint();
        break;
      case 0x39: // start_time_unix_nano
        startTime = r.nanos();
        break;
      case 0x41: // end_time_unix_nano
        endTime = r.nanos();
        break;
      case 0x4a: // attributes
        attributes.read(r, end);
        break;
      case 0x5a: // events
        r.part();
        events ??= [];
        events.push(readEvent(r, r.block(end)));
        break;
      case 0x6a: {
        // links
        r.part();
        const link = readLink(r, r.block(end));
        if (link !== undefined) {
          links ??= [];
          links.push(link);
        }
        break;
      }
      case 0x7a: // status
        status = readStatus(r, r.block(end));
        break;
      case 0x85: // flags
        flags = r.fixed32();
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  const ids = checkSpanIds(traceId, spanId, parentSpanId);
  const span: Draft<SpanSignal> = {
    kind: 'span',
    timeUnixNano: startTime,
    resource: held.resource,
    attributes: attributes.take(),
    name,
    traceId: ids.traceId,
    spanId: ids.spanId,
    spanKind: spanKindOf(kind),
    endTimeUnixNano: endTime,
    status,
  };
  if (held.scope !== undefined) span.scope = held.scope;
  if (parentSpanId != null) span.parentSpanId = parentSpanId;
  if (traceState !== '') span.traceState = traceState;
  if (flags !== 0) span.flags = flags;
  if (events !== undefined) span.events = events;
  if (links !== undefined) span.links = links;
  return span;
};

/** The span signals of an ExportTraceServiceRequest. */
export const readProtobufTraces = (body: Uint8Array, tally: Tally): Signal[] => {
  const r = new OtlpReader(body);
  const signals: Signal[] = [];
  readRequest(r, (end, held) => {
    try {
      signals.push(readSpan(r, end, held));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
  });
  return signals;
};
