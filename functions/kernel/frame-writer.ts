/** Signals into the columns of a frame's document. */
import type { Frame } from './frame.ts';
import { attributeWriter } from './frame-attributes.ts';
import { pack, packIds, type TimeCell, timeCell } from './frame-columns.ts';
import { type FrameDocument, kindCodes, spanKindCodes, statusCodes } from './frame-document.ts';
import { common, type Ids, type Shared, table, type Writer } from './frame-write-common.ts';
import { metricWriter } from './frame-write-metrics.ts';
import type { EventSignal, LogSignal, Signal, SpanSignal } from './signal.ts';

const logWriter = (shared: Shared): Writer<LogSignal, FrameDocument['log']> => {
  const base = common(shared);
  const observed: (TimeCell | null)[] = [];
  const severityNumber: number[] = [];
  const severityText: Ids = [];
  const body: unknown[] = [];
  const eventName: Ids = [];
  const traceId: Ids = [];
  const spanId: Ids = [];
  const flags: (number | null)[] = [];
  return {
    put: (log) => {
      base.put(log);
      observed.push(log.observedTimeUnixNano === undefined ? null : timeCell(log.observedTimeUnixNano, log.timeUnixNano));
      severityNumber.push(log.severityNumber);
      severityText.push(log.severityText ?? null);
      body.push(log.body);
      eventName.push(log.eventName ?? null);
      traceId.push(log.traceId ?? null);
      spanId.push(log.spanId ?? null);
      flags.push(log.flags ?? null);
    },
    group: () =>
      base.count() === 0
        ? undefined
        : ({
            ...base.group(),
            observed: pack(observed),
            severityNumber: pack(severityNumber),
            severityText: pack(severityText),
            body: pack(body),
            eventName: pack(eventName),
            traceId: packIds(traceId, 32),
            spanId: packIds(spanId, 16),
            flags: pack(flags),
          } as FrameDocument['log']),
  };
};

const spanWriter = (shared: Shared): Writer<SpanSignal, FrameDocument['span']> => {
  const base = common(shared);
  const name: string[] = [];
  const traceId: Ids = [];
  const spanId: Ids = [];
  const parentSpanId: Ids = [];
  const traceState: Ids = [];
  const flags: (number | null)[] = [];
  const spanKind: number[] = [];
  const end: TimeCell[] = [];
  const statusCode: number[] = [];
  const statusMessage: Ids = [];
  const events: unknown[] = [];
  const links: unknown[] = [];
  return {
    put: (span) => {
      base.put(span);
      name.push(span.name);
      traceId.push(span.traceId);
      spanId.push(span.spanId);
      parentSpanId.push(span.parentSpanId ?? null);
      traceState.push(span.traceState ?? null);
      flags.push(span.flags ?? null);
      spanKind.push(spanKindCodes.indexOf(span.spanKind));
      end.push(timeCell(span.endTimeUnixNano, span.timeUnixNano));
      statusCode.push(statusCodes.indexOf(span.status.code));
      statusMessage.push(span.status.message ?? null);
      for (const event of span.events ?? []) shared.attributes(event.attributes);
      for (const link of span.links ?? []) shared.attributes(link.attributes);
      events.push(span.events?.map((event) => [timeCell(event.timeUnixNano, span.timeUnixNano), event.name]) ?? null);
      links.push(span.links?.map((link) => [link.traceId, link.spanId, link.traceState ?? null]) ?? null);
    },
    group: () =>
      base.count() === 0
        ? undefined
        : ({
            ...base.group(),
            name: pack(name),
            traceId: packIds(traceId, 32),
            spanId: packIds(spanId, 16),
            parentSpanId: packIds(parentSpanId, 16),
            traceState: pack(traceState),
            flags: pack(flags),
            spanKind: pack(spanKind),
            end: pack(end),
            statusCode: pack(statusCode),
            statusMessage: pack(statusMessage),
            events: pack(events),
            links: pack(links),
          } as FrameDocument['span']),
  };
};

const eventWriter = (shared: Shared): Writer<EventSignal, FrameDocument['event']> => {
  const base = common(shared);
  const source: string[] = [];
  const name: string[] = [];
  const resolved: number[] = [];
  const severityText: Ids = [];
  const message: Ids = [];
  return {
    put: (event) => {
      base.put(event);
      source.push(event.source);
      name.push(event.name);
      resolved.push(event.status === 'resolved' ? 1 : 0);
      severityText.push(event.severityText ?? null);
      message.push(event.message ?? null);
    },
    group: () =>
      base.count() === 0
        ? undefined
        : ({
            ...base.group(),
            source: pack(source),
            name: pack(name),
            resolved: pack(resolved),
            severityText: pack(severityText),
            message: pack(message),
          } as FrameDocument['event']),
  };
};

/** The frame as a plain JSON document. */
export const writeDocument = (frame: Frame): FrameDocument => {
  const resources = table<Signal['resource']>();
  const scopes = table<NonNullable<Signal['scope']>>();
  const attributes = attributeWriter();
  const shared: Shared = {
    resourceOf: (signal) => resources.indexOf(signal.resource),
    scopeOf: (signal) => (signal.scope === undefined ? -1 : scopes.indexOf(signal.scope)),
    attributes: attributes.put,
  };
  const log = logWriter(shared);
  const metric = metricWriter(shared);
  const span = spanWriter(shared);
  const event = eventWriter(shared);
  const kinds: [number, number][] = [];
  let run: [number, number] | undefined;
  for (const signal of frame.signals) {
    const code = kindCodes.indexOf(signal.kind);
    if (run?.[0] === code) run[1] += 1;
    else {
      run = [code, 1];
      kinds.push(run);
    }
    if (signal.kind === 'log') log.put(signal);
    else if (signal.kind === 'metric') metric.put(signal);
    else if (signal.kind === 'span') span.put(signal);
    else event.put(signal);
  }
  const { id, partition, receivedAt } = frame;
  const groups = { log: log.group(), metric: metric.group(), span: span.group(), event: event.group() };
  const head = { id, partition, receivedAt, kinds, resources: resources.items, scopes: scopes.items };
  return { ...head, ...groups, attributes: attributes.table() } as FrameDocument;
};
