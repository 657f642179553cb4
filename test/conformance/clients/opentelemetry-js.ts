/** OpenTelemetry's SDK for JavaScript: three signals, with its exporters for protobuf and for JSON. */
import type { Signal } from '#kernel/signal.ts';
import { type Client, runProgram } from './client.ts';

const version = '0.223.0';
const exporters = ['trace', 'metrics', 'logs'].flatMap((signal) =>
  ['proto', 'http'].map((encoding) => `@opentelemetry/exporter-${signal}-otlp-${encoding}@${version}`),
);

/** A signal that the exporters of an encoding sent. */
const from = (encoding: string, kind: Signal['kind'], says: (signal: Signal) => boolean): ((signal: Signal) => boolean) => {
  return (signal) => signal.resource.attributes['service.name'] === `shop-${encoding}` && signal.kind === kind && says(signal);
};

export const openTelemetryJs: Client = {
  id: 'opentelemetry-js',
  name: `OpenTelemetry JavaScript ${version} (protobuf and JSON)`,
  packages: [
    ...exporters,
    '@opentelemetry/api@1.9.1',
    '@opentelemetry/resources@2.12.0',
    '@opentelemetry/sdk-trace-base@2.12.0',
    '@opentelemetry/sdk-metrics@2.12.0',
    `@opentelemetry/sdk-logs@${version}`,
  ],
  send: (folder, url) => runProgram('opentelemetry-js-program.ts', folder, url),
  expected: ['proto', 'http'].flatMap((encoding) => [
    [`a span (${encoding})`, from(encoding, 'span', (signal) => signal.kind === 'span' && signal.name === 'GET /cart')] as const,
    [`a metric (${encoding})`, from(encoding, 'metric', (signal) => signal.kind === 'metric' && signal.name === 'orders')] as const,
    [`a log (${encoding})`, from(encoding, 'log', (signal) => signal.kind === 'log' && signal.body === 'user u1 in')] as const,
  ]),
};
