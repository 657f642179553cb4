/** Log records from protobuf (opentelemetry/proto/logs/v1/logs.proto). */

import { ItemRefused, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { AttributeValue } from '#kernel/resource.ts';
import type { LogSignal, Signal } from '#kernel/signal.ts';
import { OtlpReader } from './otlp-reader.ts';
import { type Held, readRequest, readValue } from './protobuf-common.ts';

const readLog = (r: OtlpReader, end: number, held: Held): LogSignal => {
  const { attributes } = r;
  attributes.begin();
  let time = 0n;
  let observed = 0n;
  let severityNumber = 0;
  let severityText = '';
  let body: AttributeValue = null;
  let eventName = '';
  let traceId: string | undefined | null;
  let spanId: string | undefined | null;
  let flags = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x09: // time_unix_nano
        time = r.nanos();
        break;
      case 0x59: // observed_time_unix_nano
        observed = r.nanos();
        break;
      case 0x10: // severity_number
        severityNumber = r.varint();
        break;
      case 0x1a: // severity_text
        severityText = r.text(end);
        break;
      case 0x2a: // body
        body = readValue(r, r.block(end), 0, true);
        break;
      case 0x32: // attributes
        attributes.read(r, end);
        break;
      case 0x45: // flags
        flags = r.fixed32();
        break;
      case 0x4a: // trace_id
        traceId = r.id(end, 16);
        break;
      case 0x52: // span_id
        spanId = r.id(end, 8);
        break;
      case 0x62: // event_name
        eventName = r.text(end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  const log: Draft<LogSignal> = {
    kind: 'log',
    timeUnixNano: time === 0n ? observed : time,
    resource: held.resource,
    attributes: attributes.take(),
    severityNumber: severityNumber > 24 ? 0 : severityNumber,
    body,
  };
  if (held.scope !== undefined) log.scope = held.scope;
  if (observed !== 0n) log.observedTimeUnixNano = observed;
  if (severityText !== '') log.severityText = severityText;
  if (eventName !== '') log.eventName = eventName;
  // logs.proto: a log record whose ids are not valid is simply not associated with a trace.
  if (traceId != null) log.traceId = traceId;
  if (spanId != null) log.spanId = spanId;
  if (flags !== 0) log.flags = flags;
  return log;
};

/** The log signals of an ExportLogsServiceRequest. */
export const readProtobufLogs = (body: Uint8Array, tally: Tally): Signal[] => {
  const r = new OtlpReader(body);
  const signals: Signal[] = [];
  readRequest(r, (end, held) => {
    try {
      signals.push(readLog(r, end, held));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
  });
  return signals;
};
