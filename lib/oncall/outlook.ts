/** Who is on call in a schedule, who is next, and which gaps come. */
import { type OnCall, onCallAt } from '#calendar/on-call.ts';
import { gapsBetween, type Shift, shiftsBetween } from '#calendar/shifts.ts';
import type { SchedulesPolicy } from '#kernel/policy.ts';

/** Times in milliseconds since the epoch. */
export interface Outlook {
  readonly schedule: string;
  readonly timeZone: string;
  readonly at: number;
  readonly now: OnCall;
  /** When somebody else is on call, or nobody; `undefined` when that is not within the days looked at. */
  readonly changes: number | undefined;
  /** The shifts and gaps after the one of now, a few. */
  readonly next: readonly Shift[];
  readonly gaps: readonly Shift[];
}

const nextShifts = 3;

/** The outlook at an instant, over the time until another. */
export const outlookOf = (policy: SchedulesPolicy, schedule: string, at: number, to: number): Outlook => {
  const next: Shift[] = [];
  for (const shift of shiftsBetween(policy, schedule, at, to)) {
    if (shift.from > at) next.push(shift);
    if (next.length === nextShifts) break;
  }
  return {
    schedule,
    timeZone: policy.schedules[schedule]?.timeZone ?? 'UTC',
    at,
    now: onCallAt(policy, schedule, at),
    changes: next[0]?.from,
    next,
    gaps: gapsBetween(policy, schedule, at, to),
  };
};
