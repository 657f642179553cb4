/** Log records from OTLP/JSON. */

import type { JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused, partCounter, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { LogSignal, Signal } from '#kernel/signal.ts';
import { walkRequest } from './json-common.ts';
import { anyValue, attributes, count, enumeration, id, nanos, parseRequest, text } from './json-values.ts';
import type { Held } from './protobuf-common.ts';

const severityNames = [
  'UNSPECIFIED',
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) => [name, `${name}2`, `${name}3`, `${name}4`]),
];

const readLog = (record: JsonObject, held: Held, part: () => void): LogSignal => {
  const time = nanos(record['timeUnixNano'], 'timeUnixNano');
  const observed = nanos(record['observedTimeUnixNano'], 'observedTimeUnixNano');
  const severity = enumeration(record['severityNumber'], 'SEVERITY_NUMBER_', severityNames, 'severityNumber');
  const log: Draft<LogSignal> = {
    kind: 'log',
    timeUnixNano: time === 0n ? observed : time,
    resource: held.resource,
    attributes: attributes(record['attributes'], part),
    severityNumber: Number.isInteger(severity) && severity > 0 && severity <= 24 ? severity : 0,
    body: anyValue(record['body'], part),
  };
  if (held.scope !== undefined) log.scope = held.scope;
  if (observed !== 0n) log.observedTimeUnixNano = observed;
  const severityText = text(record['severityText'], 'severityText');
  if (severityText !== '') log.severityText = severityText;
  const eventName = text(record['eventName'], 'eventName');
  if (eventName !== '') log.eventName = eventName;
  // logs.proto: a log record whose ids are not valid is simply not associated with a trace.
  const traceId = id(record['traceId'], 32);
  if (traceId != null) log.traceId = traceId;
  const spanId = id(record['spanId'], 16);
  if (spanId != null) log.spanId = spanId;
  const flags = count(record['flags'], 'flags');
  if (flags !== 0) log.flags = flags;
  return log;
};

/** The log signals of an ExportLogsServiceRequest in JSON. */
export const readJsonLogs = (body: Uint8Array, tally: Tally): Signal[] => {
  const signals: Signal[] = [];
  const part = partCounter();
  walkRequest(parseRequest(body), ['resourceLogs', 'scopeLogs', 'logRecords'], part, (record, held) => {
    try {
      signals.push(readLog(record, held, part));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
  });
  return signals;
};
