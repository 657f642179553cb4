/** What AWS sends: alarms, Health and EventBridge's events to one address, and Firehose's deliveries to another. */
import { gzipSync } from 'node:zlib';
import { inflate } from '#functions/ingest/inflate.ts';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { type Payload, payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { unwrappedRequest } from './alerts.ts';
import { jsonOf, type PayloadCase, type PayloadProtocol, sentenceAt, sum } from './protocol.ts';

export const awsEvents: PayloadProtocol = {
  names: ['cloudwatch-alarm', 'aws-health', 'aws-lambda-event'],
  status: 200,
  cases: (payload) => {
    const request = unwrappedRequest(payload, '/aws/events');
    const signals = (): number => {
      const sent = jsonOf<readonly unknown[] | { Records?: readonly unknown[] }>(request.body);
      return 'length' in sent ? sent.length : (sent.Records?.length ?? 1);
    };
    return [{ request, signals }];
  },
  sentence: sentenceAt('message'),
};

const requestId = 'telegraf-test-id';

const deliveryOf = (record: Uint8Array): Buffer =>
  Buffer.from(JSON.stringify({ requestId, timestamp: 1_793_610_000_000, records: [{ data: Buffer.from(record).toString('base64') }] }));

const posted = (payload: Payload, changed: Partial<IngestRequest> = {}): IngestRequest => {
  const request = payloadRequest(payload, '/aws/firehose');
  return { ...request, ...changed, headers: { ...request.headers, 'x-amz-firehose-request-id': requestId, ...changed.headers } };
};

interface StreamedMetric {
  readonly value: Readonly<Record<string, number>>;
}
interface Records {
  readonly requestId?: string;
  readonly records?: readonly { readonly data: string }[];
}

/** One signal a line of JSON, and one more a statistic beside count, sum, min and max. */
const metricsIn = (text: string): number =>
  sum(
    text.split('\n').filter((line) => line.trim() !== ''),
    (line) => {
      const { value } = JSON.parse(line) as StreamedMetric;
      return 1 + Object.keys(value).filter((name) => !['count', 'sum', 'min', 'max'].includes(name)).length;
    },
  );

/** The fixtures are whole deliveries. */
const metricStream = (payload: Payload): PayloadCase => {
  const delivery = jsonOf<Records>(inflate(payloadBody(payload), payload.contentEncoding ?? undefined));
  const headers = { 'x-amz-firehose-request-id': delivery.requestId };
  return {
    request: posted(payload, { headers }),
    signals: () => sum(delivery.records ?? [], ({ data }) => metricsIn(Buffer.from(data, 'base64').toString('utf8'))),
  };
};

/** The fixtures are what a record inflates to. */
const subscription = (payload: Payload): PayloadCase => ({
  request: posted(payload, { body: deliveryOf(gzipSync(payloadBody(payload))) }),
  signals: () => jsonOf<{ logEvents: readonly unknown[] }>(payloadBody(payload)).logEvents.length,
});

/** The fixture is the headers of a delivery. */
const delivery = (payload: Payload): PayloadCase => ({
  request: posted(payload, {
    body: deliveryOf(Buffer.from('a line\nand another\n')),
    headers: jsonOf<Record<string, string>>(payloadBody(payload)),
  }),
  signals: () => 2,
});

const readers: Readonly<Record<string, (payload: Payload) => PayloadCase>> = {
  'cloudwatch-metric-stream': metricStream,
  'cloudwatch-logs': subscription,
  firehose: delivery,
};

export const firehose: PayloadProtocol = {
  names: Object.keys(readers),
  status: 200,
  cases: (payload) => [readers[payload.protocol]?.(payload) as PayloadCase],
  sentence: sentenceAt('errorMessage'),
};
