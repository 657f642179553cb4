/** Lists of holidays: whether a layer applies on a day, and when that next changes. Days are counted from 1970-01-01. */
import { compareNumbers, dayMs, dayOf, readLocal } from './local-time.ts';

/** Days in order. */
export type Holidays = readonly number[];

/** The days of several lists together. */
export const readHolidays = (lists: Readonly<Record<string, readonly string[]>>, names: readonly string[]): Holidays =>
  [...new Set(names.flatMap((name) => lists[name] ?? []).map((date) => dayOf(readLocal(date))))].sort(compareNumbers);

/** The first holiday on or after a day. */
const holidayFrom = (holidays: Holidays, day: number): number => {
  let [low, high] = [0, holidays.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((holidays[middle] ?? 0) < day) low = middle + 1;
    else high = middle;
  }
  return holidays[low] ?? Number.POSITIVE_INFINITY;
};

/** Whether a local time falls on a holiday, and the local time until which that stays so; without holidays, for ever. */
export const onHoliday = (holidays: Holidays, local: number): { readonly holds: boolean; readonly until: number } => {
  const day = dayOf(local);
  const next = holidayFrom(holidays, day);
  return next === day ? { holds: true, until: (day + 1) * dayMs } : { holds: false, until: next * dayMs };
};
