/** A program as any team writes it: the OpenTelemetry SDK for Node with no endpoint configured, some work, then a burst of errors. */
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({
  serviceName: 'unconfigured',
  traceExporter: new OTLPTraceExporter(),
  logRecordProcessors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
  metricReaders: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
});
sdk.start();

const jobs = metrics.getMeter('program').createCounter('jobs');
const logger = logs.getLogger('program');
for (let job = 0; job < 20; job += 1) {
  trace.getTracer('program').startActiveSpan('job', (span) => {
    jobs.add(1);
    span.setStatus({ code: SpanStatusCode.ERROR });
    logger.emit({ severityNumber: SeverityNumber.FATAL, severityText: 'FATAL', body: `out of memory: killed process ${1000 + job}` });
    span.end();
  });
}
await sdk.shutdown();
