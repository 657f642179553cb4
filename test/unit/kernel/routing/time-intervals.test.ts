import { describe, expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { containsTime, parseTimeInterval } from '#kernel/routing/time-intervals.ts';

const contains = (text: object, at: string): boolean => containsTime(parseTimeInterval(text), Date.parse(at));

describe('a time interval', () => {
  it.for([
    ['is always when it says nothing', {}, '2026-11-21T01:00:00Z', true],
    ['is never with an empty list', { weekdays: [] }, '2026-11-21T01:00:00Z', false],
    ['begins with its minute', { times: [{ startTime: '09:00', endTime: '17:00' }] }, '2026-11-21T09:00:00Z', true],
    ['ends before its minute', { times: [{ startTime: '09:00', endTime: '17:00' }] }, '2026-11-21T17:00:00Z', false],
    ['may last until midnight', { times: [{ startTime: '22:00', endTime: '24:00' }] }, '2026-11-21T23:59:59Z', true],
    ['knows weekdays', { weekdays: ['monday:friday'] }, '2026-11-21T12:00:00Z', false],
    ['takes one of several ranges', { weekdays: ['monday:friday', 'Saturday'] }, '2026-11-21T12:00:00Z', true],
    ['knows months by name and number', { months: ['november', '3:4'] }, '2026-03-21T12:00:00Z', true],
    ['knows years', { years: ['2020:2025'] }, '2026-03-21T12:00:00Z', false],
    ['counts days from the month’s end', { daysOfMonth: ['-3:-1'] }, '2027-02-26T12:00:00Z', true],
    ['mixes the ends', { daysOfMonth: ['20:-1'] }, '2027-02-20T12:00:00Z', true],
    ['clamps to a short month', { daysOfMonth: ['27:31'] }, '2027-02-28T12:00:00Z', true],
    ['skips a day the month lacks', { daysOfMonth: ['31'] }, '2027-02-28T12:00:00Z', false],
    [
      'reads the clock of its place',
      { times: [{ startTime: '03:00', endTime: '04:00' }], location: 'Pacific/Chatham' },
      '2026-11-20T13:30:00Z',
      true,
    ],
    ['reads the calendar of its place', { daysOfMonth: ['20'], location: 'America/Los_Angeles' }, '2026-11-21T06:00:00Z', true],
    ['needs every list', { weekdays: ['saturday'], months: ['december'] }, '2026-11-21T12:00:00Z', false],
  ] as const)('%s', ([, text, at, expected]) => {
    expect(contains(text, at)).toBe(expected);
  });

  it.for([
    { times: [{ startTime: '9:00', endTime: '17:00' }] },
    { times: [{ startTime: '17:00', endTime: '17:00' }] },
    { weekdays: ['friday:monday'] },
    { weekdays: ['freitag'] },
    { daysOfMonth: ['0'] },
    { daysOfMonth: ['-1:1'] },
    { daysOfMonth: ['-1:-3'] },
    { months: ['may:march'] },
    { years: ['2026:2025'] },
    { location: 'Mars/Olympus' },
  ])('refuses %j', (text) => {
    expect(() => parseTimeInterval(text)).toThrow(InputError);
  });
});
