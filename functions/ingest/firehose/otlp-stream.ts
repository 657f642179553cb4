/**
 * A CloudWatch metric stream in OpenTelemetry 1.0 or 0.7 (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-opentelemetry-translation-100.html):
 * one request of OTLP after another, each behind its length. They become what the same metrics become in JSON.
 */
import { AppError, InputError } from '#kernel/errors.ts';
import type { JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused, type Tally } from '#kernel/reading/tally.ts';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { MetricSignal, Signal, Summary } from '#kernel/signal.ts';
import type { MetricReader } from './metric-stream.ts';

/** Reads an ExportMetricsServiceRequest; what of it is refused goes to the tally. */
export type ReadOtlpMetrics = (request: Uint8Array, tally: Tally) => readonly Signal[];

const cutOff = (): ItemRefused => new ItemRefused('a metric stream in an OpenTelemetry format is cut off');

/** The messages of a record, each behind an unsigned varint of 32 bits. */
const messagesOf = function* (bytes: Buffer): Generator<Buffer> {
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80; shift += 7) {
      byte = bytes[at] ?? 0x80;
      if (at >= bytes.length || shift > 28) throw cutOff();
      length += (byte & 0x7f) * 2 ** shift;
      at += 1;
    }
    if (length > bytes.length - at) throw cutOff();
    yield bytes.subarray(at, at + length);
    at += length;
  }
};

/** Whether these are such messages. Each begins with field 1, the metrics of a resource. */
export const isOtlpStream = (bytes: Buffer): boolean => {
  let at = 0;
  while (at < 5 && (bytes[at] ?? 0) >= 0x80) at += 1;
  return bytes[at + 1] === 0x0a;
};

const textOf = (value: AttributeValue | undefined): string => (typeof value === 'string' ? value : '');

/** Minimum and maximum are the quantiles 0 and 1, others percentiles: 0.999 is `p99.9`. */
const statisticsOf = ({ count, sum, quantiles }: Summary): JsonObject => {
  const named = quantiles.map(({ quantile, value }): [string, number] => {
    if (quantile === 0) return ['min', value];
    return [quantile === 1 ? 'max' : `p${Number((quantile * 100).toFixed(6))}`, value];
  });
  return { ...Object.fromEntries(named), count, sum };
};

/** The dimensions: a map of their own in 1.0, labels beside the names in 0.7. */
const dimensionsOf = ({ Namespace: _, MetricName: __, Dimensions: map, ...labels }: Attributes): unknown => map ?? labels;

/** As the JSON format has it. */
const inJson = ({ resource, attributes }: MetricSignal, summary: Summary): JsonObject => ({
  metric_stream_name: /:metric-stream\/(.+)$/.exec(textOf(resource.attributes['aws.exporter.arn']))?.[1],
  account_id: resource.attributes['cloud.account.id'],
  region: resource.attributes['cloud.region'],
  namespace: attributes['Namespace'],
  metric_name: attributes['MetricName'],
  dimensions: dimensionsOf(attributes),
  value: statisticsOf(summary),
});

/** As the JSON format's units come to be written: nothing for CloudWatch's `None`, and one spelling of `{Count}`. */
const plainUnit = (unit = ''): string => (unit === '1' ? '' : unit.replace('{Count}', '{count}'));

/** The metrics of a record. What is no metric of CloudWatch's form stays as it was sent. */
export const readOtlpStream = (
  bytes: Buffer,
  read: ReadOtlpMetrics,
  metricsOf: MetricReader,
  push: (signal: Signal) => void,
  tally: Tally,
): void => {
  for (const message of messagesOf(bytes)) {
    for (const signal of readMessage(message, read, tally)) {
      if (signal.kind !== 'metric' || signal.data.type !== 'summary' || textOf(signal.attributes['MetricName']) === '') push(signal);
      else {
        const unit = plainUnit(signal.unit);
        const { timeUnixNano, startTimeUnixNano } = signal;
        for (const metric of metricsOf(inJson(signal, signal.data.value)))
          push({ ...metric, timeUnixNano, ...(startTimeUnixNano !== undefined && { startTimeUnixNano }), ...(unit !== '' && { unit }) });
      }
    }
  }
};

/** InputError where a request is too large; what cannot be read is refused alone. */
const readMessage = (message: Buffer, read: ReadOtlpMetrics, tally: Tally): readonly Signal[] => {
  try {
    return read(message, tally);
  } catch (error) {
    if (error instanceof AppError && !(error instanceof InputError && error.reason === 'malformed')) throw error;
    throw new ItemRefused('a message of a metric stream in an OpenTelemetry format cannot be read');
  }
};
