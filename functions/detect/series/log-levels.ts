/** How many logs a resource writes, by level: one rate of errors, one of warnings, one of everything else. */
import { type LogSignal, toMillis } from '#kernel/signal.ts';
import { closeMinutes, countEvent, type MinuteCount, overUntil, rateOf, startMinute } from './minute-count.ts';
import type { Reading } from './reading.ts';

/** The least severity number of each (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber). */
const levels = [
  ['error', 17],
  ['warn', 13],
  ['other', 0],
] as const;

/** Counts of each level in the order of `levels`, from the first log of the resource on; empty before it. Changed in place. */
export interface LogLevels {
  /** Of the latest log, ms epoch. */
  latest: number;
  minutes: readonly MinuteCount[];
}

const readingOf = (level: string, end: number, rate: number, count: number, ref: string): Reading => ({
  key: `log.records\0${level}`,
  name: 'log.records',
  aspect: 'rate',
  at: end,
  value: rate,
  unit: '/s',
  // A service that says less than usual may be cut off; fewer errors are good news.
  upOnly: level !== 'other',
  labels: () => ({ 'log.level': level }),
  signals: [ref],
  count: Math.max(1, count),
});

/** Counts one log; the readings of the minutes it shows to be over. Updates `known`. */
export const logReadings = (log: LogSignal, signalRef: string, known: LogLevels): readonly Reading[] => {
  const at = toMillis(log.timeUnixNano);
  const passed = overUntil(at) > overUntil(known.latest);
  known.latest = Math.max(known.latest, at);
  if (known.minutes.length === 0) known.minutes = levels.map(() => startMinute(at));
  const readings: Reading[] = [];
  if (passed)
    for (const [index, minute] of known.minutes.entries())
      for (const full of closeMinutes(minute, overUntil(at)))
        readings.push(readingOf(levels[index]?.[0] ?? 'other', full.end, rateOf(full), full.events, signalRef));
  const own = known.minutes[levels.findIndex(([, least]) => log.severityNumber >= least)];
  if (own !== undefined) countEvent(own, at);
  return readings;
};
