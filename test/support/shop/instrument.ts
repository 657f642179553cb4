/** One service's OpenTelemetry SDK, set up as a team would; endpoint and compression come from the standard environment variables. */
import { type Attributes, type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Random } from './random.ts';

/** Exports happen only when asked: the shop's clock decides, not this machine's. */
const neverByItselfMs = 2_000_000_000;

const levels = { INFO: SeverityNumber.INFO, WARN: SeverityNumber.WARN, ERROR: SeverityNumber.ERROR } as const;
export type Level = keyof typeof levels;

/** A service of the shop with its tracer, meter and log. */
export type InstrumentedService = ReturnType<typeof instrument>;

export const instrument = (name: string, version: string, random: Random) => {
  const pod = `${name}-${random.hex(9)}-${random.hex(5)}`;
  const resource = defaultResource().merge(
    resourceFromAttributes({
      'service.name': name,
      'service.namespace': 'shop',
      'service.version': version,
      'service.instance.id': pod,
      'deployment.environment.name': 'production',
      'k8s.cluster.name': 'shop-eu-1',
      'k8s.namespace.name': 'shop',
      'k8s.deployment.name': name,
      'k8s.pod.name': pod,
      'k8s.container.name': name,
      'host.name': `ip-10-0-${random.integer(1, 4)}-${random.integer(10, 250)}.eu-central-1.compute.internal`,
      'cloud.provider': 'aws',
      'cloud.region': 'eu-central-1',
    }),
  );
  const tracerProvider = new NodeTracerProvider({
    resource,
    idGenerator: { generateTraceId: () => random.hex(32), generateSpanId: () => random.hex(16) },
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: neverByItselfMs })],
  });
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(), scheduledDelayMillis: neverByItselfMs })],
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: neverByItselfMs })],
  });
  const logger = loggerProvider.getLogger(`shop.${name}`, version);
  return {
    name,
    tracer: tracerProvider.getTracer(`shop.${name}`, version),
    meter: meterProvider.getMeter(`shop.${name}`, version),
    log: (level: Level, body: string, attributes: Attributes = {}, context: Context = ROOT_CONTEXT): void =>
      logger.emit({ severityNumber: levels[level], severityText: level, body, attributes, context }),
    flushMetrics: () => meterProvider.forceFlush(),
    flushEvents: async (): Promise<void> => {
      await loggerProvider.forceFlush();
      await tracerProvider.forceFlush();
    },
    shutdown: async (): Promise<void> => {
      await loggerProvider.shutdown();
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
    },
  };
};
