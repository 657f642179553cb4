/** Hysteresis: so many anomalous samples in a row open an alarm, so many normal ones close it. */
import type { DetectionPolicy } from '#kernel/policy.ts';

/** Whether a series is in alarm, and how near to a change. */
export interface AlarmState {
  /** Samples in a row. */
  readonly anomalous: number;
  readonly normal: number;
  readonly firing: boolean;
  /** First anomalous sample of the run that opened it; ms epoch. */
  readonly since: number;
  /** When it was last told; ms epoch. */
  readonly toldAt: number;
}

/** What a finding tells of an alarm. */
export type AlarmChange = 'fired' | 'still_firing' | 'resolved';

/** No alarm, and nothing anomalous lately. */
export const quiet: AlarmState = { anomalous: 0, normal: 0, firing: false, since: 0, toldAt: 0 };

/** How often an alarm that stays is told again, milliseconds of event time. */
const repeatMs = 60_000;

/** The alarm after one more sample, and what is to be told of it. */
export const nextAlarm = (
  state: AlarmState,
  policy: Pick<DetectionPolicy, 'alarmAfter' | 'clearAfter'>,
  at: number,
  isAnomalous: boolean,
): { readonly state: AlarmState; readonly change?: AlarmChange } => {
  if (!isAnomalous) {
    if (!state.firing) return { state: state.anomalous === 0 ? state : quiet };
    const normal = state.normal + 1;
    return normal < policy.clearAfter ? { state: { ...state, anomalous: 0, normal } } : { state: quiet, change: 'resolved' };
  }
  const anomalous = state.anomalous + 1;
  const since = state.firing || state.anomalous > 0 ? state.since : at;
  if (state.firing) {
    if (at - state.toldAt < repeatMs) return { state: { ...state, anomalous, normal: 0 } };
    return { state: { ...state, anomalous, normal: 0, toldAt: at }, change: 'still_firing' };
  }
  if (anomalous < policy.alarmAfter) return { state: { ...quiet, anomalous, since } };
  return { state: { anomalous, normal: 0, firing: true, since, toldAt: at }, change: 'fired' };
};
