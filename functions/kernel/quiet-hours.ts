/** A person's quiet hours, on the person's own clock. Pure. */
import type { PeoplePolicy } from './policy.ts';

type Person = PeoplePolicy['people'][string];

const day = 24 * 60;
const minuteMs = 60_000;

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** Minutes of the day in a time zone; of an unknown one UTC, since a policy that compiled long ago must not keep a page back. */
const minuteOfDay = (at: number, timeZone: string): number => {
  const clockIn = (zone: string): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  try {
    return minutesOf(clockIn(timeZone));
  } catch {
    return minutesOf(clockIn('UTC'));
  }
};

const isQuietMinute = (minute: number, from: number, to: number): boolean =>
  from <= to ? from <= minute && minute < to : minute >= from || minute < to;

/**
 * When the quiet hours that hold at a time end, milliseconds since the epoch; undefined when none hold. Equal times mean no
 * quiet hours. On the day a clock changes the end is the first minute that is no longer quiet on that clock.
 */
export const quietUntil = (person: Pick<Person, 'quietHours' | 'timeZone'> | undefined, now: number): number | undefined => {
  if (person?.quietHours === undefined) return undefined;
  const { from, to } = { from: minutesOf(person.quietHours.from), to: minutesOf(person.quietHours.to) };
  const minuteAt = (at: number): number => minuteOfDay(at, person.timeZone);
  if (!isQuietMinute(minuteAt(now), from, to)) return undefined;
  const start = Math.floor(now / minuteMs) * minuteMs;
  const straight = start + ((to - minuteAt(now) + day) % day) * minuteMs;
  // A clock that changes meanwhile moves the end by as much, so it is looked for around where it would be.
  for (let at = Math.max(start + minuteMs, straight - 3 * 60 * minuteMs); at <= straight + 3 * 60 * minuteMs; at += minuteMs)
    if (!isQuietMinute(minuteAt(at), from, to)) return at;
  return straight;
};
