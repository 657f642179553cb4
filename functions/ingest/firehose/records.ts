/** Tells what each record holds, and reads it: log subscriptions, metric streams, other JSON, lines of text. */
import { isUtf8 } from 'node:buffer';
import { checkJsonSize, isObject, parseJsonText } from '#kernel/reading/json.ts';
import { jsonTexts } from '#kernel/reading/json-sequence.ts';
import { ItemRefused, type Tally, tallied } from '#kernel/reading/tally.ts';
import { textLines } from '#kernel/reading/text-lines.ts';
import type { Signal } from '#kernel/signal.ts';
import { isSubscription, readSubscription } from './cloudwatch-logs.ts';
import type { Delivery } from './delivery.ts';
import { logOfLine, logOfValue } from './log-records.ts';
import { isMetric, metricReader } from './metric-stream.ts';
import { isOtlpStream, type ReadOtlpMetrics, readOtlpStream } from './otlp-stream.ts';
import { recordReader } from './record-bytes.ts';

/** The JSON values of a record, or undefined where it is not JSON throughout: a line of a log may well begin with a brace. */
const valuesOf = (bytes: Buffer, part: () => void): readonly unknown[] | undefined => {
  const first = bytes.find((byte) => byte > 0x20);
  if (first !== 0x7b && first !== 0x5b) return undefined;
  checkJsonSize(bytes);
  const values: unknown[] = [];
  try {
    for (const text of jsonTexts(bytes)) {
      if (!(text.startsWith('{') || text.startsWith('['))) return undefined;
      part();
      values.push(parseJsonText(text));
    }
  } catch (error) {
    if (error instanceof Error && error.cause instanceof SyntaxError) return undefined;
    throw error;
  }
  return values;
};

/** The signals of all records. */
export const readRecords = (
  { records, common, timeUnixNano }: Delivery,
  readOtlpMetrics: ReadOtlpMetrics,
  tally: Tally,
  part: () => void,
): Signal[] => {
  const signals: Signal[] = [];
  const resource = { attributes: common };
  const bytesOf = recordReader();
  const metricsOf = metricReader(common);
  const push = (signal: Signal): void => {
    signals.push(signal);
  };
  const readValue = (value: unknown): void => {
    if (isObject(value) && isSubscription(value)) readSubscription(value, common, push, tally, part);
    else if (isObject(value) && isMetric(value))
      for (const metric of metricsOf(value)) {
        part();
        push(metric);
      }
    else push(logOfValue(value, timeUnixNano, resource, part));
  };
  const readBinary = (bytes: Buffer): void => {
    if (!isOtlpStream(bytes)) throw new ItemRefused('a record is neither text, nor gzip of text, nor a metric stream');
    const counted = (signal: Signal): void => {
      part();
      push(signal);
    };
    readOtlpStream(bytes, readOtlpMetrics, metricsOf, counted, tally);
  };
  for (const record of records) {
    part();
    tallied(tally, () => {
      const bytes = bytesOf(record);
      if (!isUtf8(bytes) || bytes.includes(0)) {
        readBinary(bytes);
        return;
      }
      const values = valuesOf(bytes, part);
      for (const value of values ?? []) tallied(tally, () => readValue(value));
      if (values !== undefined) return;
      for (const line of textLines(bytes)) {
        part();
        push(logOfLine(line, timeUnixNano, resource));
      }
    });
  }
  return signals;
};
