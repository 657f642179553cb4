/** OTLP/HTTP requests in protobuf, as a collector sends them: gzipped, many resources in one. */
import { gzipSync } from 'node:zlib';
import { ProtobufWriter } from './protobuf-writer.ts';

export type Attributes = Readonly<Record<string, string | number>>;

/** Times in nanoseconds since the epoch. */
export interface LogItem {
  readonly at: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
}

export interface SampleItem {
  readonly at: bigint;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

export interface SpanItem {
  readonly startAt: bigint;
  readonly endAt: bigint;
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  /** OTLP's numbers: 2 server, 3 client. */
  readonly kind: number;
  readonly failed: boolean;
}

export interface Emitted<Item> {
  readonly resource: Attributes;
  readonly items: readonly Item[];
}

// Field numbers: opentelemetry-proto 1.x, common, resource, logs, metrics and trace [D].

const writeAttributes = (writer: ProtobufWriter, field: number, attributes: Attributes): void => {
  for (const [key, value] of Object.entries(attributes))
    writer.message(field, () => {
      writer.text(1, key);
      writer.message(2, () => (typeof value === 'string' ? writer.text(1, value) : writer.integer(3, value)));
    });
};

const writeLog = (writer: ProtobufWriter, item: LogItem): void => {
  writer.fixed64(1, item.at);
  writer.integer(2, item.severityNumber);
  writer.text(3, item.severityText);
  writer.message(5, () => writer.text(1, item.body));
};

const writeSample = (writer: ProtobufWriter, { name, unit, at, value }: SampleItem): void => {
  writer.text(1, name);
  writer.text(3, unit);
  writer.message(5, () =>
    writer.message(1, () => {
      writer.fixed64(3, at);
      writer.double(4, value);
    }),
  );
};

const writeSpan = (writer: ProtobufWriter, item: SpanItem): void => {
  writer.hex(1, item.traceId);
  writer.hex(2, item.spanId);
  writer.text(5, item.name);
  writer.integer(6, item.kind);
  writer.fixed64(7, item.startAt);
  writer.fixed64(8, item.endAt);
  if (item.failed) writer.message(15, () => writer.integer(3, 2));
};

const scopeName = 'streamwarden.load';

const request = <Item>(emitted: readonly Emitted<Item>[], writeItem: (writer: ProtobufWriter, item: Item) => void): Buffer => {
  const writer = new ProtobufWriter();
  for (const { resource, items } of emitted)
    writer.message(1, () => {
      writer.message(1, () => writeAttributes(writer, 1, resource));
      writer.message(2, () => {
        writer.message(1, () => writer.text(1, scopeName));
        for (const item of items) writer.message(2, () => writeItem(writer, item));
      });
    });
  return gzipSync(writer.bytes(), { level: 1 });
};

export const logsRequest = (emitted: readonly Emitted<LogItem>[]): Buffer => request(emitted, writeLog);
export const metricsRequest = (emitted: readonly Emitted<SampleItem>[]): Buffer => request(emitted, writeSample);
export const tracesRequest = (emitted: readonly Emitted<SpanItem>[]): Buffer => request(emitted, writeSpan);
