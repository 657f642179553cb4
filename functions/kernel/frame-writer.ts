/** Signals into the columns of a frame's document. */
import type { Frame } from './frame.ts';
import { attributeWriter } from './frame-attributes.ts';
import { numberCell, pack, packIds, type TimeCell, timeCell } from './frame-columns.ts';
import {
  type Descriptor,
  type FrameDocument,
  kindCodes,
  metricTypeCodes,
  spanKindCodes,
  statusCodes,
  temporalityCodes,
} from './frame-document.ts';
import type { EventSignal, Exemplar, LogSignal, MetricData, MetricSignal, Signal, SpanSignal } from './signal.ts';

type Put<Item> = (item: Item) => void;
type Writer<S extends Signal, Group> = { readonly put: Put<S>; readonly group: () => Group | undefined };
type Ids = (string | null)[];

/** Numbers values by identity first, by content else; indexes follow first appearance. */
const table = <Item extends object>() => {
  const items: Item[] = [];
  const byIdentity = new Map<Item, number>();
  const byContent = new Map<string, number>();
  let last: Item | undefined;
  let lastIndex = -1;
  const indexOf = (item: Item): number => {
    if (item === last) return lastIndex;
    let index = byIdentity.get(item);
    if (index === undefined) {
      const content = JSON.stringify(item);
      index = byContent.get(content);
      if (index === undefined) {
        index = items.length;
        items.push(item);
        byContent.set(content, index);
      }
      byIdentity.set(item, index);
    }
    last = item;
    lastIndex = index;
    return index;
  };
  return { items, indexOf };
};

interface Shared {
  readonly resourceOf: (signal: Signal) => number;
  readonly scopeOf: (signal: Signal) => number;
  readonly attributes: ReturnType<typeof attributeWriter>['put'];
}

/** The columns every kind has. */
const common = (shared: Shared) => {
  const resource: number[] = [];
  const scope: number[] = [];
  const time: TimeCell[] = [];
  let previous = 0n;
  return {
    put: (signal: Signal): void => {
      resource.push(shared.resourceOf(signal));
      scope.push(shared.scopeOf(signal));
      time.push(timeCell(signal.timeUnixNano, previous));
      previous = signal.timeUnixNano;
      shared.attributes(signal.attributes);
    },
    count: () => resource.length,
    group: () => ({ count: resource.length, resource: pack(resource), scope: pack(scope), time: pack(time) }),
  };
};

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

const optional = (value: number | undefined) => (value === undefined ? null : numberCell(value));

/** The point's data as a cell; histogram bounds go to their own table. */
const dataCell = (data: MetricData, boundsOf: (bounds: readonly number[]) => number): unknown => {
  switch (data.type) {
    case 'gauge':
    case 'sum':
      return numberCell(data.value);
    case 'histogram': {
      const { count, sum, min, max, explicitBounds, bucketCounts } = data.value;
      return [numberCell(count), optional(sum), optional(min), optional(max), boundsOf(explicitBounds), bucketCounts.map(numberCell)];
    }
    case 'exponential_histogram': {
      const { count, sum, min, max, scale, zeroCount, zeroThreshold, positive, negative } = data.value;
      const buckets = (side: typeof positive) =>
        side === undefined ? null : [numberCell(side.offset), ...side.bucketCounts.map(numberCell)];
      const head = [numberCell(count), optional(sum), optional(min), optional(max), numberCell(scale), numberCell(zeroCount)];
      return [...head, optional(zeroThreshold), buckets(positive), buckets(negative)];
    }
    case 'summary': {
      const { count, sum, quantiles } = data.value;
      return [numberCell(count), numberCell(sum), ...quantiles.flatMap(({ quantile, value }) => [numberCell(quantile), numberCell(value)])];
    }
    case 'none':
      return null;
  }
};

/** Numbers metric descriptors; points of one metric come one after the other, so the last is tried first. */
const descriptorTable = () => {
  const descriptors: Descriptor[] = [];
  const indexes = new Map<string, number>();
  let last: MetricSignal | undefined;
  let lastIndex = -1;
  const same = (a: MetricSignal, b: MetricSignal): boolean =>
    a.name === b.name &&
    a.unit === b.unit &&
    a.description === b.description &&
    a.data.type === b.data.type &&
    ('temporality' in a.data ? a.data.temporality : '') === ('temporality' in b.data ? b.data.temporality : '') &&
    (a.data.type === 'sum' && a.data.monotonic) === (b.data.type === 'sum' && b.data.monotonic);
  const indexOf = (metric: MetricSignal): number => {
    if (last !== undefined && same(last, metric)) return lastIndex;
    const { data } = metric;
    const temporality = 'temporality' in data ? temporalityCodes.indexOf(data.temporality) : -1;
    const monotonic = data.type === 'sum' && data.monotonic ? 1 : 0;
    const type = metricTypeCodes.indexOf(data.type);
    const descriptor: Descriptor = [metric.name, metric.unit ?? null, metric.description ?? null, type, temporality, monotonic];
    const key = JSON.stringify(descriptor);
    let index = indexes.get(key);
    if (index === undefined) {
      index = descriptors.push(descriptor) - 1;
      indexes.set(key, index);
    }
    last = metric;
    lastIndex = index;
    return index;
  };
  return { descriptors, indexOf };
};

const metricWriter = (shared: Shared): Writer<MetricSignal, FrameDocument['metric']> => {
  const base = common(shared);
  const { descriptors, indexOf } = descriptorTable();
  const bounds = table<readonly unknown[]>();
  const descriptor: number[] = [];
  const start: (TimeCell | null)[] = [];
  const data: unknown[] = [];
  const exemplars: unknown[] = [];
  let previousStart = 0n;
  const boundsOf = (list: readonly number[]) => bounds.indexOf(list.map(numberCell));
  const exemplarCell = (exemplar: Exemplar, time: bigint) => {
    if (exemplar.attributes !== undefined) shared.attributes(exemplar.attributes);
    const has = exemplar.attributes === undefined ? 0 : 1;
    const when = timeCell(exemplar.timeUnixNano, time);
    return [when, numberCell(exemplar.value), has, exemplar.traceId ?? null, exemplar.spanId ?? null];
  };
  return {
    put: (metric) => {
      base.put(metric);
      descriptor.push(indexOf(metric));
      const began = metric.startTimeUnixNano;
      start.push(began === undefined ? null : timeCell(began, previousStart));
      previousStart = began ?? previousStart;
      data.push(dataCell(metric.data, boundsOf));
      exemplars.push(metric.exemplars?.map((exemplar) => exemplarCell(exemplar, metric.timeUnixNano)) ?? null);
    },
    group: () =>
      base.count() === 0
        ? undefined
        : ({
            ...base.group(),
            descriptors,
            descriptor: pack(descriptor),
            start: pack(start),
            data: pack(data),
            bounds: bounds.items,
            exemplars: pack(exemplars),
          } as FrameDocument['metric']),
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
