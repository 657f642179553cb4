/** One event of HEC as a log record. */
import { isObject, type JsonObject, plainAttributes, plainValue, textOf } from '#kernel/reading/json.ts';
import { nanosOfSeconds } from '#kernel/reading/time-text.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Resource } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';

/** Where senders put the level: the Collector's exporter in the first of the fields, loggers in the event. */
const levelOf = (event: unknown, fields: JsonObject): string => {
  const inEvent = isObject(event) ? [event['level'], event['severity']] : [];
  return [fields['otel.log.severity.text'], ...inEvent, fields['severity'], fields['level']].map(textOf).find((text) => text !== '') ?? '';
};

const idOf = (given: unknown, digits: number): string | undefined => {
  const id = textOf(given).toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id) ? id : undefined;
};

/** The event may be a text or any JSON; fields are indexed beside it. */
export const logEvent = (item: JsonObject, resource: Resource, part: () => void): LogSignal => {
  const fields = isObject(item['fields']) ? item['fields'] : {};
  const attributes = plainAttributes(fields, part);
  // What became the resource's need not be said twice.
  for (const name of Object.keys(attributes)) if (Object.hasOwn(resource.attributes, name)) delete attributes[name];
  const signal: Draft<LogSignal> = {
    kind: 'log',
    timeUnixNano: nanosOfSeconds(item['time']),
    resource,
    attributes,
    severityNumber: 0,
    body: plainValue(item['event'], part),
  };
  const level = levelOf(item['event'], fields);
  if (level !== '') signal.severityText = level;
  const traceId = idOf(fields['trace_id'], 32);
  const spanId = idOf(fields['span_id'], 16);
  if (traceId !== undefined) signal.traceId = traceId;
  if (spanId !== undefined) signal.spanId = spanId;
  return signal;
};
