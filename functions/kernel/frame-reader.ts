/** The columns of a frame's document back into signals. Whatever is wrong with the document ends in an exception, never in a wrong signal. */
import type { Frame } from './frame.ts';
import { attributeReader } from './frame-attributes.ts';
import {
  fromTimeCell,
  isAny,
  isListOrNull,
  isNumber,
  isNumberOrNull,
  isString,
  isStringOrNull,
  isTimeCell,
  isTimeCellOrNull,
  malformed,
  unpack,
  unpackIds,
} from './frame-columns.ts';
import {
  type EventGroup,
  type FrameDocument,
  kindCodes,
  type LogGroup,
  type SpanGroup,
  spanKindCodes,
  statusCodes,
} from './frame-document.ts';
import { common, type Draft, known, list, required, type Shared } from './frame-read-common.ts';
import { metricReader } from './frame-read-metrics.ts';
import type { Attributes, AttributeValue, Resource, Scope } from './resource.ts';
import type { EventSignal, LogSignal, Signal, SpanEvent, SpanLink, SpanSignal } from './signal.ts';

const logReader = (shared: Shared, group: LogGroup): (() => LogSignal) => {
  const base = common(shared, group);
  const { count } = group;
  const observed = unpack(group.observed, count, isTimeCellOrNull);
  const severityNumber = unpack(group.severityNumber, count, isNumber);
  const severityText = unpack(group.severityText, count, isStringOrNull);
  const body = unpack(group.body, count, isAny) as AttributeValue[];
  const eventName = unpack(group.eventName, count, isStringOrNull);
  const traceId = unpackIds(group.traceId, 32, count);
  const spanId = unpackIds(group.spanId, 16, count);
  const flags = unpack(group.flags, count, isNumberOrNull);
  let row = 0;
  return () => {
    const { timeUnixNano, resource, scope, attributes } = base(row);
    const severity = severityNumber[row] as number;
    const log: Draft<LogSignal> = {
      kind: 'log',
      timeUnixNano,
      resource,
      attributes,
      severityNumber: severity,
      body: body[row] as AttributeValue,
    };
    if (scope !== undefined) log.scope = scope;
    const seen = observed[row];
    if (seen != null) log.observedTimeUnixNano = fromTimeCell(seen, timeUnixNano);
    const text = severityText[row];
    if (text != null) log.severityText = text;
    const name = eventName[row];
    if (name != null) log.eventName = name;
    const trace = traceId[row];
    if (trace != null) log.traceId = trace;
    const span = spanId[row];
    if (span != null) log.spanId = span;
    const flag = flags[row];
    if (flag != null) log.flags = flag;
    row += 1;
    return log;
  };
};

const spanEventOf = (shared: Shared, cell: unknown, time: bigint): SpanEvent => {
  const [when, name] = list(cell);
  return { timeUnixNano: fromTimeCell(when, time), name: required(name as string), attributes: shared.attributes() };
};

const spanLinkOf = (shared: Shared, cell: unknown): SpanLink => {
  const [traceId, spanId, traceState] = list(cell);
  const link = { traceId: required(traceId as string), spanId: required(spanId as string), attributes: shared.attributes() };
  return traceState === null ? link : { ...link, traceState: required(traceState as string) };
};

const spanReader = (shared: Shared, group: SpanGroup): (() => SpanSignal) => {
  const base = common(shared, group);
  const { count } = group;
  const name = unpack(group.name, count, isString);
  const traceId = unpackIds(group.traceId, 32, count);
  const spanId = unpackIds(group.spanId, 16, count);
  const parentSpanId = unpackIds(group.parentSpanId, 16, count);
  const traceState = unpack(group.traceState, count, isStringOrNull);
  const flags = unpack(group.flags, count, isNumberOrNull);
  const spanKind = unpack(group.spanKind, count, isNumber);
  const end = unpack(group.end, count, isTimeCell);
  const statusCode = unpack(group.statusCode, count, isNumber);
  const statusMessage = unpack(group.statusMessage, count, isStringOrNull);
  const events = unpack(group.events, count, isListOrNull);
  const links = unpack(group.links, count, isListOrNull);
  let row = 0;
  return () => {
    const { timeUnixNano, resource, scope, attributes } = base(row);
    const code = known(statusCodes, statusCode[row], 'status');
    const message = statusMessage[row];
    const span: Draft<SpanSignal> = {
      kind: 'span',
      timeUnixNano,
      resource,
      attributes,
      name: name[row] as string,
      traceId: required(traceId[row]),
      spanId: required(spanId[row]),
      spanKind: known(spanKindCodes, spanKind[row], 'span kind'),
      endTimeUnixNano: fromTimeCell(end[row], timeUnixNano),
      status: message == null ? { code } : { code, message },
    };
    if (scope !== undefined) span.scope = scope;
    const parent = parentSpanId[row];
    if (parent != null) span.parentSpanId = parent;
    const state = traceState[row];
    if (state != null) span.traceState = state;
    const flag = flags[row];
    if (flag != null) span.flags = flag;
    const eventCells = events[row];
    if (eventCells != null) span.events = eventCells.map((cell) => spanEventOf(shared, cell, timeUnixNano));
    const linkCells = links[row];
    if (linkCells != null) span.links = linkCells.map((cell) => spanLinkOf(shared, cell));
    row += 1;
    return span;
  };
};

const eventReader = (shared: Shared, group: EventGroup): (() => EventSignal) => {
  const base = common(shared, group);
  const { count } = group;
  const source = unpack(group.source, count, isString);
  const name = unpack(group.name, count, isString);
  const resolved = unpack(group.resolved, count, isNumber);
  const severityText = unpack(group.severityText, count, isStringOrNull);
  const message = unpack(group.message, count, isStringOrNull);
  let row = 0;
  return () => {
    const { timeUnixNano, resource, scope, attributes } = base(row);
    const status = resolved[row] === 1 ? 'resolved' : 'firing';
    const [from, called] = [source[row] as string, name[row] as string];
    const event: Draft<EventSignal> = { kind: 'event', timeUnixNano, resource, attributes, source: from, name: called, status };
    if (scope !== undefined) event.scope = scope;
    const text = severityText[row];
    if (text != null) event.severityText = text;
    const said = message[row];
    if (said != null) event.message = said;
    row += 1;
    return event;
  };
};

const isAttributes = (value: unknown): value is Attributes => typeof value === 'object' && value !== null && !Array.isArray(value);

const resourcesOf = (cells: unknown): readonly Resource[] =>
  list(cells).map((cell) => {
    const resource = cell as Resource;
    if (!isAttributes(cell) || !isAttributes(resource.attributes)) throw malformed('a resource is wrong');
    if (resource.schemaUrl !== undefined && !isString(resource.schemaUrl)) throw malformed('a resource is wrong');
    return resource;
  });

const scopesOf = (cells: unknown): readonly Scope[] =>
  list(cells).map((cell) => {
    const scope = cell as Scope;
    if (!isAttributes(cell) || !isString(scope.name)) throw malformed('a scope is wrong');
    if (scope.version !== undefined && !isString(scope.version)) throw malformed('a scope is wrong');
    if (scope.attributes !== undefined && !isAttributes(scope.attributes)) throw malformed('a scope is wrong');
    return scope;
  });

/** The frame a document describes. Any exception means that it is none. */
export const readDocument = (document: FrameDocument): Frame => {
  const { id, partition, receivedAt, kinds } = document;
  if (!isString(id) || !isString(partition) || !isNumber(receivedAt)) throw malformed('its head is wrong');
  const shared: Shared = {
    resources: resourcesOf(document.resources),
    scopes: scopesOf(document.scopes),
    attributes: attributeReader(document.attributes),
  };
  const { log, metric, span, event } = document;
  const readers: Partial<Record<Signal['kind'], () => Signal>> = {
    ...(log && { log: logReader(shared, log) }),
    ...(metric && { metric: metricReader(shared, metric) }),
    ...(span && { span: spanReader(shared, span) }),
    ...(event && { event: eventReader(shared, event) }),
  };
  const left: Record<Signal['kind'], number> = {
    log: log?.count ?? 0,
    metric: metric?.count ?? 0,
    span: span?.count ?? 0,
    event: event?.count ?? 0,
  };
  const signals: Signal[] = [];
  for (const run of list(kinds)) {
    const [code, count] = list(run);
    const kind = known(kindCodes, code, 'kind of signal');
    const read = readers[kind];
    if (read === undefined || !isNumber(count) || !(count >= 1 && count <= left[kind])) throw malformed('the order of kinds is wrong');
    left[kind] -= count;
    for (let taken = 0; taken < count; taken += 1) signals.push(read());
  }
  if (left.log + left.metric + left.span + left.event > 0) throw malformed('signals are left over');
  return { id, partition, receivedAt, signals };
};
