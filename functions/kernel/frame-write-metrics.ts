/** Metric signals into their columns. */
import { numberCell, pack, type TimeCell, timeCell } from './frame-columns.ts';
import { type Descriptor, type FrameDocument, metricTypeCodes, temporalityCodes } from './frame-document.ts';
import { common, type Shared, table, type Writer } from './frame-write-common.ts';
import type { Exemplar, MetricData, MetricSignal } from './signal.ts';

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

export const metricWriter = (shared: Shared): Writer<MetricSignal, FrameDocument['metric']> => {
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
