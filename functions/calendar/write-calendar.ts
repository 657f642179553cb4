/** Shifts as an iCalendar file (RFC 5545): an event each, in UTC, for people's own calendars. */
import { createHash } from 'node:crypto';
import ICAL from 'ical.js';
import type { Shift } from './shifts.ts';

/** What a file holds of one schedule. */
export interface CalendarOf {
  readonly schedule: string;
  readonly shifts: Iterable<Shift>;
}

// The library counts without the space that a folded line begins with.
ICAL.foldLength = 74;

const product = '-//Streamwarden//On call//EN';

/** The same for the same beginning of a shift of a schedule: a calendar that has it already changes it. */
const uidOf = (schedule: string, { from }: Shift): string =>
  `${createHash('sha256').update(`${schedule}\n${from}`).digest('hex').slice(0, 32)}@streamwarden`;

const instant = (at: number): ICAL.Time => ICAL.Time.fromJSDate(new Date(at), true);

const eventOf = (schedule: string, shift: Shift, now: number): ICAL.Component => {
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', uidOf(schedule, shift));
  event.addPropertyWithValue('dtstamp', instant(now));
  event.addPropertyWithValue('dtstart', instant(shift.from));
  event.addPropertyWithValue('dtend', instant(shift.to));
  event.addPropertyWithValue('summary', `${shift.people.join(', ')} on call: ${schedule}`);
  event.addPropertyWithValue('description', shift.because);
  event.addPropertyWithValue('categories', schedule);
  return event;
};

/** The text of the file: lines end in CRLF and are folded at 75 octets. Gaps are left out. `now` is when it is written (milliseconds). */
export const writeCalendar = (calendars: readonly CalendarOf[], now: number): string => {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('prodid', product);
  calendar.addPropertyWithValue('version', '2.0');
  for (const { schedule, shifts } of calendars)
    for (const shift of shifts) if (shift.people.length > 0) calendar.addSubcomponent(eventOf(schedule, shift, now));
  return `${calendar.toString()}\r\n`;
};
