/** Canonical signals and frames for tests of the analysers, short to write. */
import type { Frame } from '#kernel/frame.ts';
import { type Attributes, type Resource, resourceId } from '#kernel/resource.ts';
import { type LogSignal, type MetricData, type MetricSignal, type Signal, type SpanSignal, toMillis } from '#kernel/signal.ts';

/** 2026-11-21T05:00:00Z */
export const startAt = 1_795_237_200_000;

export const nanos = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

export const resourceOf = (service: string, more: Attributes = {}): Resource => ({
  attributes: { 'service.name': service, 'service.namespace': 'shop', 'deployment.environment.name': 'dev', ...more },
});

export const logOf = (resource: Resource, at: number, severityNumber: number, body: string, attributes: Attributes = {}): LogSignal => ({
  kind: 'log',
  timeUnixNano: nanos(at),
  resource,
  attributes,
  severityNumber,
  body,
});

export const metricOf = (
  resource: Resource,
  at: number,
  name: string,
  data: MetricData,
  more: Partial<MetricSignal> = {},
): MetricSignal => ({
  kind: 'metric',
  timeUnixNano: nanos(at),
  resource,
  attributes: {},
  name,
  data,
  ...more,
});

export const spanOf = (resource: Resource, at: number, name: string, durationMs: number, more: Partial<SpanSignal> = {}): SpanSignal => ({
  kind: 'span',
  timeUnixNano: nanos(at),
  endTimeUnixNano: nanos(at + durationMs),
  resource,
  attributes: {},
  name,
  traceId: '0123456789abcdef0123456789abcdef',
  spanId: '0123456789abcdef',
  spanKind: 'server',
  status: { code: 'unset' },
  ...more,
});

/** A frame of signals of one resource, received a second after the last of them. */
export const frameOf = (id: string, signals: readonly Signal[]): Frame => {
  const last = Math.max(0, ...signals.map((signal) => toMillis(signal.timeUnixNano)));
  const [first] = signals;
  return {
    id,
    partition: first === undefined ? 'none' : resourceId(first.resource),
    receivedAt: last + 1000,
    signals,
  };
};
