/** Small OTLP requests in protobuf that hold everything the three signals can say, for tests to damage and compare. */
import { writeProtobuf } from '#test/support/otlp-writer.ts';

const t = '1764000000123456789';
const ids = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const attributes = [
  { key: 'http.route', value: { stringValue: '/pay' } },
  { key: 'big', value: { intValue: '9223372036854775807' } },
  { key: 'ratio', value: { doubleValue: 0.3125 } },
  { key: 'sampled', value: { boolValue: true } },
  { key: 'raw', value: { bytesValue: 'AAEC' } },
  { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }] } } },
  { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { stringValue: 'v' } }] } } },
];
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] };
const scope = { name: '@shop/checkout', version: '1.4.0', attributes: attributes.slice(0, 1) };
const schemaUrl = 'https://opentelemetry.io/schemas/1.38.0';

const logRecords = [
  {
    timeUnixNano: t,
    observedTimeUnixNano: t,
    severityNumber: 17,
    severityText: 'ERROR',
    body: { stringValue: 'Payment refused.' },
    attributes,
    flags: 1,
    ...ids,
    eventName: 'payment.refused',
  },
  { timeUnixNano: t, severityNumber: 9, body: { kvlistValue: { values: attributes.slice(0, 2) } } },
  ...attributes.map((attribute) => ({ timeUnixNano: t, severityNumber: 13, attributes: [attribute] })),
];

const exemplars = [{ timeUnixNano: t, asDouble: 1.5, ...ids, filteredAttributes: attributes.slice(0, 2) }];
const point = { startTimeUnixNano: t, timeUnixNano: t, attributes: attributes.slice(0, 1) };
const metrics = [
  {
    name: 'queue.depth',
    unit: '{message}',
    description: 'Messages waiting.',
    gauge: { dataPoints: [{ ...point, asDouble: 3.5, exemplars }] },
  },
  {
    name: 'requests',
    sum: {
      dataPoints: [
        { ...point, asInt: '12' },
        { ...point, flags: 1 },
      ],
      aggregationTemporality: 2,
      isMonotonic: true,
    },
  },
  {
    name: 'latency',
    unit: 's',
    histogram: {
      dataPoints: [
        { ...point, count: '6', sum: 2.5, bucketCounts: ['1', '2', '3'], explicitBounds: [0.1, 1], exemplars, min: 0.01, max: 2 },
      ],
      aggregationTemporality: 1,
    },
  },
  {
    name: 'size',
    exponentialHistogram: {
      dataPoints: [
        {
          ...point,
          count: '9',
          sum: 30,
          scale: -1,
          zeroCount: '1',
          positive: { offset: -2, bucketCounts: ['1', '300', '2'] },
          negative: { offset: 3, bucketCounts: ['5'] },
          exemplars,
          min: -4,
          max: 9,
          zeroThreshold: 0.001,
        },
      ],
      aggregationTemporality: 2,
    },
  },
  {
    name: 'pause',
    summary: {
      dataPoints: [
        {
          ...point,
          count: '4',
          sum: 8,
          quantileValues: [
            { quantile: 0.5, value: 2 },
            { quantile: 0.99, value: 3 },
          ],
        },
      ],
    },
  },
];

const labels = [
  { key: 'host', value: 'db-1' },
  { key: 'region', value: 'eu' },
];
const pointOf07 = { labels, startTimeUnixNano: t, timeUnixNano: t };

/** The kinds of OTLP 0.7 that later versions dropped, and its labels on those they kept. */
const metrics07 = [
  { name: 'threads', intGauge: { dataPoints: [{ ...pointOf07, asInt: '-7' }] } },
  {
    name: 'requests',
    intSum: {
      dataPoints: [{ ...pointOf07, asInt: '1523', exemplars: [{ labels, timeUnixNano: t, asInt: '42', ...ids }] }],
      aggregationTemporality: 1,
      isMonotonic: true,
    },
  },
  {
    name: 'latency',
    intHistogram: {
      dataPoints: [{ ...pointOf07, count: '6', sum: '15234', bucketCounts: ['1', '2', '3'], explicitBounds: [10, 50] }],
      aggregationTemporality: 2,
    },
  },
  { name: 'amazonaws.com/Shop/Orders', summary: { dataPoints: [{ ...pointOf07, count: '2', sum: 3, quantileValues: [{ value: 1 }] }] } },
];

const spans = [
  {
    ...ids,
    parentSpanId: 'b7ad6b7169203331',
    traceState: 'a=1',
    flags: 257,
    name: 'POST /pay',
    kind: 2,
    startTimeUnixNano: t,
    endTimeUnixNano: '1764000000987654321',
    attributes,
    events: [{ timeUnixNano: t, name: 'exception', attributes: attributes.slice(0, 2) }],
    links: [{ ...ids, traceState: 'b=2', attributes: attributes.slice(0, 1) }],
    status: { code: 2, message: 'refused' },
  },
  { ...ids, name: 'SELECT', kind: 3, startTimeUnixNano: t, endTimeUnixNano: t },
  ...attributes.map((attribute) => ({ ...ids, name: 'a', startTimeUnixNano: t, endTimeUnixNano: t, attributes: [attribute] })),
  { ...ids, name: 'b', startTimeUnixNano: t, endTimeUnixNano: t, events: [{ timeUnixNano: t, name: 'retry' }], links: [ids] },
];

/** So little of a resource that a body may end within what is compared with it. */
const little = {
  resource: { attributes: [{ key: 'k' }] },
  scope: { name: 's', attributes: [{ key: 'k', value: { stringValue: 'a value of some length' } }] },
};

const write = (path: string, resources: string, scopes: string, items: string, all: readonly object[]): Buffer[] => {
  const request = (owner: object, from: object, some: readonly object[]): Buffer =>
    (writeProtobuf[path] as (json: object) => Buffer)({ [resources]: [{ ...owner, [scopes]: [{ ...from, [items]: some }] }] });
  // Mostly one item alone: of what is small, more can be damaged.
  const whole = [all.slice(0, 2), ...all.map((one) => [one])].map((some) => request({ resource, schemaUrl }, { scope, schemaUrl }, some));
  return [...whole, request({ resource: little.resource }, { scope: little.scope }, all.slice(-1))];
};

export const smallOtlp = {
  logs: write('/v1/logs', 'resourceLogs', 'scopeLogs', 'logRecords', logRecords),
  metrics: write('/v1/metrics', 'resourceMetrics', 'scopeMetrics', 'metrics', [...metrics, ...metrics07]),
  traces: write('/v1/traces', 'resourceSpans', 'scopeSpans', 'spans', spans),
} as const;
