/** Writes OTLP requests, given as OTLP/JSON, in protobuf: for tests and benchmarks that need both encodings of the same data. Our own, and simple rather than fast. */

type Json = Readonly<Record<string, unknown>>;
export type Write = (value: never) => Buffer;
export type Field = readonly [number: number, wire: 0 | 1 | 2 | 5, write: Write, repeated?: 'repeated' | 'packed'];

const varint = (value: bigint): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
};

const buffer8 = (fill: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(8);
  fill(buffer);
  return buffer;
};

export const text: Write = (value: string) => Buffer.from(value, 'utf8');
const hex: Write = (value: string) => Buffer.from(value, 'hex');
const base64: Write = (value: string) => Buffer.from(value, 'base64');
export const integer: Write = (value: string | number) => varint(BigInt(value));
const bool: Write = (value: boolean) => varint(value ? 1n : 0n);
export const zigzag: Write = (value: number) => varint(BigInt.asUintN(32, BigInt((value << 1) ^ (value >> 31))));
const fixed64: Write = (value: string | number) => buffer8((b) => b.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value))));
export const double: Write = (value: number | string) => buffer8((b) => b.writeDoubleLE(Number(value)));
const fixed32: Write = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};

export const message =
  (fields: () => Readonly<Record<string, Field>>): Write =>
  (value: Json) => {
    const parts: Buffer[] = [];
    for (const [name, [number, wire, write, repeated]] of Object.entries(fields())) {
      const given = value[name];
      if (given === undefined || given === null) continue;
      const tag = (type: number) => varint(BigInt(number * 8 + type));
      const put = (item: unknown): void => {
        const body = write(item as never);
        parts.push(tag(wire), ...(wire === 2 ? [varint(BigInt(body.length))] : []), body);
      };
      if (repeated === 'packed') {
        const body = Buffer.concat((given as unknown[]).map((item) => write(item as never)));
        if (body.length > 0) parts.push(tag(2), varint(BigInt(body.length)), body);
      } else if (repeated === 'repeated') for (const item of given as unknown[]) put(item);
      else put(given);
    }
    return Buffer.concat(parts);
  };

const anyValue: Write = message(() => ({
  stringValue: [1, 2, text],
  boolValue: [2, 0, bool],
  intValue: [3, 0, integer],
  doubleValue: [4, 1, double],
  arrayValue: [5, 2, message(() => ({ values: [1, 2, anyValue, 'repeated'] }))],
  kvlistValue: [6, 2, message(() => ({ values: [1, 2, keyValue, 'repeated'] }))],
  bytesValue: [7, 2, base64],
}));
const keyValue: Write = message(() => ({ key: [1, 2, text], value: [2, 2, anyValue] }));
const attributes = (number: number): Field => [number, 2, keyValue, 'repeated'];

const resource = message(() => ({ attributes: attributes(1) }));
const scope = message(() => ({ name: [1, 2, text], version: [2, 2, text], attributes: attributes(3) }));

const logRecord = message(() => ({
  timeUnixNano: [1, 1, fixed64],
  observedTimeUnixNano: [11, 1, fixed64],
  severityNumber: [2, 0, integer],
  severityText: [3, 2, text],
  body: [5, 2, anyValue],
  attributes: attributes(6),
  flags: [8, 5, fixed32],
  traceId: [9, 2, hex],
  spanId: [10, 2, hex],
  eventName: [12, 2, text],
}));

/** Of OTLP 0.7, where attributes are now. */
const labels: Field = [1, 2, message(() => ({ key: [1, 2, text], value: [2, 2, text] })), 'repeated'];

const exemplarFields: Record<string, Field> = {
  labels,
  timeUnixNano: [2, 1, fixed64],
  asDouble: [3, 1, double],
  spanId: [4, 2, hex],
  traceId: [5, 2, hex],
  asInt: [6, 1, fixed64],
  filteredAttributes: attributes(7),
};
const exemplar = message(() => exemplarFields);
const intExemplar = message(() => ({ ...exemplarFields, asInt: [3, 1, fixed64] }));
const times = { startTimeUnixNano: [2, 1, fixed64] as Field, timeUnixNano: [3, 1, fixed64] as Field };
const numberFields: Record<string, Field> = {
  attributes: attributes(7),
  labels,
  ...times,
  asDouble: [4, 1, double],
  asInt: [6, 1, fixed64],
  exemplars: [5, 2, exemplar, 'repeated'],
  flags: [8, 0, integer],
};
const numberPoint = message(() => numberFields);
const intPoint = message(() => ({ ...numberFields, asInt: [4, 1, fixed64], exemplars: [5, 2, intExemplar, 'repeated'] }));
const histogramFields: Record<string, Field> = {
  attributes: attributes(9),
  labels,
  ...times,
  count: [4, 1, fixed64],
  sum: [5, 1, double],
  bucketCounts: [6, 1, fixed64, 'packed'],
  explicitBounds: [7, 1, double, 'packed'],
  exemplars: [8, 2, exemplar, 'repeated'],
  flags: [10, 0, integer],
  min: [11, 1, double],
  max: [12, 1, double],
};
const histogramPoint = message(() => histogramFields);
const intHistogramPoint = message(() => ({ ...histogramFields, sum: [5, 1, fixed64], exemplars: [8, 2, intExemplar, 'repeated'] }));
const buckets = message(() => ({ offset: [1, 0, zigzag], bucketCounts: [2, 0, integer, 'packed'] }));
const exponentialPoint = message(() => ({
  attributes: attributes(1),
  ...times,
  count: [4, 1, fixed64],
  sum: [5, 1, double],
  scale: [6, 0, zigzag],
  zeroCount: [7, 1, fixed64],
  positive: [8, 2, buckets],
  negative: [9, 2, buckets],
  flags: [10, 0, integer],
  exemplars: [11, 2, exemplar, 'repeated'],
  min: [12, 1, double],
  max: [13, 1, double],
  zeroThreshold: [14, 1, double],
}));
const quantile = message(() => ({ quantile: [1, 1, double], value: [2, 1, double] }));
const summaryPoint = message(() => ({
  attributes: attributes(7),
  labels,
  ...times,
  count: [4, 1, fixed64],
  sum: [5, 1, double],
  quantileValues: [6, 2, quantile, 'repeated'],
  flags: [8, 0, integer],
}));
const points = (point: Write): Write =>
  message(() => ({ dataPoints: [1, 2, point, 'repeated'], aggregationTemporality: [2, 0, integer], isMonotonic: [3, 0, bool] }));
const metric = message(() => ({
  name: [1, 2, text],
  description: [2, 2, text],
  unit: [3, 2, text],
  intGauge: [4, 2, points(intPoint)],
  intSum: [6, 2, points(intPoint)],
  intHistogram: [8, 2, points(intHistogramPoint)],
  gauge: [5, 2, points(numberPoint)],
  sum: [7, 2, points(numberPoint)],
  histogram: [9, 2, points(histogramPoint)],
  exponentialHistogram: [10, 2, points(exponentialPoint)],
  summary: [11, 2, points(summaryPoint)],
}));

const spanEvent = message(() => ({ timeUnixNano: [1, 1, fixed64], name: [2, 2, text], attributes: attributes(3) }));
const spanLink = message(() => ({ traceId: [1, 2, hex], spanId: [2, 2, hex], traceState: [3, 2, text], attributes: attributes(4) }));
const span = message(() => ({
  traceId: [1, 2, hex],
  spanId: [2, 2, hex],
  traceState: [3, 2, text],
  parentSpanId: [4, 2, hex],
  name: [5, 2, text],
  kind: [6, 0, integer],
  startTimeUnixNano: [7, 1, fixed64],
  endTimeUnixNano: [8, 1, fixed64],
  attributes: attributes(9),
  events: [11, 2, spanEvent, 'repeated'],
  links: [13, 2, spanLink, 'repeated'],
  status: [15, 2, message(() => ({ message: [2, 2, text], code: [3, 0, integer] }))],
  flags: [16, 5, fixed32],
}));

const request = (ofResource: string, ofScope: string, items: string, item: Write): Write => {
  const inner = message(() => ({ scope: [1, 2, scope], [items]: [2, 2, item, 'repeated'], schemaUrl: [3, 2, text] }));
  const outer = message(() => ({ resource: [1, 2, resource], [ofScope]: [2, 2, inner, 'repeated'], schemaUrl: [3, 2, text] }));
  return message(() => ({ [ofResource]: [1, 2, outer, 'repeated'] }));
};

/** One writer a path. */
export const writeProtobuf: Readonly<Record<string, (json: Json) => Buffer>> = {
  '/v1/logs': request('resourceLogs', 'scopeLogs', 'logRecords', logRecord) as (json: Json) => Buffer,
  '/v1/metrics': request('resourceMetrics', 'scopeMetrics', 'metrics', metric) as (json: Json) => Buffer,
  '/v1/traces': request('resourceSpans', 'scopeSpans', 'spans', span) as (json: Json) => Buffer,
};
