/**
 * The alarm of a series: opened by news in a run of abnormal samples, open while samples are abnormal, closed by enough in a row that
 * are not.
 *
 *     quiet ── abnormal ──► suspected ── news, run long enough ──► firing ── clearAfter samples as expected ──► quiet
 *       ▲                       │                                   │  ▲
 *       └───── as expected ─────┘                                   └──┘ told again every minute, and when it becomes worse
 */
import type { DetectionPolicy } from '#kernel/policy.ts';
import { type Severity, severityRank, worst } from '#kernel/severity.ts';

/** Whether a series is in alarm, and how near to a change; changed in place. */
export interface AlarmState {
  /** Samples in a row; of the abnormal ones, whether any was news. */
  abnormal: number;
  normal: number;
  news: boolean;
  firing: boolean;
  /** First abnormal sample of the run that opened it; ms epoch. Stays after the alarm is closed. */
  since: number;
  /** When it was last told; ms epoch. */
  toldAt: number;
  /** The worst so far. */
  severity: Severity;
  /** Id of the detector that spoke last; '' before any did. */
  speaker: string;
  /** The highest score yet of what spoke: detectors say news once, and what still fires is no less sure. */
  confidence: number;
}

/** What a finding tells of an alarm. */
export type AlarmChange = 'fired' | 'still_firing' | 'resolved';

/** No alarm, and nothing abnormal lately. */
export const startAlarm = (): AlarmState => ({
  abnormal: 0,
  normal: 0,
  news: false,
  firing: false,
  since: 0,
  toldAt: 0,
  severity: 'info',
  speaker: '',
  confidence: 0,
});

/** Whether there is nothing to remember of it. */
export const isQuiet = ({ abnormal, firing }: AlarmState): boolean => abnormal === 0 && !firing;

/** How often an alarm that stays is told again, milliseconds of event time. */
const repeatMs = 60_000;

const calm = (alarm: AlarmState, clearAfter: number): AlarmChange | undefined => {
  alarm.abnormal = 0;
  alarm.news = false;
  if (!alarm.firing) return undefined;
  alarm.normal += 1;
  if (alarm.normal < clearAfter) return undefined;
  alarm.normal = 0;
  alarm.firing = false;
  return 'resolved';
};

/** Folds one more sample into the alarm; says what is to be told of it. `news` asks for an alarm, `abnormal` keeps it; `severity` is this sample's. */
export const advanceAlarm = (
  alarm: AlarmState,
  policy: Pick<DetectionPolicy, 'alarmAfter' | 'clearAfter'>,
  at: number,
  { news, abnormal, severity }: { readonly news: boolean; readonly abnormal: boolean; readonly severity: Severity },
): AlarmChange | undefined => {
  if (!news && !abnormal) return calm(alarm, policy.clearAfter);
  const isFirst = !alarm.firing && alarm.abnormal === 0;
  if (isFirst) alarm.since = at;
  const isWorse = isFirst || severityRank(severity) < severityRank(alarm.severity);
  alarm.severity = isFirst ? severity : worst(alarm.severity, severity);
  alarm.abnormal += 1;
  alarm.normal = 0;
  alarm.news ||= news;
  if (alarm.firing) {
    if (!isWorse && at - alarm.toldAt < repeatMs) return undefined;
    alarm.toldAt = at;
    return 'still_firing';
  }
  if (!alarm.news || alarm.abnormal < policy.alarmAfter) return undefined;
  alarm.firing = true;
  alarm.toldAt = at;
  return 'fired';
};
