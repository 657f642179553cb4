/** The columns of a frame's document back into signals. Whatever is wrong with the document ends in an exception, never in a wrong signal. */
import type { Frame } from './frame.ts';
import { attributeReader } from './frame-attributes.ts';
import {
  fromNumberCell,
  fromTimeCell,
  isAny,
  isList,
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
  type MetricGroup,
  maxSignals,
  metricTypeCodes,
  type SpanGroup,
  spanKindCodes,
  statusCodes,
  temporalityCodes,
} from './frame-document.ts';
import type { Attributes, AttributeValue, Resource, Scope } from './resource.ts';
import type { EventSignal, Exemplar, LogSignal, MetricData, MetricSignal, Signal, SpanEvent, SpanLink, SpanSignal } from './signal.ts';

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

interface Shared {
  readonly resources: readonly Resource[];
  readonly scopes: readonly Scope[];
  readonly attributes: () => Attributes;
}

const known = <Item>(items: readonly Item[], index: unknown, what: string): Item => {
  const item = typeof index === 'number' ? items[index] : undefined;
  if (item === undefined) throw malformed(`an unknown ${what}`);
  return item;
};

const required = (id: string | null | undefined): string => {
  if (typeof id !== 'string') throw malformed('an id is missing');
  return id;
};

/** The columns every kind has, checked. */
const common = (shared: Shared, group: { count: number; resource: unknown; scope: unknown; time: unknown }) => {
  const { count } = group;
  if (!Number.isSafeInteger(count) || count < 1 || count > maxSignals) throw malformed('the signal count is wrong');
  const resource = unpack(group.resource as never, count, isNumber);
  const scope = unpack(group.scope as never, count, isNumber);
  const time = unpack(group.time as never, count, isTimeCell);
  let previous = 0n;
  return (row: number) => {
    previous = fromTimeCell(time[row], previous);
    const index = scope[row];
    return {
      timeUnixNano: previous,
      resource: known(shared.resources, resource[row], 'resource'),
      scope: index === -1 ? undefined : known(shared.scopes, index, 'scope'),
      attributes: shared.attributes(),
    };
  };
};

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

const optionalNumber = <Key extends string>(key: Key, cell: unknown): Partial<Record<Key, number>> =>
  cell === null ? {} : ({ [key]: fromNumberCell(cell) } as Record<Key, number>);

const list = (cell: unknown): readonly unknown[] => {
  if (isList(cell)) return cell;
  throw malformed('a list is missing');
};

const bucketsOf = <Key extends string>(key: Key, cell: unknown) => {
  if (cell === null) return {};
  const [offset, ...counts] = list(cell);
  return { [key]: { offset: fromNumberCell(offset), bucketCounts: counts.map(fromNumberCell) } };
};

const dataOf = (type: number, temporalityCode: number, monotonic: number, cell: unknown, bounds: readonly number[][]): MetricData => {
  const name = known(metricTypeCodes, type, 'metric type');
  const temporality = () => known(temporalityCodes, temporalityCode, 'temporality');
  switch (name) {
    case 'gauge':
      return { type: 'gauge', value: fromNumberCell(cell) };
    case 'sum':
      return { type: 'sum', value: fromNumberCell(cell), temporality: temporality(), monotonic: monotonic === 1 };
    case 'histogram': {
      const [count, sum, min, max, boundsIndex, counts] = list(cell);
      const range = { ...optionalNumber('sum', sum), ...optionalNumber('min', min), ...optionalNumber('max', max) };
      const buckets = { explicitBounds: known(bounds, boundsIndex, 'bounds'), bucketCounts: list(counts).map(fromNumberCell) };
      return { type: 'histogram', value: { count: fromNumberCell(count), ...range, ...buckets }, temporality: temporality() };
    }
    case 'exponential_histogram': {
      const [count, sum, min, max, scale, zeroCount, zeroThreshold, positive, negative] = list(cell);
      const range = { ...optionalNumber('sum', sum), ...optionalNumber('min', min), ...optionalNumber('max', max) };
      const zero = { zeroCount: fromNumberCell(zeroCount), ...optionalNumber('zeroThreshold', zeroThreshold) };
      const buckets = { ...bucketsOf('positive', positive), ...bucketsOf('negative', negative) };
      const value = { count: fromNumberCell(count), ...range, scale: fromNumberCell(scale), ...zero, ...buckets };
      return { type: 'exponential_histogram', value, temporality: temporality() };
    }
    case 'summary': {
      const [count, sum, ...pairs] = list(cell);
      const quantiles = [];
      for (let at = 0; at < pairs.length; at += 2)
        quantiles.push({ quantile: fromNumberCell(pairs[at]), value: fromNumberCell(pairs[at + 1]) });
      return { type: 'summary', value: { count: fromNumberCell(count), sum: fromNumberCell(sum), quantiles } };
    }
    case 'none':
      return { type: 'none' };
  }
};

const exemplarOf = (shared: Shared, cell: unknown, time: bigint): Exemplar => {
  const [when, value, has, traceId, spanId] = list(cell);
  const exemplar: Draft<Exemplar> = { timeUnixNano: fromTimeCell(when, time), value: fromNumberCell(value) };
  if (has === 1) exemplar.attributes = shared.attributes();
  if (traceId !== null) exemplar.traceId = required(traceId as string);
  if (spanId !== null) exemplar.spanId = required(spanId as string);
  return exemplar;
};

const metricReader = (shared: Shared, group: MetricGroup): (() => MetricSignal) => {
  const base = common(shared, group);
  const { count } = group;
  const descriptors = list(group.descriptors).map((cell) => {
    const [name, unit, description, type, temporality, monotonic] = list(cell);
    if (!isString(name) || !isStringOrNull(unit) || !isStringOrNull(description)) throw malformed('a descriptor is wrong');
    if (!isNumber(type) || !isNumber(temporality) || !isNumber(monotonic)) throw malformed('a descriptor is wrong');
    return { name, unit, description, type, temporality, monotonic };
  });
  const descriptor = unpack(group.descriptor, count, isNumber);
  const start = unpack(group.start, count, isTimeCellOrNull);
  const data = unpack(group.data, count, isAny);
  const bounds = list(group.bounds ?? []).map((cell) => list(cell).map(fromNumberCell));
  const exemplars = unpack(group.exemplars, count, isListOrNull);
  let row = 0;
  let previousStart = 0n;
  return () => {
    const { timeUnixNano, resource, scope, attributes } = base(row);
    const { name, unit, description, type, temporality, monotonic } = known(descriptors, descriptor[row], 'descriptor');
    const point = dataOf(type, temporality, monotonic, data[row], bounds);
    const metric: Draft<MetricSignal> = { kind: 'metric', timeUnixNano, resource, attributes, name, data: point };
    if (scope !== undefined) metric.scope = scope;
    if (unit !== null) metric.unit = unit;
    if (description !== null) metric.description = description;
    const began = start[row];
    if (began != null) {
      previousStart = fromTimeCell(began, previousStart);
      metric.startTimeUnixNano = previousStart;
    }
    const cells = exemplars[row];
    if (cells != null) metric.exemplars = cells.map((cell) => exemplarOf(shared, cell, timeUnixNano));
    row += 1;
    return metric;
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
