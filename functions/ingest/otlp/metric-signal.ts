/** A metric's head and one of its points put together into a signal, whichever encoding they came in. */

import type { Draft } from '#kernel/reading/values.ts';
import type { ExponentialHistogram, Histogram, MetricData, MetricSignal, Summary } from '#kernel/signal.ts';
import { checkName, temporalityOf } from './metric-rules.ts';
import type { Held } from './protobuf-common.ts';
import type { Point } from './protobuf-points.ts';

export interface MetricHead {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly temporality: number;
  readonly monotonic: boolean;
}

const none: MetricData = { type: 'none' };

/** One maker of `data` a kind of metric. Throws ItemRefused. */
export const makeData = {
  gauge: (_: MetricHead, value: number): MetricData => ({ type: 'gauge', value }),
  sum: (head: MetricHead, value: number): MetricData => {
    return { type: 'sum', value, temporality: temporalityOf(head.temporality), monotonic: head.monotonic };
  },
  histogram: (head: MetricHead, value: Histogram): MetricData => {
    return { type: 'histogram', value, temporality: temporalityOf(head.temporality) };
  },
  exponentialHistogram: (head: MetricHead, value: ExponentialHistogram): MetricData => {
    return { type: 'exponential_histogram', value, temporality: temporalityOf(head.temporality) };
  },
  summary: (_: MetricHead, value: Summary): MetricData => ({ type: 'summary', value }),
};

export const metricSignal = <Value>(
  held: Held,
  head: MetricHead,
  point: Point<Value>,
  make: (head: MetricHead, value: Value) => MetricData,
): MetricSignal => {
  checkName(head.name);
  const metric: Draft<MetricSignal> = {
    kind: 'metric',
    timeUnixNano: point.time,
    resource: held.resource,
    attributes: point.attributes,
    name: head.name,
    data: point.value === undefined ? none : make(head, point.value),
  };
  if (held.scope !== undefined) metric.scope = held.scope;
  if (head.unit !== '') metric.unit = head.unit;
  if (head.description !== '') metric.description = head.description;
  if (point.start !== 0n) metric.startTimeUnixNano = point.start;
  if (point.exemplars !== undefined) metric.exemplars = point.exemplars;
  return metric;
};
