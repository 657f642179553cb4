/** OTLP requests in protobuf as OTLP/JSON, by the slow reader: the JSON half of the receiver then says what the protobuf half must say. */
import { Incomparable, type Message, many, one, readMessage, type Schema, schema } from './protobuf-reader.ts';

const anyValue = schema({
  1: one('stringValue', 'string', 'value'),
  2: one('boolValue', 'bool', 'value'),
  3: one('intValue', 'int64', 'value'),
  4: one('doubleValue', 'double', 'value'),
  5: one('arrayValue', () => schema({ 1: many('values', () => anyValue) }), 'value'),
  6: one('kvlistValue', () => schema({ 1: many('values', () => keyValue) }), 'value'),
  7: one('bytesValue', 'bytes', 'value'),
});
const keyValue: Schema = schema({ 1: one('key', 'string'), 2: one('value', () => anyValue) });
const attributes = many('attributes', () => keyValue);

const logRecord = schema({
  1: one('timeUnixNano', 'fixed64'),
  2: one('severityNumber', 'int32'),
  3: one('severityText', 'string'),
  5: one('body', () => anyValue),
  6: attributes,
  8: one('flags', 'fixed32'),
  9: one('traceId', 'bytes'),
  10: one('spanId', 'bytes'),
  11: one('observedTimeUnixNano', 'fixed64'),
  12: one('eventName', 'string'),
});

/** OTLP 0.7 had labels where attributes are now, and kinds whose doubles are integers: the same fields, of another type. */
const labels = many('labels', () => schema({ 1: one('key', 'string'), 2: one('value', 'string') }));
const exemplarFields = {
  1: labels,
  2: one('timeUnixNano', 'fixed64'),
  3: one('asDouble', 'double', 'value'),
  4: one('spanId', 'bytes'),
  5: one('traceId', 'bytes'),
  6: one('asInt', 'sfixed64', 'value'),
  7: many('filteredAttributes', () => keyValue),
};
const exemplar = schema(exemplarFields);
const intExemplar = schema({ ...exemplarFields, 3: one('asInt', 'sfixed64', 'value') });
const times = { 2: one('startTimeUnixNano', 'fixed64'), 3: one('timeUnixNano', 'fixed64') };
const numberFields = {
  ...times,
  1: labels,
  4: one('asDouble', 'double', 'value'),
  5: many('exemplars', () => exemplar),
  6: one('asInt', 'sfixed64', 'value'),
  7: attributes,
  8: one('flags', 'uint32'),
};
const numberPoint = schema(numberFields);
const intPoint = schema({ ...numberFields, 4: one('asInt', 'sfixed64', 'value'), 5: many('exemplars', () => intExemplar) });
const histogramFields = {
  ...times,
  1: labels,
  4: one('count', 'fixed64'),
  5: one('sum', 'double'),
  6: many('bucketCounts', 'fixed64'),
  7: many('explicitBounds', 'double'),
  8: many('exemplars', () => exemplar),
  9: attributes,
  10: one('flags', 'uint32'),
  11: one('min', 'double'),
  12: one('max', 'double'),
};
const histogramPoint = schema(histogramFields);
const intHistogramPoint = schema({ ...histogramFields, 5: one('sum', 'sfixed64'), 8: many('exemplars', () => intExemplar) });
const buckets = schema({ 1: one('offset', 'sint32'), 2: many('bucketCounts', 'uint64') });
const exponentialPoint = schema({
  ...times,
  1: attributes,
  4: one('count', 'fixed64'),
  5: one('sum', 'double'),
  6: one('scale', 'sint32'),
  7: one('zeroCount', 'fixed64'),
  8: one('positive', () => buckets),
  9: one('negative', () => buckets),
  10: one('flags', 'uint32'),
  11: many('exemplars', () => exemplar),
  12: one('min', 'double'),
  13: one('max', 'double'),
  14: one('zeroThreshold', 'double'),
});
const summaryPoint = schema({
  ...times,
  1: labels,
  4: one('count', 'fixed64'),
  5: one('sum', 'double'),
  6: many('quantileValues', () => schema({ 1: one('quantile', 'double'), 2: one('value', 'double') })),
  7: attributes,
  8: one('flags', 'uint32'),
});
const points = (point: Schema) => () =>
  schema({ 1: many('dataPoints', () => point), 2: one('aggregationTemporality', 'int32'), 3: one('isMonotonic', 'bool') });
const metric = schema({
  1: one('name', 'string'),
  2: one('description', 'string'),
  3: one('unit', 'string'),
  4: one('intGauge', points(intPoint), 'data'),
  5: one('gauge', points(numberPoint), 'data'),
  6: one('intSum', points(intPoint), 'data'),
  7: one('sum', points(numberPoint), 'data'),
  8: one('intHistogram', points(intHistogramPoint), 'data'),
  9: one('histogram', points(histogramPoint), 'data'),
  10: one('exponentialHistogram', points(exponentialPoint), 'data'),
  11: one('summary', points(summaryPoint), 'data'),
});

const spanEvent = schema({ 1: one('timeUnixNano', 'fixed64'), 2: one('name', 'string'), 3: attributes });
const spanLink = schema({ 1: one('traceId', 'bytes'), 2: one('spanId', 'bytes'), 3: one('traceState', 'string'), 4: attributes });
const span = schema({
  1: one('traceId', 'bytes'),
  2: one('spanId', 'bytes'),
  3: one('traceState', 'string'),
  4: one('parentSpanId', 'bytes'),
  5: one('name', 'string'),
  6: one('kind', 'int32'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: attributes,
  11: many('events', () => spanEvent),
  13: many('links', () => spanLink),
  15: one('status', () => schema({ 2: one('message', 'string'), 3: one('code', 'int32') })),
  16: one('flags', 'fixed32'),
});

const request = (resources: string, scopes: string, items: string, item: Schema): Schema => {
  const scope = schema({ 1: one('name', 'string'), 2: one('version', 'string'), 3: attributes });
  const inner = schema({ 1: one('scope', () => scope), 2: many(items, () => item), 3: one('schemaUrl', 'string') });
  const outer = schema({
    1: one('resource', () => schema({ 1: attributes })),
    2: many(scopes, () => inner),
    3: one('schemaUrl', 'string'),
  });
  return schema({ 1: many(resources, () => outer) });
};

/** What the three paths take. */
export const otlpRequests: Readonly<Record<string, Schema>> = {
  '/v1/logs': request('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  '/v1/metrics': request('resourceMetrics', 'scopeMetrics', 'metrics', metric),
  '/v1/traces': request('resourceSpans', 'scopeSpans', 'spans', span),
};

const modernNames: Readonly<Record<string, string>> = { intGauge: 'gauge', intSum: 'sum', intHistogram: 'histogram' };

/** What stands in 0.7's fields under the names that OTLP/JSON has for it. Incomparable where a point has both labels and attributes: their order is lost. */
const modern = (value: unknown, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((item) => modern(item, name));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  const { labels: old, ...fields } = value as { readonly labels?: readonly Message[] };
  const found: Message = Object.fromEntries(Object.entries(fields).map(([key, item]) => [modernNames[key] ?? key, modern(item, key)]));
  if (old === undefined) return found;
  const place = name === 'exemplars' ? 'filteredAttributes' : 'attributes';
  if (found[place] !== undefined) throw new Incomparable();
  return { ...found, [place]: old.map(({ key = '', value: text = '' }) => ({ key, value: { stringValue: text } })) };
};

/** Proto3's JSON, but for 32-bit integers, which are as welcome as text. Ids are hexadecimal in OTLP. */
const jsonValue = (name: string, value: unknown): unknown => {
  if (typeof value === 'bigint')
    return ['severityNumber', 'kind', 'code', 'aggregationTemporality'].includes(name) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Buffer.isBuffer(value)) return value.toString(name.endsWith('Id') ? 'hex' : 'base64');
  if (Array.isArray(value)) return value.map((item) => jsonValue(name, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as Message).map(([key, item]) => [key, jsonValue(key, item)]));
};

/** The request in OTLP/JSON. Throws as the slow reader does. */
export const otlpJson = (path: string, body: Uint8Array): string =>
  JSON.stringify(jsonValue('', modern(readMessage(Buffer.from(body), otlpRequests[path] as Schema))));
