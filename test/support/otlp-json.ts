/** OTLP/JSON requests as an agent would send them, small enough to read. */

export interface Emitter {
  readonly service: string;
  readonly namespace?: string;
  readonly environment?: string;
}

const nanos = (ms: number): string => (BigInt(Math.round(ms)) * 1_000_000n).toString();

const attributes = (values: Readonly<Record<string, string | undefined>>) =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: { stringValue: value } }]));

const resourceOf = ({ service, namespace = 'shop', environment = 'production' }: Emitter) => ({
  attributes: attributes({ 'service.name': service, 'service.namespace': namespace, 'deployment.environment.name': environment }),
});

/** One log record a text, all at `at` (ms since the epoch). */
export const logsRequest = (emitter: Emitter, at: number, texts: readonly string[], severityNumber = 17): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: resourceOf(emitter),
        scopeLogs: [
          {
            logRecords: texts.map((text) => ({
              timeUnixNano: nanos(at),
              severityNumber,
              severityText: 'ERROR',
              body: { stringValue: text },
            })),
          },
        ],
      },
    ],
  });

/** A gauge's samples, as [ms since the epoch, value]. */
export const gaugeRequest = (emitter: Emitter, name: string, samples: readonly (readonly [at: number, value: number])[]): string =>
  JSON.stringify({
    resourceMetrics: [
      {
        resource: resourceOf(emitter),
        scopeMetrics: [
          {
            metrics: [
              { name, unit: '1', gauge: { dataPoints: samples.map(([at, value]) => ({ timeUnixNano: nanos(at), asDouble: value })) } },
            ],
          },
        ],
      },
    ],
  });

/** Server spans of 20 ms each, ending at `at`. */
export const spansRequest = (emitter: Emitter, at: number, names: readonly string[]): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: resourceOf(emitter),
        scopeSpans: [
          {
            spans: names.map((name, index) => ({
              traceId: (index + 1).toString(16).padStart(32, '0'),
              spanId: (index + 1).toString(16).padStart(16, '0'),
              name,
              kind: 2,
              startTimeUnixNano: nanos(at - 20),
              endTimeUnixNano: nanos(at),
            })),
          },
        ],
      },
    ],
  });
