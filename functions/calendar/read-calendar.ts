/** What an iCalendar file (RFC 5545) holds in a stretch of time: events with their repetitions written out. */
import ICAL from 'ical.js';
import { InputError } from '#kernel/errors.ts';
import { dayMs, dayOf } from './local-time.ts';
import { readRecurrence } from './recurrence.ts';
import { firstInstant, isTimeZone, wallClock } from './zone.ts';

/** One occurrence of an event. Milliseconds since the epoch; `to` is exclusive. */
export interface CalendarEvent {
  readonly from: number;
  readonly to: number;
  readonly summary: string;
  /** E-mail addresses of those who take part, in lower case. */
  readonly attendees: readonly string[];
  /** Whole days, where the event has dates without times: `2026-12-25`. */
  readonly dates: readonly string[];
}

/** Local time in a zone, as the file has it. */
interface Moment {
  readonly local: number;
  readonly zone: string;
}

const mostEvents = 5000;

const refuse = (why: string, cause?: unknown): never => {
  throw new InputError(`not a calendar to import: ${why}`, { cause, reason: 'calendar' });
};

const zoneOf = (property: ICAL.Property, zone: string): string => {
  const named = property.getFirstParameter('tzid');
  if (named === undefined || named === '') return zone;
  return isTimeZone(named) ? named : refuse(`the time zone ${named.slice(0, 60)} is not an IANA name`);
};

const momentOf = (property: ICAL.Property, value: ICAL.Time, zone: string): Moment => ({
  local: Date.UTC(value.year, value.month - 1, value.day, value.hour, value.minute, value.second),
  zone: value.zone === ICAL.Timezone.utcTimezone ? 'UTC' : zoneOf(property, zone),
});

const timesOf = (event: ICAL.Component, name: string, zone: string): readonly Moment[] =>
  event
    .getAllProperties(name)
    .flatMap((property) => property.getValues().flatMap((value) => (value instanceof ICAL.Time ? [momentOf(property, value, zone)] : [])));

const textOf = (event: ICAL.Component, name: string): string => String(event.getFirstPropertyValue(name) ?? '');

/** How long the event takes: to its end, or its duration, or a day where it has a date alone. */
const lengthOf = (event: ICAL.Component, start: Moment, wholeDays: boolean, zone: string): number => {
  const [end] = timesOf(event, 'dtend', zone);
  // A day is a day, also when a clock is changed in it.
  if (end !== undefined)
    return wholeDays ? end.local - start.local : firstInstant(end.zone, end.local) - firstInstant(start.zone, start.local);
  const duration = event.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return duration.toSeconds() * 1000;
  return wholeDays ? dayMs : 0;
};

const datesOf = (local: number, length: number): readonly string[] =>
  Array.from({ length: Math.max(1, Math.round(length / dayMs)) }, (_, index) =>
    new Date((dayOf(local) + index) * dayMs).toISOString().slice(0, 10),
  );

/** When the event begins: its start with its rule, without what is left out or told of by itself. */
const beginningsOf = (event: ICAL.Component, start: Moment, leftOut: ReadonlySet<number>, from: number, to: number): readonly number[] => {
  const rule = event.getFirstPropertyValue('rrule');
  const times =
    rule === null
      ? [start.local]
      : readRecurrence(rule.toString(), start.local, (at) => wallClock(start.zone, at)).between(
          wallClock(start.zone, from) - dayMs,
          wallClock(start.zone, to) + dayMs,
        );
  return times.filter((local) => !leftOut.has(firstInstant(start.zone, local)));
};

/**
 * The events that hold at some time from one instant to before another, in order of their beginnings. Times without a zone are
 * taken in `zone`. Cancelled events are left out. InputError for what is no calendar, for time zones that are not IANA's, for rules
 * that are not understood, and for too many events.
 */
export const readCalendar = (text: string, zone: string, from: number, to: number): readonly CalendarEvent[] => {
  let calendar: ICAL.Component;
  try {
    calendar = new ICAL.Component(ICAL.parse(text));
  } catch (cause) {
    return refuse('it cannot be read as RFC 5545', cause);
  }
  const events = calendar.name === 'vcalendar' ? calendar.getAllSubcomponents('vevent') : refuse('it has no VCALENDAR');
  const own = (uid: string): readonly Moment[] =>
    events.filter((event) => textOf(event, 'uid') === uid).flatMap((event) => timesOf(event, 'recurrence-id', zone));
  const found = events.flatMap((event): readonly CalendarEvent[] => {
    const [start] = timesOf(event, 'dtstart', zone);
    if (start === undefined || textOf(event, 'status').toUpperCase() === 'CANCELLED') return [];
    const wholeDays = (event.getFirstPropertyValue('dtstart') as ICAL.Time).isDate;
    const length = lengthOf(event, start, wholeDays, zone);
    const isOwn = event.getFirstProperty('recurrence-id') !== null;
    const exceptions = [...timesOf(event, 'exdate', zone), ...(isOwn ? [] : own(textOf(event, 'uid')))];
    const leftOut = new Set(exceptions.map((moment) => firstInstant(moment.zone, moment.local)));
    return beginningsOf(event, start, leftOut, from - length, to)
      .map((local) => ({ local, begin: firstInstant(start.zone, local) }))
      .filter(({ begin }) => begin < to && begin + length > from)
      .map(({ local, begin }) => ({
        from: begin,
        to: wholeDays ? firstInstant(start.zone, local + length) : begin + length,
        summary: textOf(event, 'summary'),
        attendees: event.getAllProperties('attendee').map((property) =>
          String(property.getFirstValue())
            .replace(/^mailto:/i, '')
            .toLowerCase(),
        ),
        dates: wholeDays ? datesOf(local, length) : [],
      }));
  });
  if (found.length > mostEvents) refuse(`it has more than ${mostEvents} events in this time`);
  return found.sort((a, b) => a.from - b.from);
};
