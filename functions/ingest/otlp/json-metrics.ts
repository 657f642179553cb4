/** Metrics from OTLP/JSON. */

import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { maxBuckets } from '#kernel/reading/limits.ts';
import { ItemRefused, partCounter, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Exemplar, ExponentialHistogram, Histogram, MetricData, Signal, Summary } from '#kernel/signal.ts';
import { walkRequest } from './json-common.ts';
import { attributes, count, double, enumeration, id, integer, list, nanos, optionalDouble, parseRequest, text } from './json-values.ts';
import { checkBuckets, noRecordedValue, valueMissing } from './metric-rules.ts';
import { type MetricHead, makeData, metricSignal } from './metric-signal.ts';
import type { Held } from './protobuf-common.ts';
import type { Point } from './protobuf-points.ts';

type Part = () => void;

/** `asDouble` or `asInt`; undefined when there is neither. OpenTelemetry JavaScript writes NaN as `"asDouble":null` (captured). */
const numberOf = (point: JsonObject): number | undefined => {
  const { asDouble, asInt } = point;
  if (asDouble === null && (asInt === undefined || asInt === null)) return Number.NaN;
  if (asDouble !== undefined && asDouble !== null) return double(asDouble, 'asDouble');
  return asInt === undefined || asInt === null ? undefined : Number(integer(asInt, 'asInt'));
};

const readExemplar = (value: unknown, part: Part): Exemplar => {
  part();
  if (!isObject(value)) throw new ItemRefused('an exemplar is not an object');
  const exemplar: Draft<Exemplar> = {
    timeUnixNano: nanos(value['timeUnixNano'], 'exemplar timeUnixNano'),
    value: numberOf(value) ?? 0,
  };
  const traceId = id(value['traceId'], 32);
  if (traceId != null) exemplar.traceId = traceId;
  const spanId = id(value['spanId'], 16);
  if (spanId != null) exemplar.spanId = spanId;
  const filtered = list(value['filteredAttributes'], 'filteredAttributes');
  if (filtered.length > 0) exemplar.attributes = attributes(filtered, part);
  return exemplar;
};

/** What every point has; `read` gives the value unless the point says that there is none. */
const readPoint = <Value>(point: JsonObject, part: Part, read: () => Value): Point<Value> => {
  const exemplars = list(point['exemplars'], 'exemplars').map((exemplar) => readExemplar(exemplar, part));
  const none = (count(point['flags'], 'flags') & noRecordedValue) !== 0;
  return {
    attributes: attributes(point['attributes'], part),
    start: nanos(point['startTimeUnixNano'], 'startTimeUnixNano'),
    time: nanos(point['timeUnixNano'], 'timeUnixNano'),
    value: none ? undefined : read(),
    exemplars: exemplars.length > 0 ? exemplars : undefined,
  };
};

const numberValue = (point: JsonObject): number => {
  const value = numberOf(point);
  if (value === undefined) throw valueMissing();
  return value;
};

const counts = (value: unknown): number[] => {
  const items = list(value, 'bucketCounts');
  if (items.length > maxBuckets) throw new ItemRefused(`histogram point with more than ${maxBuckets} buckets`);
  return items.map((item) => count(item, 'bucketCounts'));
};

/** Sum, min and max where they are given. */
const rangeOf = (point: JsonObject): { sum?: number; min?: number; max?: number } => {
  const range: { sum?: number; min?: number; max?: number } = {};
  const sum = optionalDouble(point['sum'], 'sum');
  if (sum !== undefined) range.sum = sum;
  const min = optionalDouble(point['min'], 'min');
  if (min !== undefined) range.min = min;
  const max = optionalDouble(point['max'], 'max');
  if (max !== undefined) range.max = max;
  return range;
};

const histogramValue = (point: JsonObject): Histogram => {
  const explicitBounds = list(point['explicitBounds'], 'explicitBounds').map((bound) => double(bound, 'explicitBounds'));
  const bucketCounts = counts(point['bucketCounts']);
  checkBuckets(explicitBounds, bucketCounts);
  return { count: count(point['count'], 'count'), ...rangeOf(point), explicitBounds, bucketCounts };
};

const exponentialValue = (point: JsonObject): ExponentialHistogram => {
  const value: Draft<ExponentialHistogram> = {
    count: count(point['count'], 'count'),
    ...rangeOf(point),
    scale: count(point['scale'], 'scale'),
    zeroCount: count(point['zeroCount'], 'zeroCount'),
  };
  const threshold = optionalDouble(point['zeroThreshold'], 'zeroThreshold') ?? 0;
  if (threshold !== 0) value.zeroThreshold = threshold;
  const { positive, negative } = point;
  if (isObject(positive)) value.positive = { offset: count(positive['offset'], 'offset'), bucketCounts: counts(positive['bucketCounts']) };
  if (isObject(negative)) value.negative = { offset: count(negative['offset'], 'offset'), bucketCounts: counts(negative['bucketCounts']) };
  return value;
};

const summaryValue = (point: JsonObject): Summary => ({
  count: count(point['count'], 'count'),
  sum: optionalDouble(point['sum'], 'sum') ?? 0,
  quantiles: list(point['quantileValues'], 'quantileValues').map((item) => {
    if (!isObject(item)) throw new ItemRefused('a quantile is not an object');
    return { quantile: optionalDouble(item['quantile'], 'quantile') ?? 0, value: optionalDouble(item['value'], 'quantile value') ?? 0 };
  }),
});

const temporalityNames = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'];

const readMetric = (metric: JsonObject, held: Held, part: Part, signals: Signal[], tally: Tally): void => {
  const pointsOf = <Value>(
    field: string,
    read: (point: JsonObject) => Value,
    make: (head: MetricHead, value: Value) => MetricData,
  ): void => {
    const block = metric[field];
    if (!isObject(block)) return;
    const head: MetricHead = {
      name: text(metric['name'], 'metric name'),
      unit: text(metric['unit'], 'metric unit'),
      description: text(metric['description'], 'metric description'),
      temporality: enumeration(block['aggregationTemporality'], 'AGGREGATION_TEMPORALITY_', temporalityNames, 'aggregationTemporality'),
      monotonic: block['isMonotonic'] === true,
    };
    for (const point of list(block['dataPoints'], 'dataPoints')) {
      part();
      try {
        if (!isObject(point)) throw new ItemRefused('a data point is not an object');
        signals.push(
          metricSignal(
            held,
            head,
            readPoint(point, part, () => read(point)),
            make,
          ),
        );
      } catch (error) {
        if (!(error instanceof ItemRefused)) throw error;
        tally.refuse(error.message);
      }
    }
  };
  pointsOf('gauge', numberValue, makeData.gauge);
  pointsOf('sum', numberValue, makeData.sum);
  pointsOf('histogram', histogramValue, makeData.histogram);
  pointsOf('exponentialHistogram', exponentialValue, makeData.exponentialHistogram);
  pointsOf('summary', summaryValue, makeData.summary);
};

/** The metric signals of an ExportMetricsServiceRequest in JSON: one a point. */
export const readJsonMetrics = (body: Uint8Array, tally: Tally): Signal[] => {
  const signals: Signal[] = [];
  const part = partCounter();
  walkRequest(parseRequest(body), ['resourceMetrics', 'scopeMetrics', 'metrics'], part, (metric, held) => {
    try {
      readMetric(metric, held, part, signals, tally);
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
  });
  return signals;
};
