/** A program that uses OpenTelemetry's SDK; run with the folder that holds it, the pipeline's address, and a token or nothing. Prints what the SDK says of it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Api from '@opentelemetry/api';
import type * as LogExporter from '@opentelemetry/exporter-logs-otlp-proto';
import type * as MetricExporter from '@opentelemetry/exporter-metrics-otlp-proto';
import type * as TraceExporter from '@opentelemetry/exporter-trace-otlp-proto';
import type * as Resources from '@opentelemetry/resources';
import type * as Logs from '@opentelemetry/sdk-logs';
import type * as Metrics from '@opentelemetry/sdk-metrics';
import type * as Traces from '@opentelemetry/sdk-trace-node';
import type { Told } from './client.ts';

const [, , folder = '', url = '', token = ''] = process.argv;
const require = createRequire(join(folder, 'package.json'));
const load = <Module>(name: string): Module => require(`@opentelemetry/${name}`) as Module;

const api = load<typeof Api>('api');
const { resourceFromAttributes } = load<typeof Resources>('resources');
const { BasicTracerProvider, BatchSpanProcessor } = load<{
  readonly BasicTracerProvider: typeof Traces.BasicTracerProvider;
  readonly BatchSpanProcessor: typeof Traces.BatchSpanProcessor;
}>('sdk-trace-base');
const { MeterProvider, PeriodicExportingMetricReader } = load<typeof Metrics>('sdk-metrics');
const { BatchLogRecordProcessor, LoggerProvider } = load<typeof Logs>('sdk-logs');

const problems: string[] = [];
const complain = (...words: readonly unknown[]): void => void problems.push(words.map(String).join(' ').slice(0, 500));
const ignore = (): void => {};
api.diag.setLogger({ error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore }, api.DiagLogLevel.WARN);

/** An exporter that counts what becomes of what it is given. */
const counters = { exported: 0, failed: 0 };
const counting = <Batch, Exporter extends { export(batch: Batch, done: (result: { readonly code: number }) => void): void }>(
  exporter: Exporter,
): Exporter => {
  const original = exporter.export.bind(exporter);
  exporter.export = (batch, done) =>
    original(batch, (result) => {
      counters[result.code === 0 ? 'exported' : 'failed'] += 1;
      done(result);
    });
  return exporter;
};

const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };

const sendWith = async (encoding: 'proto' | 'http', compression: 'none' | 'gzip'): Promise<void> => {
  const resource = resourceFromAttributes({ 'service.name': `${encoding}-${compression}` });
  const { OTLPTraceExporter } = load<typeof TraceExporter>(`exporter-trace-otlp-${encoding}`);
  const { OTLPMetricExporter } = load<typeof MetricExporter>(`exporter-metrics-otlp-${encoding}`);
  const { OTLPLogExporter } = load<typeof LogExporter>(`exporter-logs-otlp-${encoding}`);
  // The enumeration of compressions is not among what the exporters give away; its values are these words.
  const to = (path: string) => ({ url: `${url}/v1/${path}`, headers, compression: compression as never });
  const traces = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(counting(new OTLPTraceExporter(to('traces'))))],
  });
  const reader = new PeriodicExportingMetricReader({ exporter: counting(new OTLPMetricExporter(to('metrics'))) });
  const metrics = new MeterProvider({ resource, readers: [reader] });
  const logs = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: counting(new OTLPLogExporter(to('logs'))) })],
  });
  traces
    .getTracer('shop')
    .startSpan('GET /cart', { attributes: { 'http.route': '/cart' } })
    .end();
  metrics.getMeter('shop').createCounter('orders').add(3, { region: 'north' });
  logs.getLogger('shop').emit({ severityNumber: 9, severityText: 'INFO', body: 'user u1 in' });
  for (const provider of [traces, metrics, logs]) {
    await provider.forceFlush();
    await provider.shutdown();
  }
};

for (const encoding of ['proto', 'http'] as const)
  for (const compression of ['none', 'gzip'] as const) await sendWith(encoding, compression).catch(complain);
const told: Told = { counters, problems };
process.stdout.write(JSON.stringify(told));
