/** Native histograms from the wire (Histogram of prompb/types.proto; the same in 2.0 but for `start_timestamp`). */
import { maxBuckets } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { WireReader } from '#kernel/reading/wire-reader.ts';
import type { ExponentialHistogram, Histogram, MetricData, Temporality } from '#kernel/signal.ts';
import { type GapCounter, layOut, type SparseBuckets } from './buckets.ts';
import { wasStale } from './stale.ts';

/** Schemas Prometheus has set aside for exponential buckets, and the one of custom bounds (model/histogram). */
const leastSchema = -9;
const greatestSchema = 52;
const customBounds = -53;

const gaugeHint = 3;

interface Sent {
  float: boolean;
  count: number;
  sum: number;
  stale: boolean;
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  hint: number;
  /** Milliseconds. */
  time: number | string;
  start: number | string;
  readonly negative: SparseBuckets;
  readonly positive: SparseBuckets;
  readonly bounds: number[];
}

/** One number of a list, or a packed run of them; ItemRefused past what a histogram may have. */
const numbers = (r: WireReader, packed: boolean, end: number, into: number[], read: () => number): void => {
  const stop = packed ? r.block(end) : r.position + 1;
  do {
    if (packed && r.position >= stop) break;
    if (into.length >= maxBuckets) throw new ItemRefused(`histogram with more than ${maxBuckets} buckets`);
    into.push(read());
  } while (packed);
  if (packed) r.close(stop);
};

const span = (r: WireReader, end: number, into: number[]): void => {
  if (into.length >= 2 * maxBuckets) throw new ItemRefused(`histogram with more than ${maxBuckets} spans`);
  let offset = 0;
  let length = 0;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x08) offset = r.sint32();
    else if (tag === 0x10) length = r.varint();
    else r.skip(tag, end);
  }
  r.close(end);
  into.push(offset, length);
};

const sparse = (): SparseBuckets => ({ spans: [], deltas: [], counts: [] });

const read = (r: WireReader, end: number): Sent => {
  const sent: Sent = {
    float: false,
    count: 0,
    sum: 0,
    stale: false,
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    hint: 0,
    time: 0,
    start: 0,
    negative: sparse(),
    positive: sparse(),
    bounds: [],
  };
  const { negative, positive, bounds } = sent;
  const delta = () => r.sint64();
  const double = () => r.double();
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x08: // count_int
        sent.count = r.uint64();
        sent.float = false;
        break;
      case 0x11: // count_float
        sent.count = r.double();
        sent.float = true;
        break;
      case 0x19: // sum
        sent.sum = r.double();
        sent.stale = wasStale(r, sent.sum);
        break;
      case 0x20: // schema
        sent.schema = r.sint32();
        break;
      case 0x29: // zero_threshold
        sent.zeroThreshold = r.double();
        break;
      case 0x30: // zero_count_int
        sent.zeroCount = r.uint64();
        break;
      case 0x39: // zero_count_float
        sent.zeroCount = r.double();
        break;
      case 0x42: // negative_spans
        span(r, r.block(end), negative.spans);
        break;
      case 0x48: // negative_deltas
      case 0x4a:
        numbers(r, tag === 0x4a, end, negative.deltas, delta);
        break;
      case 0x51: // negative_counts
      case 0x52:
        numbers(r, tag === 0x52, end, negative.counts, double);
        break;
      case 0x5a: // positive_spans
        span(r, r.block(end), positive.spans);
        break;
      case 0x60: // positive_deltas
      case 0x62:
        numbers(r, tag === 0x62, end, positive.deltas, delta);
        break;
      case 0x69: // positive_counts
      case 0x6a:
        numbers(r, tag === 0x6a, end, positive.counts, double);
        break;
      case 0x70: // reset_hint
        sent.hint = r.varint();
        break;
      case 0x78: // timestamp
        sent.time = r.int64();
        break;
      case 0x81: // custom_values
      case 0x82:
        numbers(r, tag === 0x82, end, bounds, double);
        break;
      case 0x88: // start_timestamp
        sent.start = r.int64();
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  return sent;
};

const checkBounds = (bounds: readonly number[]): void => {
  for (let at = 0; at < bounds.length; at += 1)
    if (!Number.isFinite(bounds[at]) || (at > 0 && !((bounds[at] as number) > (bounds[at - 1] as number))))
      throw new ItemRefused('histogram whose custom bounds do not ascend');
};

/** Custom bounds: a bucket up to each of them, and one past the last. */
const explicit = (sent: Sent, gap: GapCounter): Histogram => {
  const { bounds, count, sum } = sent;
  checkBounds(bounds);
  if (sent.zeroCount !== 0 || layOut(sent.negative, sent.float, gap) !== undefined)
    throw new ItemRefused('histogram of custom bounds with negative buckets or a zero bucket');
  const dense = layOut(sent.positive, sent.float, gap);
  const { first, bucketCounts } = dense ?? { first: 0, bucketCounts: [] };
  const after = bounds.length + 1 - first - bucketCounts.length;
  if (first < 0 || after < 0) throw new ItemRefused('histogram with buckets past its custom bounds');
  gap(first + after);
  const all = [...new Array<number>(first).fill(0), ...bucketCounts, ...new Array<number>(after).fill(0)];
  return { count, sum, explicitBounds: bounds, bucketCounts: all };
};

/** Prometheus' bucket i ends where OpenTelemetry's bucket i begins. */
const exponential = (sent: Sent, gap: GapCounter): ExponentialHistogram => {
  const { count, sum, schema, zeroCount, zeroThreshold } = sent;
  const histogram: Draft<ExponentialHistogram> = { count, sum, scale: schema, zeroCount };
  if (zeroThreshold !== 0) histogram.zeroThreshold = zeroThreshold;
  const positive = layOut(sent.positive, sent.float, gap);
  const negative = layOut(sent.negative, sent.float, gap);
  if (positive !== undefined) histogram.positive = { offset: positive.first - 1, bucketCounts: positive.bucketCounts };
  if (negative !== undefined) histogram.negative = { offset: negative.first - 1, bucketCounts: negative.bucketCounts };
  return histogram;
};

/** One histogram sample; times in milliseconds, `start` 0 where none is given. */
export interface HistogramSample {
  readonly time: number | string;
  readonly start: number | string;
  readonly data: MetricData;
}

/** Throws ItemRefused. A gauge histogram counts nothing from a start on: it is said as delta. */
export const readHistogram = (r: WireReader, end: number, gap: GapCounter): HistogramSample => {
  r.part();
  const sent = read(r, end);
  const { time, start, schema } = sent;
  if (sent.stale) return { time, start, data: { type: 'none' } };
  if (!(sent.count >= 0) || !(sent.zeroCount >= 0)) throw new ItemRefused('histogram with a count that is none');
  const temporality: Temporality = sent.hint === gaugeHint ? 'delta' : 'cumulative';
  if (schema === customBounds) return { time, start, data: { type: 'histogram', value: explicit(sent, gap), temporality } };
  if (schema < leastSchema || schema > greatestSchema) throw new ItemRefused('histogram of an unknown schema');
  return { time, start, data: { type: 'exponential_histogram', value: exponential(sent, gap), temporality } };
};
