/** When an outlook is told: only where the whole of its interval says so, and withdrawn with hysteresis. */
import type { Severity } from '#kernel/severity.ts';
import type { Outlook } from './outlook.ts';
import type { Watch } from './watch.ts';

/** Whether a series is forecast to run out, and since when. Changed in place. */
export interface ForecastAlarm {
  severity: Severity | undefined;
  /** When it was first told; ms epoch. */
  since: number;
  /** Evaluations in a row that did not say so any more. */
  withdrawn: number;
}

export const startForecastAlarm = (): ForecastAlarm => ({ severity: undefined, since: 0, withdrawn: 0 });

/** The upper end of the interval lies within so many times the time left that is told. */
const certainty = 2;
/** What is told stays so until the time left is so many times as long, in so many evaluations in a row. */
const slack = 1.5;
const clearAfter = 3;

/** The limit is more likely than not reached within `withinMs`, and almost surely not long after. */
export const isWithin = ({ median, latest }: Pick<Outlook, 'median' | 'latest'>, at: number, withinMs: number): boolean =>
  median - at <= withinMs && latest - at <= certainty * withinMs;

/** Severity by time left; `critical` and `warning` that are told hold on a little. */
const severityOf = (said: Outlook | undefined, at: number, watch: Watch, told: Severity | undefined): Severity | undefined => {
  if (said === undefined) return undefined;
  const within = (limitMs: number, isTold: boolean): boolean =>
    isTold ? said.median - at <= slack * limitMs && Number.isFinite(said.latest) : isWithin(said, at, limitMs);
  if (within(watch.criticalMs, told === 'critical')) return 'critical';
  return within(watch.warningMs, told !== undefined) ? 'warning' : undefined;
};

/** The alarm after one more evaluation; says what is to be told: each evaluation that fires, and the one that resolves. */
export const advanceForecast = (
  alarm: ForecastAlarm,
  said: Outlook | undefined,
  at: number,
  watch: Watch,
): 'firing' | 'resolved' | undefined => {
  const severity = severityOf(said, at, watch, alarm.severity);
  if (severity !== undefined) {
    if (alarm.severity === undefined) alarm.since = at;
    alarm.severity = severity;
    alarm.withdrawn = 0;
    return 'firing';
  }
  if (alarm.severity === undefined) return undefined;
  alarm.withdrawn += 1;
  if (alarm.withdrawn < clearAfter) return undefined;
  alarm.severity = undefined;
  alarm.withdrawn = 0;
  return 'resolved';
};
