/** OpenTelemetry's SDK for JavaScript: three signals, with its exporters for protobuf and for JSON, each plain and gzipped. */
import type { Signal } from '#kernel/signal.ts';
import { fromNpm } from '#test/conformance/programs/npm.ts';
import { type Client, runProgram } from './client.ts';

const version = '0.223.0';
const exporters = ['trace', 'metrics', 'logs'].flatMap((signal) =>
  ['proto', 'http'].map((encoding) => `@opentelemetry/exporter-${signal}-otlp-${encoding}@${version}`),
);

/** A signal that the exporters of an encoding sent. */
const from = (service: string, kind: Signal['kind'], says: (signal: Signal) => boolean): ((signal: Signal) => boolean) => {
  return (signal) => signal.resource.attributes['service.name'] === service && signal.kind === kind && says(signal);
};

/** What a program must have sent under the name of a service: one of each. */
export const oneOfEach = (service: string): Client['expected'] => [
  [`a span (${service})`, from(service, 'span', (signal) => signal.kind === 'span' && signal.name === 'GET /cart')],
  [`a metric (${service})`, from(service, 'metric', (signal) => signal.kind === 'metric' && signal.name === 'orders')],
  [`a log (${service})`, from(service, 'log', (signal) => signal.kind === 'log' && signal.body === 'user u1 in')],
];

export const openTelemetryJs: Client = {
  name: 'OpenTelemetry JavaScript',
  sends: 'OTLP: protobuf, JSON, gzip',
  install: async () => {
    const folder = await fromNpm('opentelemetry-js', [
      ...exporters,
      '@opentelemetry/api@1.9.1',
      '@opentelemetry/resources@2.12.0',
      '@opentelemetry/sdk-trace-base@2.12.0',
      '@opentelemetry/sdk-metrics@2.12.0',
      `@opentelemetry/sdk-logs@${version}`,
    ]);
    return { version, send: ({ url, token }) => runProgram('opentelemetry-js-program.ts', folder, url, token ?? '') };
  },
  expected: ['proto', 'http'].flatMap((encoding) => ['none', 'gzip'].flatMap((compression) => oneOfEach(`${encoding}-${compression}`))),
};
