/** Metrics from protobuf (opentelemetry/proto/metrics/v1/metrics.proto). Read with them are the kinds and labels of OTLP 0.7, which CloudWatch's metric streams still offer. */

import { ItemRefused, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { MetricData, Signal } from '#kernel/signal.ts';
import { type MetricHead, makeData, metricSignal } from './metric-signal.ts';
import { OtlpReader } from './otlp-reader.ts';
import { type Held, readRequest } from './protobuf-common.ts';
import { type Point, readExponentialPoint, readHistogramPoint, readNumberPoint, readSummaryPoint } from './protobuf-points.ts';

type Emit = (signal: Signal) => void;

/** A Gauge, Sum, … message: the points are field 1, temporality 2, monotonic 3, and these may follow the points. */
const readPoints = <Value>(
  r: OtlpReader,
  [start, end]: readonly [number, number],
  held: Held,
  head: Draft<MetricHead>,
  readPoint: (r: OtlpReader, end: number) => Point<Value>,
  make: (head: MetricHead, value: Value) => MetricData,
  emit: Emit,
  tally: Tally,
): void => {
  r.position = start;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x10) head.temporality = r.varint();
    else if (tag === 0x18) head.monotonic = r.varint() !== 0 || r.high !== 0;
    else r.skip(tag, end);
  }
  r.close(end);
  r.position = start;
  while (r.position < end) {
    const tag = r.tag();
    if (tag !== 0x0a) {
      r.skip(tag, end);
      continue;
    }
    r.part();
    const stop = r.block(end);
    try {
      emit(metricSignal(held, head, readPoint(r, stop), make));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
    r.position = stop;
  }
};

const readIntPoint = (r: OtlpReader, end: number) => readNumberPoint(r, end, true);
const readIntHistogramPoint = (r: OtlpReader, end: number) => readHistogramPoint(r, end, true);

const readMetric = (r: OtlpReader, end: number, held: Held, emit: Emit, tally: Tally): void => {
  const head = { name: '', unit: '', description: '', temporality: 0, monotonic: false };
  let kind = 0;
  let block: readonly [number, number] = [0, 0];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x0a:
        head.name = r.text(end);
        break;
      case 0x12:
        head.description = r.text(end);
        break;
      case 0x1a:
        head.unit = r.text(end);
        break;
      case 0x22: // int_gauge of 0.7
      case 0x32: // int_sum of 0.7
      case 0x42: // int_histogram of 0.7
      case 0x2a: // gauge
      case 0x3a: // sum
      case 0x4a: // histogram
      case 0x52: // exponential_histogram
      case 0x5a: {
        // summary
        const stop = r.block(end);
        kind = tag;
        block = [r.position, stop];
        r.position = stop;
        break;
      }
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  if (kind === 0x2a) readPoints(r, block, held, head, readNumberPoint, makeData.gauge, emit, tally);
  else if (kind === 0x3a) readPoints(r, block, held, head, readNumberPoint, makeData.sum, emit, tally);
  else if (kind === 0x4a) readPoints(r, block, held, head, readHistogramPoint, makeData.histogram, emit, tally);
  else if (kind === 0x52) readPoints(r, block, held, head, readExponentialPoint, makeData.exponentialHistogram, emit, tally);
  else if (kind === 0x5a) readPoints(r, block, held, head, readSummaryPoint, makeData.summary, emit, tally);
  else if (kind === 0x22) readPoints(r, block, held, head, readIntPoint, makeData.gauge, emit, tally);
  else if (kind === 0x32) readPoints(r, block, held, head, readIntPoint, makeData.sum, emit, tally);
  else if (kind === 0x42) readPoints(r, block, held, head, readIntHistogramPoint, makeData.histogram, emit, tally);
};

/** The metric signals of an ExportMetricsServiceRequest: one a point. */
export const readProtobufMetrics = (body: Uint8Array, tally: Tally): Signal[] => {
  const r = new OtlpReader(body);
  const signals: Signal[] = [];
  const emit = (signal: Signal) => {
    signals.push(signal);
  };
  readRequest(r, (end, held) => readMetric(r, end, held, emit, tally));
  return signals;
};
