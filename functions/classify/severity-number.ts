/** OpenTelemetry's severity number of a log, also where the sender gave only a word or an exception. */
import type { LogSignal } from '#kernel/signal.ts';

/** Words of syslog, log4j, Python, Go, journald, BGL and others (https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/). */
const numbers = new Map(
  Object.entries({
    trace: 1,
    finest: 1,
    finer: 1,
    verbose: 5,
    fine: 5,
    debug: 5,
    config: 7,
    info: 9,
    information: 9,
    informational: 9,
    notice: 10,
    warn: 13,
    warning: 13,
    error: 17,
    err: 17,
    severe: 17,
    failure: 17,
    critical: 21,
    crit: 21,
    fatal: 21,
    alert: 21,
    panic: 21,
    emerg: 21,
    emergency: 21,
  }),
);

/** 1 to 24, or 0 where nothing tells. */
export const severityNumberOf = (signal: LogSignal): number => {
  if (signal.severityNumber > 0) return signal.severityNumber;
  const named = numbers.get(signal.severityText?.trim().toLowerCase() ?? '');
  if (named !== undefined) return named;
  return signal.attributes['exception.type'] === undefined ? 0 : 17;
};
