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

/** A line of text as a log record. */
export const logOfLine = (line: string, timeUnixNano: bigint, resource: Resource): LogSignal => logOf(line, timeUnixNano, resource);
