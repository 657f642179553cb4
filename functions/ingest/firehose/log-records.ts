/** Records that are neither a subscription nor a metric: what applications put into the stream themselves. */
import { isObject, plainValue, textOf } from '#kernel/reading/json.ts';
import { nanosOfText } from '#kernel/reading/time-text.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Resource } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';

const logOf = (body: LogSignal['body'], timeUnixNano: bigint, resource: Resource): Draft<LogSignal> => {
  return { kind: 'log', timeUnixNano, resource, attributes: {}, severityNumber: 0, body };
};

/** A JSON value as a log record; its own time and level where it names them as most loggers do. */
export const logOfValue = (value: unknown, timeUnixNano: bigint, resource: Resource, part: () => void): LogSignal => {
  const body = plainValue(value, part);
  if (!isObject(value)) return logOf(body, timeUnixNano, resource);
  const own = nanosOfText(value['@timestamp'] ?? value['timestamp'] ?? value['time']);
  const signal = logOf(body, own === 0n ? timeUnixNano : own, resource);
  const level = textOf(value['level']) || textOf(value['severity']);
  if (level !== '') signal.severityText = level;
  return signal;
};

/** The lines of a text that are not blank. Each byte is looked at once: a text may be twenty million line ends. */
export const logsOfLines = (bytes: Buffer, timeUnixNano: bigint, resource: Resource, part: () => void): LogSignal[] => {
  const signals: LogSignal[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x0a) start = at + 1;
    if (byte <= 0x20) continue;
    const newline = bytes.indexOf(0x0a, at);
    const end = newline === -1 ? bytes.length : newline;
    const line = bytes.toString('utf8', start, end).trimEnd();
    start = end + 1;
    at = end;
    if (line === '') continue;
    part();
    signals.push(logOf(line, timeUnixNano, resource));
  }
  return signals;
};
