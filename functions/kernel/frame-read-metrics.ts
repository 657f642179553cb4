/** Metric signals from their columns. */
import {
  fromNumberCell,
  fromTimeCell,
  isAny,
  isListOrNull,
  isNumber,
  isString,
  isStringOrNull,
  isTimeCellOrNull,
  malformed,
  unpack,
} from './frame-columns.ts';
import { type MetricGroup, metricTypeCodes, temporalityCodes } from './frame-document.ts';
import { common, type Draft, known, list, required, type Shared } from './frame-read-common.ts';
import type { Exemplar, MetricData, MetricSignal } from './signal.ts';

const optionalNumber = <Key extends string>(key: Key, cell: unknown): Partial<Record<Key, number>> =>
  cell === null ? {} : ({ [key]: fromNumberCell(cell) } as Record<Key, number>);

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

export const metricReader = (shared: Shared, group: MetricGroup): (() => MetricSignal) => {
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
