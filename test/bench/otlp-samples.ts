/** OTLP requests of a thousand items as a busy shop's agents send them, in JSON and protobuf; made by seed, the same every time. */
import { writeProtobuf } from '#test/support/otlp-writer.ts';
import { logLine } from './log-samples.ts';
import { hex, pick, randomSource } from './random.ts';

type Value = { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };
const value = (v: string | number | boolean): Value => {
  if (typeof v === 'string') return { stringValue: v };
  if (typeof v === 'boolean') return { boolValue: v };
  return Number.isInteger(v) ? { intValue: String(v) } : { doubleValue: v };
};
const attributes = (record: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(record).map(([key, v]) => ({ key, value: value(v) }));

const resource = {
  attributes: attributes({
    'service.name': 'checkout',
    'service.namespace': 'shop',
    'service.version': '2.14.3',
    'deployment.environment.name': 'prod',
    'k8s.namespace.name': 'shop',
    'k8s.deployment.name': 'checkout',
    'k8s.pod.name': 'checkout-6d4b9c7f5d-x2x7q',
    'k8s.node.name': 'ip-10-0-12-34.eu-central-1.compute.internal',
    'host.name': 'ip-10-0-12-34',
    'cloud.region': 'eu-central-1',
    'telemetry.sdk.language': 'nodejs',
  }),
};
const scope = { name: '@shop/checkout', version: '2.14.3' };
const start = 1_764_000_000_000_000_000n;

const routes = ['/cart', '/cart/items', '/checkout', '/orders/{id}', '/payment/authorize', '/shipping/quote', '/healthz'];
const methods = ['GET', 'POST', 'PUT'];

const logs = (count: number, seed: number) => {
  const random = randomSource(seed);
  let time = start;
  const logRecords = Array.from({ length: count }, () => {
    time += BigInt(Math.floor(random() * 5_000_000));
    const line = logLine(random);
    const [severityNumber, severityText] = line.severity;
    return {
      timeUnixNano: String(time),
      observedTimeUnixNano: String(time + 250_000n),
      severityNumber,
      severityText,
      body: { stringValue: line.body },
      attributes: attributes(line.attributes),
      flags: 1,
      traceId: hex(random, 32),
      spanId: hex(random, 16),
    };
  });
  return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }] };
};

const metrics = (count: number) => {
  const random = randomSource(2);
  const perMetric = 25;
  const list = Array.from({ length: count / perMetric }, (_, at) => {
    const points = Array.from({ length: perMetric }, (__, row) => ({
      attributes: attributes({ 'http.route': routes[row % 7] as string, 'http.request.method': methods[row % 3] as string, shard: row }),
      startTimeUnixNano: String(start),
      timeUnixNano: String(start + 60_000_000_000n),
      ...(at % 3 === 1 ? { asInt: String(Math.floor(random() * 1e5)) } : { asDouble: Math.round(random() * 1e6) / 1e3 }),
    }));
    const head = { name: `shop.checkout.metric_${at}`, unit: 'ms', description: 'A figure of the checkout service.' };
    return at % 3 === 1
      ? { ...head, sum: { dataPoints: points, aggregationTemporality: 2, isMonotonic: true } }
      : { ...head, gauge: { dataPoints: points } };
  });
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: list }] }] };
};

const traces = (count: number) => {
  const random = randomSource(3);
  let time = start;
  let traceId = '';
  let root = '';
  const spans = Array.from({ length: count }, (_, row) => {
    const first = row % 8 === 0;
    const spanId = hex(random, 16);
    if (first) {
      traceId = hex(random, 32);
      root = spanId;
    }
    time += BigInt(Math.floor(random() * 3_000_000));
    const failed = random() < 0.03;
    return {
      traceId,
      spanId,
      ...(first ? {} : { parentSpanId: root }),
      name: `${pick(random, methods)} ${pick(random, routes)}`,
      kind: first ? 2 : 3,
      startTimeUnixNano: String(time),
      endTimeUnixNano: String(time + BigInt(Math.floor(random() * 200_000_000))),
      attributes: attributes({
        'http.request.method': pick(random, methods),
        'http.route': pick(random, routes),
        'http.response.status_code': failed ? 500 : 200,
        'server.address': pick(random, ['inventory', 'payment', 'shipping']),
        'server.port': 8080,
        'network.protocol.version': '1.1',
        'user_agent.original': 'shop-client/3.2 (node 24)',
      }),
      status: failed ? { code: 2, message: 'upstream answered 500' } : {},
      flags: 257,
    };
  });
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] };
};

export interface Sample {
  readonly path: string;
  readonly count: number;
  readonly json: Buffer;
  readonly protobuf: Buffer;
}

const sample = (path: string, count: number, request: object): Sample => ({
  path,
  count,
  json: Buffer.from(JSON.stringify(request)),
  protobuf: (writeProtobuf[path] as (json: Readonly<Record<string, unknown>>) => Buffer)(request as Readonly<Record<string, unknown>>),
});

export const samples = {
  logs: sample('/v1/logs', 1000, logs(1000, 1)),
  metrics: sample('/v1/metrics', 1000, metrics(1000)),
  traces: sample('/v1/traces', 1000, traces(1000)),
} as const;

/** Requests of logs like those of `samples`, none like another: what one holds of customers, orders and ids tells nothing of the next. */
export const logBatches: readonly Sample[] = [
  samples.logs,
  ...Array.from({ length: 15 }, (_, at) => sample('/v1/logs', 1000, logs(1000, 101 + at))),
];
