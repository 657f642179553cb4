import { describe, expect, it } from 'vitest';
import { readCalendar } from '#calendar/read-calendar.ts';
import { shiftsBetween } from '#calendar/shifts.ts';
import { writeCalendar } from '#calendar/write-calendar.ts';
import { schedulesSchema } from '#kernel/policy.ts';

const [from, to] = [Date.parse('2026-03-01T00:00Z'), Date.parse('2026-04-30T00:00Z')];
const policy = schedulesSchema.parse({
  schedules: {
    primary: {
      timeZone: 'Europe/Berlin',
      layers: [{ name: 'weekly', people: ['alex', 'sam'], start: '2026-01-05T09:00' }],
      overrides: [{ from: '2026-03-10T12:00', to: '2026-03-10T14:00', people: ['kim'], comment: `a; b, c\\ ${'long äöü '.repeat(15)}` }],
    },
  },
});
const file = (now: number) => writeCalendar([{ schedule: 'primary', shifts: shiftsBetween(policy, 'primary', from, to) }], now);
const events = (...lines: readonly string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]) => ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:alex', ...lines, 'END:VEVENT'];
const read = (text: string) =>
  readCalendar(text, 'Europe/Berlin', from, to).map(
    (each) => `${new Date(each.from).toISOString().slice(0, 16)} ${(each.to - each.from) / 3_600_000}`,
  );

describe('a written calendar', () => {
  it('has lines of at most 75 octets that end in CRLF', () => {
    const lines = file(0).split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(file(0).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(lines.at(-2)).toBe('END:VCALENDAR');
  });

  it('is read back as the shifts it was written from', () => {
    const shifts = [...shiftsBetween(policy, 'primary', from, to)];
    expect(shifts.length).toBeGreaterThan(8);
    const found = readCalendar(file(0), 'UTC', from, to);
    expect(found.map((each) => [each.from, each.to, each.summary])).toEqual(
      shifts.map((shift) => [shift.from, shift.to, `${shift.people.join(', ')} on call: primary`]),
    );
  });

  it('keeps the UID of a shift when it is written again, and has none twice', () => {
    const uids = (text: string) => text.match(/^UID:.*$/gm) ?? [];
    expect(uids(file(1_000_000))).toEqual(uids(file(2_000_000)));
    expect(new Set(uids(file(0))).size).toBe(uids(file(0)).length);
  });
});

describe('a calendar that is read', () => {
  it.for([
    ['in UTC', ['DTSTART:20260310T120000Z', 'DTEND:20260310T140000Z'], ['2026-03-10T12:00 2']],
    ['in a time zone', ['DTSTART;TZID=America/New_York:20260310T120000', 'DURATION:PT90M'], ['2026-03-10T16:00 1.5']],
    ['without one: in the zone of the schedule', ['DTSTART:20260310T120000', 'DTEND:20260310T140000'], ['2026-03-10T11:00 2']],
    ['of a whole day, which a change of the clock makes shorter', ['DTSTART;VALUE=DATE:20260329'], ['2026-03-28T23:00 23']],
    [
      'every week, over a change of the clock',
      ['DTSTART;TZID=Europe/Berlin:20260322T090000', 'DTEND;TZID=Europe/Berlin:20260322T100000', 'RRULE:FREQ=WEEKLY;COUNT=2'],
      ['2026-03-22T08:00 1', '2026-03-29T07:00 1'],
    ],
    [
      'with a day left out',
      ['DTSTART:20260310T120000Z', 'DTEND:20260310T140000Z', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260311T120000Z'],
      ['2026-03-10T12:00 2', '2026-03-12T12:00 2'],
    ],
    ['that begins before the time asked about', ['DTSTART:20260228T120000Z', 'DTEND:20260302T120000Z'], ['2026-02-28T12:00 48']],
    ['that is over', ['DTSTART:20250228T120000Z', 'DTEND:20250302T120000Z'], []],
    ['that is cancelled', ['DTSTART:20260310T120000Z', 'DTEND:20260310T140000Z', 'STATUS:CANCELLED'], []],
  ] as const)('has an event %s', ([, lines, expected]) => {
    expect(read(events(...event(...lines)))).toEqual(expected);
  });

  it('has an occurrence that was moved once, where it was moved to', () => {
    const daily = event('DTSTART:20260310T120000Z', 'DTEND:20260310T130000Z', 'RRULE:FREQ=DAILY;COUNT=3');
    const moved = event('RECURRENCE-ID:20260311T120000Z', 'DTSTART:20260311T180000Z', 'DTEND:20260311T200000Z');
    expect(read(events(...daily, ...moved))).toEqual(['2026-03-10T12:00 1', '2026-03-11T18:00 2', '2026-03-12T12:00 1']);
  });

  it('tells days and who takes part', () => {
    const lines = event('DTSTART;VALUE=DATE:20260402', 'DTEND;VALUE=DATE:20260404', 'ATTENDEE;CN=Alex:mailto:Alex@Example.com');
    expect(readCalendar(events(...lines), 'Europe/Berlin', from, to)).toMatchObject([
      { dates: ['2026-04-02', '2026-04-03'], attendees: ['alex@example.com'], summary: 'alex' },
    ]);
  });

  it.for([
    ['no calendar', 'hello', 'it cannot be read as RFC 5545'],
    ['something else', 'BEGIN:VCARD\r\nEND:VCARD\r\n', 'it has no VCALENDAR'],
    ['an unknown time zone', events(...event('DTSTART;TZID=Mars/Base:20260310T120000')), 'the time zone Mars/Base is not an IANA name'],
    ['a rule that is not understood', events(...event('DTSTART:20260310T120000Z', 'RRULE:FREQ=SECONDLY')), 'the rrule FREQ=SECONDLY: '],
  ] as const)('is refused where it is %s', ([, text, message]) => {
    expect(() => read(text)).toThrow(message);
  });
});
