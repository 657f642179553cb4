/** Metric points from protobuf (opentelemetry/proto/metrics/v1/metrics.proto), one reader a kind of point. */

import { maxBuckets } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { Exemplar, ExponentialHistogram, Histogram, Summary } from '#kernel/signal.ts';
import { checkBuckets, noRecordedValue, valueMissing } from './metric-rules.ts';
import type { OtlpReader } from './otlp-reader.ts';

/** What every point has. `value` is undefined for a point flagged "no recorded value". */
export interface Point<Value> {
  readonly attributes: Attributes;
  readonly start: bigint;
  readonly time: bigint;
  readonly value: Value | undefined;
  readonly exemplars: readonly Exemplar[] | undefined;
}

/** `whole`: of an integer kind of OTLP 0.7, whose value stands where later versions have a double. */
const readExemplar = (r: OtlpReader, end: number, whole = false): Exemplar => {
  r.part();
  const attributes = r.innerAttributes;
  attributes.begin();
  let spanId: string | undefined | null;
  let traceId: string | undefined | null;
  const exemplar: Draft<Exemplar> = { timeUnixNano: 0n, value: 0 };
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x11: // time_unix_nano
        exemplar.timeUnixNano = r.nanos();
        break;
      case 0x19: // as_double
        exemplar.value = whole ? r.sfixed64() : r.double();
        break;
      case 0x31: // as_int
        exemplar.value = r.sfixed64();
        break;
      case 0x22: // span_id
        spanId = r.id(end, 8);
        break;
      case 0x2a: // trace_id
        traceId = r.id(end, 16);
        break;
      case 0x3a: // filtered_attributes
        attributes.read(r, end);
        break;
      case 0x0a: // filtered_labels of 0.7
        attributes.readLabel(r, end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  if (spanId != null) exemplar.spanId = spanId;
  if (traceId != null) exemplar.traceId = traceId;
  if (attributes.count > 0) exemplar.attributes = attributes.take();
  return exemplar;
};

/** NumberDataPoint, which is 0.7's DoubleDataPoint too; with `whole` its IntDataPoint. */
export const readNumberPoint = (r: OtlpReader, end: number, whole = false): Point<number> => {
  const { attributes } = r;
  attributes.begin();
  let start = 0n;
  let time = 0n;
  let value: number | undefined;
  let flags = 0;
  let exemplars: Exemplar[] | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x3a: // attributes
        attributes.read(r, end);
        break;
      case 0x0a: // labels of 0.7
        attributes.readLabel(r, end);
        break;
      case 0x11: // start_time_unix_nano
        start = r.nanos();
        break;
      case 0x19: // time_unix_nano
        time = r.nanos();
        break;
      case 0x21: // as_double
        value = whole ? r.sfixed64() : r.double();
        break;
      case 0x31: // as_int
        value = r.sfixed64();
        break;
      case 0x2a: // exemplars
        exemplars ??= [];
        exemplars.push(readExemplar(r, r.block(end), whole));
        break;
      case 0x40: // flags
        flags = r.varint();
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  const none = (flags & noRecordedValue) !== 0;
  if (value === undefined && !none) throw valueMissing();
  return { attributes: attributes.take(), start, time, value: none ? undefined : value, exemplars };
};

/** A repeated number, packed or not, onto a list. */
const readNumbers = (r: OtlpReader, packed: boolean, end: number, list: number[], read: () => number): void => {
  if (!packed) {
    list.push(read());
    return;
  }
  const stop = r.block(end);
  while (r.position < stop) {
    if (list.length > maxBuckets) throw new ItemRefused(`histogram point with more than ${maxBuckets} buckets`);
    list.push(read());
  }
  r.close(stop);
};

/** HistogramDataPoint, which is 0.7's DoubleHistogramDataPoint too; with `whole` its IntHistogramDataPoint. */
export const readHistogramPoint = (r: OtlpReader, end: number, whole = false): Point<Histogram> => {
  const { attributes } = r;
  attributes.begin();
  const bucketCounts: number[] = [];
  const explicitBounds: number[] = [];
  const histogram: Draft<Histogram> = { count: 0, explicitBounds, bucketCounts };
  let start = 0n;
  let time = 0n;
  let flags = 0;
  let exemplars: Exemplar[] | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x4a: // attributes
        attributes.read(r, end);
        break;
      case 0x0a: // labels of 0.7
        attributes.readLabel(r, end);
        break;
      case 0x11:
        start = r.nanos();
        break;
      case 0x19:
        time = r.nanos();
        break;
      case 0x21: // count
        histogram.count = r.fixed64();
        break;
      case 0x29: // sum
        histogram.sum = whole ? r.sfixed64() : r.double();
        break;
      case 0x31: // bucket_counts
      case 0x32:
        readNumbers(r, tag === 0x32, end, bucketCounts, () => r.fixed64());
        break;
      case 0x39: // explicit_bounds
      case 0x3a:
        readNumbers(r, tag === 0x3a, end, explicitBounds, () => r.double());
        break;
      case 0x42: // exemplars
        exemplars ??= [];
        exemplars.push(readExemplar(r, r.block(end), whole));
        break;
      case 0x50: // flags
        flags = r.varint();
        break;
      case 0x59: // min
        histogram.min = r.double();
        break;
      case 0x61: // max
        histogram.max = r.double();
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  const none = (flags & noRecordedValue) !== 0;
  if (!none) checkBuckets(explicitBounds, bucketCounts);
  return { attributes: attributes.take(), start, time, value: none ? undefined : histogram, exemplars };
};

type Buckets = NonNullable<ExponentialHistogram['positive']>;

const readBuckets = (r: OtlpReader, end: number): Buckets => {
  let offset = 0;
  const bucketCounts: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x08) offset = r.sint32();
    else if (tag === 0x10 || tag === 0x12) readNumbers(r, tag === 0x12, end, bucketCounts, () => r.uint64());
    else r.skip(tag, end);
  }
  r.close(end);
  return { offset, bucketCounts };
};

/** ExponentialHistogramDataPoint. */
export const readExponentialPoint = (r: OtlpReader, end: number): Point<ExponentialHistogram> => {
  const { attributes } = r;
  attributes.begin();
  const histogram: Draft<ExponentialHistogram> = { count: 0, scale: 0, zeroCount: 0 };
  let start = 0n;
  let time = 0n;
  let flags = 0;
  let exemplars: Exemplar[] | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x0a: // attributes
        attributes.read(r, end);
        break;
      case 0x11:
        start = r.nanos();
        break;
      case 0x19:
        time = r.nanos();
        break;
      case 0x21: // count
        histogram.count = r.fixed64();
        break;
      case 0x29: // sum
        histogram.sum = r.double();
        break;
      case 0x30: // scale
        histogram.scale = r.sint32();
        break;
      case 0x39: // zero_count
        histogram.zeroCount = r.fixed64();
        break;
      case 0x42: // positive
        histogram.positive = readBuckets(r, r.block(end));
        break;
      case 0x4a: // negative
        histogram.negative = readBuckets(r, r.block(end));
        break;
      case 0x50: // flags
        flags = r.varint();
        break;
      case 0x5a: // exemplars
        exemplars ??= [];
        exemplars.push(readExemplar(r, r.block(end)));
        break;
      case 0x61: // min
        histogram.min = r.double();
        break;
      case 0x69: // max
        histogram.max = r.double();
        break;
      case 0x71: {
        // zero_threshold; 0 is its default and means none
        const threshold = r.double();
        if (threshold !== 0) histogram.zeroThreshold = threshold;
        break;
      }
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  const none = (flags & noRecordedValue) !== 0;
  return { attributes: attributes.take(), start, time, value: none ? undefined : histogram, exemplars };
};

const readQuantile = (r: OtlpReader, end: number): Summary['quantiles'][number] => {
  r.part();
  let quantile = 0;
  let value = 0;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x09) quantile = r.double();
    else if (tag === 0x11) value = r.double();
    else r.skip(tag, end);
  }
  r.close(end);
  return { quantile, value };
};

/** SummaryDataPoint. */
export const readSummaryPoint = (r: OtlpReader, end: number): Point<Summary> => {
  const { attributes } = r;
  attributes.begin();
  const quantiles: Summary['quantiles'][number][] = [];
  let start = 0n;
  let time = 0n;
  let count = 0;
  let sum = 0;
  let flags = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x3a: // attributes
        attributes.read(r, end);
        break;
      case 0x0a: // labels of 0.7
        attributes.readLabel(r, end);
        break;
      case 0x11:
        start = r.nanos();
        break;
      case 0x19:
        time = r.nanos();
        break;
      case 0x21:
        count = r.fixed64();
        break;
      case 0x29:
        sum = r.double();
        break;
      case 0x32: // quantile_values
        quantiles.push(readQuantile(r, r.block(end)));
        break;
      case 0x40: // flags
        flags = r.varint();
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  const none = (flags & noRecordedValue) !== 0;
  return { attributes: attributes.take(), start, time, value: none ? undefined : { count, sum, quantiles }, exemplars: undefined };
};
