/** Requests that carry texts through each door, as its clients would send them. */
import { gzipSync } from 'node:zlib';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { savedEvents } from '#test/conformance/receiver-events.ts';
import { writeProtobuf } from '#test/support/otlp-writer.ts';
import { writeRequest1 } from '#test/support/remote-write-writer.ts';
import { snappy } from '#test/support/snappy.ts';

export interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Takes the next text; texts that a door has no room for go round again, so that each is sent. */
export type Next = () => string;

export interface Door {
  readonly name: string;
  /** Requests with texts drawn by `next` in every place a client can write freely. */
  readonly requests: (next: Next, atMs: number) => readonly Sent[];
}

const send = (path: string, contentType: string, body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): Sent => ({
  ...{ path, query: {}, body: Buffer.from(body) },
  headers: { 'content-type': contentType, ...headers },
});
const json = 'application/json';

const text = (value: string) => ({ stringValue: value });
const attribute = (key: string, value: string) => ({ key, value: text(value) });
const resource = (next: Next) => ({
  attributes: [
    attribute('service.name', 'payment'),
    attribute('service.namespace', 'shop'),
    attribute('deployment.environment.name', 'production'),
    attribute('process.command_line', next()),
  ],
});
const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);
const ids = (index: number) => ({ traceId: String(index + 1).padStart(32, '0'), spanId: String(index + 1).padStart(16, '0') });
const many = <Item>(count: number, make: (index: number) => Item): Item[] => Array.from({ length: count }, (_, index) => make(index));

/** Errors that every rule about dependencies matches, so that they end in findings, an incident, messages and a runbook. */
const logs = (next: Next, at: number) => ({
  resourceLogs: many(6, () => ({
    resource: resource(next),
    scopeLogs: [
      {
        scope: { name: 'shop' },
        logRecords: many(20, (index) => ({
          ...{ timeUnixNano: nanos(at + index), severityNumber: 17, severityText: 'ERROR', ...ids(index) },
          body:
            index % 4 === 3
              ? { kvlistValue: { values: [attribute('message', next()), attribute('more', next())] } }
              : text(`payment gateway timeout: ${next()}`),
          attributes: [attribute('exception.message', next()), attribute(next().slice(0, 500), 'x')],
        })),
      },
    ],
  })),
});

const spans = (next: Next, at: number) => ({
  resourceSpans: many(3, () => ({
    resource: resource(next),
    scopeSpans: [
      {
        scope: { name: 'shop', version: next() },
        spans: many(20, (index) => ({
          ...{ ...ids(index), startTimeUnixNano: nanos(at), endTimeUnixNano: nanos(at + 20), kind: 2, name: next() },
          status: { code: 2, message: next() },
          attributes: [attribute('http.url', next())],
          events: [{ timeUnixNano: nanos(at), name: 'exception', attributes: [attribute('exception.stacktrace', next())] }],
          links: [{ ...ids(index + 100), attributes: [attribute('why', next())] }],
        })),
      },
    ],
  })),
});

const metrics = (next: Next, at: number) => ({
  resourceMetrics: many(3, () => ({
    resource: resource(next),
    scopeMetrics: [
      {
        metrics: many(20, (index) => ({
          ...{ name: `queue.depth.${index}`, description: next(), unit: '1' },
          gauge: {
            dataPoints: [
              {
                ...{ timeUnixNano: nanos(at), asDouble: index, attributes: [attribute('label', next())] },
                exemplars: [{ timeUnixNano: nanos(at), asDouble: 1, filteredAttributes: [attribute('why', next())] }],
              },
            ],
          },
        })),
      },
    ],
  })),
});

const protobuf = (path: string, request: object): Buffer => (writeProtobuf[path] as (json: object) => Buffer)(request);

const otlp = (path: string, request: (next: Next, at: number) => object): readonly Door[] => [
  { name: `${path} in JSON`, requests: (next, at) => [send(path, json, JSON.stringify(request(next, at)))] },
  {
    name: `${path} in protobuf`,
    requests: (next, at) => [
      send(path, 'application/x-protobuf', gzipSync(protobuf(path, request(next, at))), { 'content-encoding': 'gzip' }),
    ],
  },
];

const remoteWrite: Door = {
  name: 'remote write',
  requests: (next, at) => [
    send(
      '/api/v1/write',
      'application/x-protobuf',
      snappy(
        writeRequest1({
          timeseries: many(100, (index) => ({
            labels: [
              { name: '__name__', value: `orders_${index}_total` },
              { name: 'job', value: 'shop/payment' },
              { name: 'target', value: next() },
            ],
            samples: [{ value: index, timestamp: at }],
            exemplars: [{ labels: [{ name: 'why', value: next() }], value: 1, timestamp: at }],
          })),
          metadata: many(20, (index) => ({ type: 1, metric_family_name: `orders_${index}`, help: next(), unit: '' })),
        }),
      ),
      { 'content-encoding': 'snappy' },
    ),
  ],
};

const escapedTag = (value: string): string => value.replaceAll('\n', ' ').replace(/[ ,=]/g, '\\$&');
const escapedField = (value: string): string => value.replaceAll('\n', ' ').replace(/["\\]/g, '\\$&');

const influx: Door = {
  name: 'influx lines',
  requests: (next, at) => [
    send(
      '/api/v2/write',
      'text/plain',
      many(100, () => `exec,service=payment,target=${escapedTag(next())} depth=3,note="${escapedField(next())}" ${nanos(at)}`).join('\n'),
    ),
  ],
};

const statsdTag = (value: string): string => value.replace(/[\n|,]/g, ' ');

const statsd: Door = {
  name: 'statsd lines',
  requests: (next) => [
    send(
      '/statsd',
      'text/plain',
      many(100, (index) => {
        const said = statsdTag(next());
        const title = 'Payment failed';
        return index % 2 === 0
          ? `orders.failed:1|c|#service:payment,detail:${said}`
          : `_e{${title.length},${Buffer.byteLength(said)}}:${title}|${said}|t:error|#service:payment`;
      }).join('\n'),
    ),
  ],
};

/** Members of JSON that people and programs write freely into. */
const free =
  /^(?:message|msg|description|summary|title|text|event|details?|reason|note|value|log|body|transaction|query|url|cause|NewStateReason|AlarmDescription|latestDescription|plugin_instance|dashboardURL|runbook_url|custom_details|event_title|event_msg|org.*|culprit|logger)$/i;

const plant = (value: unknown, next: Next, name = ''): unknown => {
  if (typeof value === 'string') return free.test(name) && value !== '' && !/^\d/.test(value) ? `${value} ${next()}` : value;
  if (Array.isArray(value)) return value.map((item) => plant(item, next, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plant(item, next, key)]));
};

/** JSON values one after the other or line by line, each with texts in it; undefined where a body is none of that. */
const plantedLines = (body: string, next: Next): string | undefined => {
  try {
    return JSON.stringify(plant(JSON.parse(body), next));
  } catch {
    const lines = body.split('\n').map((line) => {
      try {
        return JSON.stringify(plant(JSON.parse(line), next), (key, value: unknown) => (key === 'length' ? undefined : value));
      } catch {
        return line;
      }
    });
    return lines.some((line) => line.startsWith('{')) ? lines.join('\n') : undefined;
  }
};

const saved = (request: IngestRequest, next: Next): Sent | undefined => {
  const body = plantedLines(Buffer.from(request.body).toString(), next);
  if (body === undefined) return undefined;
  return {
    path: request.path,
    headers: request.headers as Record<string, string>,
    query: request.query as Record<string, string>,
    body: Buffer.from(body),
  };
};

/** The saved events of a receiver of JSON, with texts in what is free to write. */
const ofSaved = (receiver: string): Door => ({
  name: receiver,
  requests: (next) => savedEvents(receiver).flatMap(({ request }) => saved(request, next) ?? []),
});

const firehose: Door = {
  name: 'firehose',
  requests: (next, at) => {
    const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
    const subscription = {
      ...{
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: '/aws/lambda/payment',
        logStream: 'a',
        subscriptionFilters: ['all'],
      },
      logEvents: many(60, (index) => ({ id: String(index), timestamp: at, message: next() })),
    };
    const records = [
      gzipSync(JSON.stringify(subscription)),
      ...many(20, () => Buffer.from(next())),
      Buffer.from(JSON.stringify({ level: 'error', message: next() })),
    ];
    const body = { requestId, timestamp: at, records: records.map((data) => ({ data: data.toString('base64') })) };
    return [send('/aws/firehose', json, JSON.stringify(body), { 'x-amz-firehose-request-id': requestId })];
  },
};

const alertmanager: Door = {
  name: 'alertmanager',
  requests: (next, at) => [
    send(
      '/alertmanager',
      json,
      JSON.stringify({
        ...{ version: '4', groupKey: '{}:{alertname="OrdersDown"}', receiver: 'streamwarden', status: 'firing' },
        ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: next() },
        alerts: many(20, (index) => ({
          status: 'firing',
          labels: { alertname: `Orders${index}`, severity: 'critical', job: 'shop/payment', detail: next() },
          annotations: { summary: next(), description: next() },
          ...{
            startsAt: new Date(at).toISOString(),
            endsAt: '0001-01-01T00:00:00Z',
            generatorURL: next(),
            fingerprint: String(index).padStart(16, '0'),
          },
        })),
      }),
    ),
  ],
};

const cloudEvents: Door = {
  name: 'cloudevents',
  requests: (next, at) => [
    send(
      '/v1/events',
      'application/cloudevents-batch+json',
      JSON.stringify(
        many(30, (index) => ({
          ...{ specversion: '1.0', id: `e${at}-${index}`, source: '/shop/payment', type: 'com.shop.payment.failed', subject: next() },
          ...{ severity: 'critical', datacontenttype: 'application/json', data: { message: next(), request: { query: next() } } },
        })),
      ),
    ),
  ],
};

const telegraf: Door = {
  name: 'telegraf',
  requests: (next, at) => [
    send(
      '/telegraf',
      json,
      JSON.stringify({
        metrics: many(50, () => ({
          name: 'exec',
          timestamp: Math.floor(at / 1000),
          tags: { target: next() },
          fields: { depth: 3, state: next() },
        })),
      }),
    ),
  ],
};

const collectd: Door = {
  name: 'collectd',
  requests: (next, at) => [
    send(
      '/collectd',
      json,
      JSON.stringify([
        ...many(40, (index) => ({
          ...{ values: [index], dstypes: ['gauge'], dsnames: ['value'], time: at / 1000, interval: 10, host: 'payment-1' },
          ...{ plugin: 'exec', plugin_instance: next(), type: 'gauge', type_instance: next() },
        })),
      ]),
    ),
    send(
      '/collectd',
      json,
      JSON.stringify(
        many(10, () => ({
          labels: { alertname: 'collectd_exec_gauge', instance: 'payment-1', severity: 'FAILURE', service: 'collectd' },
          annotations: { summary: next() },
        })),
      ),
    ),
  ],
};

/** Every door that telemetry comes through. */
export const doors: readonly Door[] = [
  ...otlp('/v1/logs', logs),
  ...otlp('/v1/traces', spans),
  ...otlp('/v1/metrics', metrics),
  ...[remoteWrite, influx, statsd, alertmanager, firehose, cloudEvents, telegraf, collectd],
  ...['sentry', 'grafana', 'datadog', 'pagerduty', 'splunk', 'kubernetes-events', 'aws-events'].map(ofSaved),
];
