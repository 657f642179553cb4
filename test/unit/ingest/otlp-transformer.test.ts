/** Our decoder against what OpenTelemetry's own JavaScript serialisers write for real SDK objects. */
import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect, it } from 'vitest';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { post, receivedAt } from './ingest-support.ts';

const resource = resourceFromAttributes({ 'service.name': 'checkout', 'host.id': 'h1' });

/** Both encodings read; they must agree, and nothing may be refused. */
const readBoth = (path: string, protobuf: Uint8Array | undefined, json: Uint8Array | undefined): readonly Signal[] => {
  const binary = otlp.decode({ ...post(path, protobuf ?? new Uint8Array(0)), receivedAt });
  const text = otlp.decode({ ...post(path, Buffer.from(json ?? []).toString('utf8')), receivedAt });
  expect(binary.rejected).toEqual([]);
  expect(text).toEqual(binary);
  return binary.signals;
};

it('reads the logs that OpenTelemetry JavaScript writes', () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const attributes = { route: '/pay', attempts: 3, ratio: 0.5, ok: true, tags: ['a', 'b'] };
  provider.getLogger('shop', '1.0').emit({
    timestamp: [1_764_000_000, 7],
    observedTimestamp: [1_764_000_001, 9],
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    eventName: 'pay.slow',
    body: { text: 'slow', ms: 412 },
    attributes,
  });
  const records = exporter.getFinishedLogRecords();
  const signals = readBoth('/v1/logs', ProtobufLogsSerializer.serializeRequest(records), JsonLogsSerializer.serializeRequest(records));
  expect(signals).toEqual([
    {
      kind: 'log',
      timeUnixNano: 1_764_000_000_000_000_007n,
      observedTimeUnixNano: 1_764_000_001_000_000_009n,
      resource: { attributes: { 'service.name': 'checkout', 'host.id': 'h1' } },
      scope: { name: 'shop', version: '1.0' },
      severityNumber: 13,
      severityText: 'WARN',
      eventName: 'pay.slow',
      body: { text: 'slow', ms: 412 },
      attributes,
    },
  ]);
});

it('reads the spans that OpenTelemetry JavaScript writes', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const span = provider.getTracer('shop').startSpan('GET /pay', { startTime: [1_764_000_000, 1], kind: 1, attributes: { route: '/pay' } });
  const other = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
  span.addLink({ context: other, attributes: { why: 'retry' } });
  span.addEvent('exception', { type: 'Timeout' }, [1_764_000_000, 5]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'timed out' });
  span.end([1_764_000_000, 9]);
  const spans = exporter.getFinishedSpans();
  const signals = readBoth('/v1/traces', ProtobufTraceSerializer.serializeRequest(spans), JsonTraceSerializer.serializeRequest(spans));
  expect(signals).toMatchObject([
    {
      kind: 'span',
      name: 'GET /pay',
      spanKind: 'server',
      traceId: span.spanContext().traceId,
      spanId: span.spanContext().spanId,
      timeUnixNano: 1_764_000_000_000_000_001n,
      endTimeUnixNano: 1_764_000_000_000_000_009n,
      status: { code: 'error', message: 'timed out' },
      attributes: { route: '/pay' },
      events: [{ name: 'exception', timeUnixNano: 1_764_000_000_000_000_005n, attributes: { type: 'Timeout' } }],
      links: [{ traceId: other.traceId, spanId: other.spanId, attributes: { why: 'retry' } }],
    },
  ]);
});

it('reads every kind of metric that OpenTelemetry JavaScript writes', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const views = [{ instrumentName: 'wait', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const }];
  const provider = new MeterProvider({ resource, readers: [reader], views });
  const meter = provider.getMeter('shop');
  meter.createCounter('requests', { unit: '1', description: 'All of them.' }).add(7, { route: '/pay' });
  meter.createGauge('temperature').record(-2.5);
  meter.createHistogram('duration', { advice: { explicitBucketBoundaries: [1, 5] } }).record(3);
  meter.createHistogram('wait').record(0.25);
  await reader.forceFlush();
  const [batch] = exporter.getMetrics();
  await provider.shutdown();
  if (batch === undefined) throw new Error('nothing was exported');
  const signals = readBoth('/v1/metrics', ProtobufMetricsSerializer.serializeRequest(batch), JsonMetricsSerializer.serializeRequest(batch));
  const byName = Object.fromEntries(signals.map((signal) => [signal.kind === 'metric' ? signal.name : '', signal]));
  expect(byName).toMatchObject({
    requests: {
      unit: '1',
      description: 'All of them.',
      attributes: { route: '/pay' },
      data: { type: 'sum', value: 7, temporality: 'cumulative', monotonic: true },
    },
    temperature: { data: { type: 'gauge', value: -2.5 } },
    duration: { data: { type: 'histogram', value: { count: 1, sum: 3, min: 3, max: 3, explicitBounds: [1, 5], bucketCounts: [0, 1, 0] } } },
    wait: { data: { type: 'exponential_histogram', value: { count: 1, sum: 0.25, zeroCount: 0 } } },
  });
});
