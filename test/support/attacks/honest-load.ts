/** The largest requests that honest clients may send: as much of everything as is let in. */
import { gzipSync } from 'node:zlib';
import { writeProtobuf } from '#test/support/otlp-writer.ts';
import { writeRequest1 } from '#test/support/remote-write-writer.ts';
import { type Attack, json, protobuf, text } from './attack.ts';

const megabyte = 1024 * 1024;
const at = '1763632800000000000';

/** As many items as fit into so many bytes, by what one takes. */
const fill = <Item>(size: number, item: (at: number) => Item): Item[] => {
  const one = JSON.stringify(item(100_000)).length + 1;
  return Array.from({ length: Math.floor(size / one) }, (_, index) => item(index));
};

/** No two alike. */
const mixed = (seed: number): string => (Math.imul(seed + 1, 2_654_435_761) >>> 0).toString(36);
const sentence = 'accepted for delivery; payment was authorised by the provider and the goods are reserved in the warehouse. ';

const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const order = (seed: number) => ({ key: 'order.id', value: { stringValue: mixed(seed) } });
const logs = (size: number, sentences: number) => ({
  resourceLogs: [
    {
      resource,
      scopeLogs: [
        {
          logRecords: fill(size, (seed) => ({
            timeUnixNano: at,
            severityNumber: 9,
            body: { stringValue: `order ${mixed(seed)} ${sentence.repeat(sentences)}` },
            attributes: [order(seed)],
          })),
        },
      ],
    },
  ],
});
const spans = (count: number) => ({
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          spans: Array.from({ length: count }, (_, seed) => ({
            traceId: mixed(seed)
              .padStart(32, '0')
              .replaceAll(/[^0-9]/g, 'a'),
            spanId: mixed(seed)
              .padStart(16, '0')
              .replaceAll(/[^0-9]/g, 'a'),
            name: 'POST /orders',
            startTimeUnixNano: at,
            endTimeUnixNano: at,
            attributes: [order(seed), order(seed + 1)],
            events: [{ timeUnixNano: at, name: 'paid', attributes: [order(seed)] }],
          })),
        },
      ],
    },
  ],
});
const gauge = (seed: number) => ({
  attributes: [{ key: 'queue', value: { stringValue: mixed(seed) } }],
  timeUnixNano: at,
  asDouble: seed / 7,
});
const gauges = (count: number) => ({
  resourceMetrics: [
    {
      resource,
      scopeMetrics: [{ metrics: [{ name: 'depth', gauge: { dataPoints: Array.from({ length: count }, (_, seed) => gauge(seed)) } }] }],
    },
  ],
});
const series = (seed: number) => ({
  labels: [
    { name: '__name__', value: 'requests_total' },
    { name: 'job', value: 'shop' },
    { name: 'path', value: mixed(seed) },
  ],
  samples: [{ value: seed, timestamp: 1_763_632_800_000 }],
});
const protobufOf = (path: string, value: object): Buffer => (writeProtobuf[path] as (value: object) => Buffer)(value);

const packedJson = (name: string, path: string, value: () => object): Attack => ({
  ...{ name, path, status: 200, headers: { ...json, 'content-encoding': 'gzip' } },
  body: () => gzipSync(JSON.stringify(value()), { level: 1 }),
});
const packed = (name: string, path: string, status: number, headers: Attack['headers'], body: () => Uint8Array | string): Attack => ({
  ...{ name, path, status, headers: { ...headers, 'content-encoding': 'gzip' } },
  body: () => gzipSync(body(), { level: 1 }),
});

export const honestLoad: readonly Attack[] = [
  {
    ...{ name: '6 MB of logs in JSON, as they are', path: '/v1/logs', headers: json, status: 200 },
    body: () => Buffer.from(JSON.stringify(logs(5.2 * megabyte, 4))),
  },
  packedJson('20 MB of logs in JSON', '/v1/logs', () => logs(19.9 * megabyte, 4)),
  packedJson('80,000 short logs in JSON', '/v1/logs', () => logs(14 * megabyte, 0)),
  packedJson('a text of 20 MB with one letter that is not Latin', '/v1/logs', () => ({
    resourceLogs: [
      { resource, scopeLogs: [{ logRecords: [{ timeUnixNano: at, body: { stringValue: `Ω${'a'.repeat(20 * megabyte - 500)}` } }] }] },
    ],
  })),
  packedJson('15,000 spans with events, in JSON', '/v1/traces', () => spans(15_000)),
  packed('30,000 logs', '/v1/logs', 200, protobuf, () => protobufOf('/v1/logs', logs(10 * megabyte, 1))),
  packed('20,000 points of a gauge', '/v1/metrics', 200, protobuf, () => protobufOf('/v1/metrics', gauges(20_000))),
  packed('20,000 series of remote write', '/api/v1/write', 204, protobuf, () =>
    writeRequest1({ timeseries: Array.from({ length: 20_000 }, (_, seed) => series(seed)) }),
  ),
  packed('60,000 lines', '/api/v2/write', 204, text, () =>
    Array.from({ length: 60_000 }, (_, seed) => `cpu,host=${mixed(seed % 500)} usage=${seed / 7} ${at}`).join('\n'),
  ),
  packedJson('60,000 points of Telegraf with large integers', '/telegraf', () => ({
    metrics: Array.from({ length: 60_000 }, (_, seed) => ({
      ...{ name: 'disk', tags: { host: mixed(seed % 500) }, timestamp: 1_763_632_800 },
      fields: { free: seed },
    })),
  })),
];
