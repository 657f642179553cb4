/** Restrictions: times of day, on some or all days of the week, in which a layer applies. */

import { weekdays } from '#kernel/policy/terms.ts';
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { dayMs, dayOf, readTimeOfDay, weekdayOf } from './local-time.ts';

type Written = SchedulesPolicy['schedules'][string]['layers'][number]['restrictions'][number];

/** One that begins on some weekdays at a time of day, and lasts so long on the wall clock: a day at most. Milliseconds. */
export interface Restriction {
  /** By weekday, Monday first. */
  readonly begins: readonly boolean[];
  readonly from: number;
  readonly length: number;
}

export const readRestriction = ({ from: begin, to, weekdays: days }: Written): Restriction => {
  const from = readTimeOfDay(begin);
  const length = readTimeOfDay(to) - from;
  return { begins: weekdays.map((day) => days?.includes(day) ?? true), from, length: length > 0 ? length : length + dayMs };
};

/** Whether one of the restrictions holds at a local time, and a local time until which that surely stays so. Without any, one always does. */
export const within = (restrictions: readonly Restriction[], local: number): { readonly holds: boolean; readonly until: number } => {
  if (restrictions.length === 0) return { holds: true, until: Number.POSITIVE_INFINITY };
  const today = dayOf(local);
  let ends = Number.NEGATIVE_INFINITY;
  let begins = Number.POSITIVE_INFINITY;
  for (const { begins: on, from, length } of restrictions) {
    // Yesterday's may hold still; a week from now all weekdays have come.
    for (let day = today - 1; day <= today + 7; day += 1) {
      if (on[weekdayOf(day)] !== true) continue;
      const begin = day * dayMs + from;
      if (begin > local) {
        begins = Math.min(begins, begin);
        break;
      }
      if (local < begin + length) ends = Math.max(ends, begin + length);
    }
  }
  return ends > local ? { holds: true, until: ends } : { holds: false, until: begins };
};
