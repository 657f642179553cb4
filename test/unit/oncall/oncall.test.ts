import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importCalendar } from '#lib/oncall/import-calendar.ts';
import { onCallText } from '#lib/oncall/oncall.ts';
import { projectPolicy } from '#lib/policy/read-policy.ts';
import { UsageError } from '#lib/replay/usage-error.ts';

const now = Date.parse('2026-03-28T11:00Z');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-oncall-'));
  cpSync(projectPolicy, folder, { recursive: true });
  writeFileSync(
    join(folder, 'schedules.yaml'),
    `# A comment that stays.
schedules:
  primary:
    timeZone: Europe/Berlin
    layers: [{ name: weekly, people: [alex, sam], start: 2026-01-05T09:00 }]
  office:
    timeZone: Europe/Berlin
    layers:
      - { name: hours, people: [robin], start: 2026-01-01, shift: 1d, restrictions: [{ from: "09:00", to: "17:00" }] }
`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ask = (names: readonly string[], options: object = {}) =>
  onCallText(names, { days: '2', json: false, policy: folder, ...options }, now);

describe('warden oncall', () => {
  it('says who is on call, until when, why, who is next, and which gaps come', () => {
    expect(ask([], { days: '9' })).toContain(
      `primary (Europe/Berlin), Sat 2026-03-28 12:00 +01:00
  on call sam, until Mon 2026-03-30 09:00 +02:00: it is the turn of sam in the layer weekly
  next    Mon 2026-03-30 09:00 +02:00 alex
  next    Mon 2026-04-06 09:00 +02:00 sam
  gaps    none in 9 days
`,
    );
    expect(ask(['office'])).toBe(
      `office (Europe/Berlin), Sat 2026-03-28 12:00 +01:00
  on call robin, until Sat 2026-03-28 17:00 +01:00: it is the turn of robin in the layer hours
  next    Sat 2026-03-28 17:00 +01:00 nobody
  next    Sun 2026-03-29 09:00 +02:00 robin
  next    Sun 2026-03-29 17:00 +02:00 nobody
  gap     Sat 2026-03-28 17:00 +01:00 until Sun 2026-03-29 09:00 +02:00: the layer hours does not apply
  gap     Sun 2026-03-29 17:00 +02:00 until Mon 2026-03-30 09:00 +02:00: the layer hours does not apply
`,
    );
  });

  it.for([
    ["the schedule's clock", '2026-03-30T09:00', 'alex'],
    ["the schedule's clock", '2026-03-30T08:59', 'sam'],
    ['an offset', '2026-03-30T07:00Z', 'alex'],
    ['an offset', '2026-03-30T08:59+02:00', 'sam'],
  ] as const)('takes a time by %s: %s', ([, at, person]) => {
    expect(JSON.parse(ask(['primary'], { at, json: true }))).toMatchObject([{ schedule: 'primary', people: [person] }]);
  });

  it('writes whole shifts as a calendar, the same from one hour to the next', () => {
    const shiftsAt = (at: string) => {
      const ics = join(folder, 'out.ics');
      ask(['primary'], { at, ics });
      return readFileSync(ics, 'utf8').match(/^(?:UID|DTSTART|DTEND):.*$/gm) ?? [];
    };
    expect(shiftsAt('2026-03-28T12:00Z')).toHaveLength(6);
    expect(shiftsAt('2026-03-28T13:00Z')).toEqual(shiftsAt('2026-03-28T12:00Z'));
  });

  it.for([
    ['an unknown schedule', ['night'], {}, 'no schedule night; there is primary, office'],
    ['no time', [], { at: 'noon' }, "--at noon: a time such as 2026-12-25T09:00 (of the schedule's clock), or 2026-12-25T08:00Z"],
    ['a day that is none', [], { at: '2026-02-30T09:00' }, '--at 2026-02-30T09:00: a time such as'],
    ['too few days', [], { days: '0' }, '--days 0: a number from 1 to 1000'],
    ['no folder', [], { policy: '/nowhere' }, '--policy /nowhere: no such folder'],
    ['a file that cannot be written', [], { ics: '/nowhere/out.ics' }, '--ics /nowhere/out.ics: cannot be written (ENOENT)'],
  ] as const)('answers %s in one line', ([, names, options, message]) => {
    let refusal: unknown;
    try {
      ask(names, options);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(UsageError);
    expect((refusal as Error).message).toMatch(new RegExp(`^${message.replaceAll(/[()+.]/g, '\\$&')}[^\\n]*$`));
  });
});

describe('warden import-calendar', () => {
  const calendar = (...events: readonly string[]) => {
    const file = join(folder, 'in.ics');
    writeFileSync(
      file,
      ['BEGIN:VCALENDAR', ...events.flatMap((event) => ['BEGIN:VEVENT', ...event.split('|'), 'END:VEVENT']), 'END:VCALENDAR', ''].join(
        '\r\n',
      ),
    );
    return file;
  };
  const shift = 'SUMMARY:Robin|DTSTART:20260401T120000Z|DTEND:20260401T140000Z';
  const options = () => ({ schedule: 'primary', days: '30', policy: folder });

  it('writes overrides that the schedule then has, keeps comments, and adds nothing twice', () => {
    const file = calendar(shift, 'SUMMARY:somebody|DTSTART:20260402T120000Z|DTEND:20260402T140000Z');
    expect(importCalendar(file, options(), now)).toBe(
      `${join(folder, 'schedules.yaml')}: 1 overrides added\n  left out: 2026-04-02T12:00Z "somebody" names nobody of people.yaml\n`,
    );
    expect(ask(['primary'], { at: '2026-04-01T13:00Z' })).toContain(
      'on call robin, until Wed 2026-04-01 16:00 +02:00: an override names robin',
    );
    expect(importCalendar(file, options(), now)).toContain(': 0 overrides added');
    expect(readFileSync(join(folder, 'schedules.yaml'), 'utf8')).toMatch(/^# A comment that stays\.\n/);
  });

  it('writes a list of holidays', () => {
    const file = calendar('SUMMARY:Good Friday|DTSTART;VALUE=DATE:20260403');
    expect(importCalendar(file, { holidays: 'germany', days: '30', policy: folder }, now)).toContain(': 1 holidays added');
    expect(readFileSync(join(folder, 'schedules.yaml'), 'utf8')).toMatch(/holidays:\n {2}germany:\n {4}- 2026-04-03\n/);
  });

  it.for([
    ['neither a schedule nor holidays', { days: '30' }, 'import-calendar: say --schedule NAME or --holidays NAME'],
    ['an unknown schedule', { schedule: 'night', days: '30' }, 'no schedule night in policy/schedules.yaml'],
  ] as const)('answers %s in one line', ([, given, message]) => {
    expect(() => importCalendar(calendar(shift), { ...given, policy: folder }, now)).toThrow(new UsageError(message));
  });

  it('says of a file that is no calendar why', () => {
    writeFileSync(join(folder, 'in.ics'), 'hello');
    expect(() => importCalendar(join(folder, 'in.ics'), options(), now)).toThrow('not a calendar to import: it cannot be read as RFC 5545');
  });
});
