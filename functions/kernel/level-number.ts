/** What words of levels are in OpenTelemetry's severity numbers. */

/** Words of syslog, log4j, Python, Go, journald, BGL and others (https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/). */
const numbers: ReadonlyMap<string, number> = new Map(
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

/** 1 to 24; 0 for any other word. */
export const levelNumber = (word: string): number => (word.length > 13 ? 0 : (numbers.get(word.toLowerCase()) ?? 0));
