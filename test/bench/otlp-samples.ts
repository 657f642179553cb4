/** OTLP requests of a thousand items as a busy shop's agents send them, in JSON and protobuf; made by seed, the same every time. */
import { writeProtobuf } from '#test/support/otlp-writer.ts';

/** A small repeatable random source (mulberry32). */
const randomSource = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

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

const pick = <T>(random: () => number, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

const routes = ['/cart', '/cart/items', '/checkout', '/orders/{id}', '/payment/authorize', '/shipping/quote', '/healthz'];
const methods = ['GET', 'POST', 'PUT'];

const message = (random: () => number): string => {
  const order = Math.floor(random() * 1e6);
  const ms = Math.floor(random() * 900);
  return pick(random, [
    `order ${order} accepted for customer c-${hex(random, 6)} with ${Math.floor(random() * 9) + 1} items, total ${(random() * 400).toFixed(2)} EUR, reserved in warehouse fra-${order % 7}`,
    `payment provider answered 200 in ${ms} ms for order ${order}; authorisation code ${hex(random, 8)} stored, capture scheduled by the nightly settlement run`,
    `cache miss for product catalogue page ${order % 400}; loaded ${Math.floor(random() * 60)} entries from the replica in ${ms} ms and refreshed the edge copy`,
    `request to inventory failed with ECONNRESET after ${ms} ms, attempt ${1 + (order % 3)} of 3, next attempt in ${ms % 100} ms using the secondary endpoint`,
  ]);
};

const logs = (count: number) => {
  const random = randomSource(1);
  let time = start;
  const logRecords = Array.from({ length: count }, (_, row) => {
    time += BigInt(Math.floor(random() * 5_000_000));
    const error = row % 17 === 0;
    return {
      timeUnixNano: String(time),
      observedTimeUnixNano: String(time + 250_000n),
      severityNumber: error ? 17 : 9,
      severityText: error ? 'ERROR' : 'INFO',
      body: { stringValue: message(random) },
      attributes: attributes({
        'http.request.method': pick(random, methods),
        'http.route': pick(random, routes),
        'http.response.status_code': pick(random, [200, 200, 200, 201, 404, 500]),
        'code.function.name': pick(random, ['placeOrder', 'authorise', 'loadPage', 'reserveStock']),
        'thread.name': `worker-${row % 8}`,
        'user.segment': pick(random, ['anonymous', 'returning', 'business']),
        'request.id': `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
        'client.address': `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`,
        'url.path': `/orders/${Math.floor(random() * 1e6)}/lines/${Math.floor(random() * 9)}`,
        'server.duration_ms': Math.round(random() * 1e5) / 100,
        'code.file.path': '/srv/app/dist/checkout/order-service.js',
      }),
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
  logs: sample('/v1/logs', 1000, logs(1000)),
  metrics: sample('/v1/metrics', 1000, metrics(1000)),
  traces: sample('/v1/traces', 1000, traces(1000)),
} as const;
