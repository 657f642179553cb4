import { describe, expect, it } from 'vitest';
import { maintenanceOf } from '#calendar/maintenance.ts';
import { readRecurrence } from '#calendar/recurrence.ts';
import { readWindow } from '#calendar/window.ts';
import { type MaintenancePolicy, maintenanceSchema } from '#kernel/policy.ts';

const policyOf = (...windows: readonly object[]): MaintenancePolicy =>
  maintenanceSchema.parse({
    windows: windows.map((window, index) => ({ name: `window-${index}`, matchers: ['service.name="db"'], ...window })),
  });
const sundays = { start: '2026-01-04T02:30', duration: '1h', timeZone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY;BYDAY=SU' };
const db = { 'service.name': 'db' };
const spansOf = (window: object, from: string, to: string) => {
  const [written] = policyOf(window).windows;
  if (written === undefined) return [];
  return readWindow(written)
    .between(Date.parse(from), Date.parse(to))
    .map((span) => `${new Date(span.from).toISOString().slice(0, 16)} ${(span.to - span.from) / 60_000}`);
};
const localAsUtc = (at: number) => at;

describe('every Sunday at 02:30 in Berlin for an hour', () => {
  it.for([
    ['in winter', '2026-01-11', '2026-01-11T01:30 60'],
    ['in summer', '2026-07-05', '2026-07-05T00:30 60'],
    ['when clocks are put forward over it: 03:30 of the new time, as RFC 5545 has it', '2026-03-29', '2026-03-29T01:30 60'],
    ['when clocks are put back and 02:30 comes twice: the first time', '2026-10-25', '2026-10-25T00:30 60'],
  ] as const)('%s', ([, day, expected]) => {
    expect(spansOf(sundays, `${day}T00:00Z`, `${day}T12:00Z`)).toEqual([expected]);
  });

  it.for([
    ['before', '2026-03-29T01:29:59.999Z', undefined],
    ['at its start', '2026-03-29T01:30Z', '2026-03-29T02:30:00.000Z'],
    ['at its end', '2026-03-29T02:30Z', undefined],
    ['in the second 02:30', '2026-10-25T01:30Z', undefined],
  ] as const)('holds %s or not', ([, time, until]) => {
    const found = maintenanceOf(policyOf(sundays), db, Date.parse(time));
    expect(found && new Date(found.until).toISOString()).toBe(until);
  });
});

describe('maintenance', () => {
  const now = Date.parse('2026-05-10T12:30Z');

  it('holds what all matchers agree on, and nothing else', () => {
    const policy = policyOf({ start: '2026-05-10T12:00', duration: '1h', matchers: ['service.name="db"', 'env=~"prod|stage"'] });
    expect(maintenanceOf(policy, { ...db, env: 'prod' }, now)?.name).toBe('window-0');
    expect(maintenanceOf(policy, { ...db, env: 'dev' }, now)).toBeUndefined();
    expect(maintenanceOf(policy, db, now)).toBeUndefined();
  });

  it('names the window that ends last, with comment and author', () => {
    const policy = policyOf(
      { start: '2026-05-10T12:00', duration: '1h' },
      { start: '2026-05-09T12:00', end: '2026-05-11T12:00', comment: 'new disks', author: 'sam' },
      { start: '2026-05-10T12:00', duration: '2h' },
    );
    expect(maintenanceOf(policy, db, now)).toEqual({
      name: 'window-1',
      reason: 'maintenance window-1: new disks (sam)',
      until: Date.parse('2026-05-11T12:00Z'),
    });
  });

  it('leaves out exceptions, by time or by day', () => {
    const window = { ...sundays, exceptions: ['2026-01-11T02:30', '2026-01-18', '2026-01-25T03:00'] };
    expect(spansOf(window, '2026-01-01T00:00Z', '2026-02-01T12:00Z').map((span) => span.slice(0, 10))).toEqual([
      '2026-01-04',
      '2026-01-25',
      '2026-02-01',
    ]);
  });

  it('ends after COUNT windows, and with UNTIL, which may name an instant', () => {
    expect(spansOf({ ...sundays, rrule: 'FREQ=WEEKLY;COUNT=3' }, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toHaveLength(3);
    expect(spansOf({ ...sundays, rrule: 'FREQ=WEEKLY;UNTIL=20260118T013000Z' }, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toHaveLength(3);
    expect(spansOf({ ...sundays, rrule: 'FREQ=WEEKLY;UNTIL=20260118T012959Z' }, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toHaveLength(2);
    expect(spansOf({ ...sundays, rrule: 'FREQ=WEEKLY;UNTIL=20260118' }, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toHaveLength(3);
  });

  it('answers for windows that overlap with their own kind until the last ends', () => {
    const policy = policyOf({ start: '2026-05-01T00:00', duration: '3d', rrule: 'FREQ=DAILY' });
    expect(maintenanceOf(policy, db, now)?.until).toBe(Date.parse('2026-05-13T00:00Z'));
  });

  it('does no more work for a window that began decades ago', () => {
    const policy = policyOf({ ...sundays, start: '1976-01-04T02:30', rrule: 'FREQ=DAILY' });
    maintenanceOf(policy, db, 0);
    const before = process.cpuUsage();
    for (let day = 0; day < 160; day += 16) maintenanceOf(policy, db, now + day * 86_400_000);
    expect(process.cpuUsage(before).user / 10).toBeLessThan(20_000);
  });
});

describe('a recurrence', () => {
  it.for([
    ['FREQ=MONTHLY', '2026-01-31T02:00', '2026-01-31 2026-03-31 2026-05-31 2026-07-31'],
    ['FREQ=YEARLY', '2024-02-29T02:00', '2024-02-29 2028-02-29 2032-02-29 2036-02-29'],
    ['FREQ=MONTHLY;BYDAY=2TU', '2026-01-13T02:00', '2026-01-13 2026-02-10 2026-03-10 2026-04-14'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '2026-01-30T02:00', '2026-01-30 2026-02-27 2026-03-31 2026-04-30'],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO', '2026-01-04T02:00', '2026-01-04 2026-01-05 2026-01-18 2026-01-19'],
    ['FREQ=DAILY;INTERVAL=10', '2026-01-01T02:00', '2026-01-01 2026-01-11 2026-01-21 2026-01-31'],
  ] as const)('%s from %s', ([rule, start, expected]) => {
    const first = Date.parse(`${start}Z`);
    const times = readRecurrence(rule, first, localAsUtc).between(0, first + 5000 * 86_400_000);
    const dates = (some: readonly number[]) => some.slice(0, 4).map((time) => new Date(time).toISOString().slice(0, 10));
    expect(dates(times).join(' ')).toBe(expected);
    // The same, asked about a stretch in the middle: the rule is not stepped through from its start.
    const [, , third = 0] = times;
    expect(readRecurrence(rule, first, localAsUtc).between(third, third + 1)).toEqual([third]);
    expect(readRecurrence(rule, first, localAsUtc).between(third - 3_600_000, third)).toEqual([]);
  });

  it.for([
    ['FREQ=HOURLY', 'FREQ is one of'],
    ['FREQ=DAILY;FOO=1', 'FOO=1 is not understood'],
    ['FREQ=DAILY;FREQ=DAILY', 'FREQ is given twice'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL is a number'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'exclude each other'],
    ['FREQ=WEEKLY;BYDAY=MO', '2026-01-04T02:00 is not a time of it'],
    ['FREQ=WEEKLY;BYDAY=XX', 'the rrule FREQ=WEEKLY;BYDAY=XX: '],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'is not a time of it'],
    ['FREQ=WEEKLY;BYDAY=1SU', 'BYDAY has numbers in monthly and yearly rules only'],
    ['RRULE:FREQ=DAILY', 'is not understood'],
  ] as const)('%s is refused: %s', ([rule, message]) => {
    expect(() => readRecurrence(rule, Date.parse('2026-01-04T02:00Z'), localAsUtc)).toThrow(message);
  });
});
