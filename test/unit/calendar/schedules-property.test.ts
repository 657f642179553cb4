/**
 * The library against the slow reading of the rules, over ten years in twelve time zones, minute by minute.
 * `CALENDAR_RUNS` says how many schedules a zone is tried with (1).
 */
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { onCallAt } from '#calendar/on-call.ts';
import { gapsBetween, shiftsBetween } from '#calendar/shifts.ts';
import { offsetAt } from '#calendar/zone.ts';
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { scheduleIn, zones } from '#test/support/calendar/random-schedule.ts';
import { type Painted, paintSchedule, setOf, sweepClock } from '#test/support/calendar/slow-schedule.ts';

/** Samoa skipped 30 December 2011; São Paulo, Casablanca and Tehran changed their rules in these years. */
const begin = '2011-01-01';
const from = Date.parse(begin) / 60_000;
const count = (Date.parse('2021-01-01') - Date.parse(begin)) / 60_000;
const days = count / 1440;
const runs = Number(process.env['CALENDAR_RUNS'] ?? 1);

const clocks = new Map<string, Int32Array>();
const clockOf = (zone: string): Int32Array => {
  const known = clocks.get(zone) ?? sweepClock(zone, from, count);
  clocks.set(zone, known);
  return known;
};

let covered = 0;
let asked = 0;
afterAll(() => process.stdout.write(`Schedules: ${covered} minutes compared, and ${asked} questions beside them.\n`));

const text = (minute: number): string => new Date((from + minute) * 60_000).toISOString();

/** Whether shifts tile the minutes without overlap, and each says what is painted. */
const compareShifts = (policy: SchedulesPolicy, { sets, minutes }: Painted): void => {
  let minute = 0;
  for (const shift of shiftsBetween(policy, 'any', from * 60_000, (from + count) * 60_000)) {
    expect(shift.from, 'begins where the one before ended').toBe((from + minute) * 60_000);
    expect(shift.to).toBeGreaterThan(shift.from);
    const set = setOf(shift.people);
    for (const end = shift.to / 60_000 - from; minute < end; minute += 1) {
      const painted = sets[minutes[minute] ?? 0] ?? '';
      if (painted !== set) expect.fail(`${text(minute)}: "${set}" (${shift.because}) where "${painted}" is on call`);
    }
  }
  expect(minute, 'reaches the end').toBe(count);
  covered += count;
};

const gapsPainted = ({ minutes }: Painted): readonly (readonly [number, number])[] => {
  const gaps: [number, number][] = [];
  for (let minute = 0; minute < count; minute += 1) {
    const last = gaps.at(-1);
    if (minutes[minute] !== 0) continue;
    if (last?.[1] === minute) last[1] = minute + 1;
    else gaps.push([minute, minute + 1]);
  }
  return gaps;
};

/** Minutes around which answers may differ: changes of the clock, painted changes, and some at random. */
const interesting = (zone: string, { minutes }: Painted, seed: number): readonly number[] => {
  const clock = clockOf(zone);
  const around: number[] = [];
  let changes = 0;
  for (let minute = 1; minute < count; minute += 1) {
    const jumps = (clock[minute] ?? 0) - (clock[minute - 1] ?? 0) !== 1;
    if (jumps) for (let near = minute - 130; near < minute + 130; near += 1) around.push(near);
    if (minutes[minute] !== minutes[minute - 1] && (changes++ < 300 || (minute + seed) % 97 === 0))
      around.push(minute - 1, minute, minute + 1);
  }
  for (let index = 0; index < 3000; index += 1) around.push((index * 7919 * 131 + seed) % count);
  return around.filter((minute) => minute >= 0 && minute < count);
};

describe('a schedule of any shape over ten years', () => {
  it.for(zones)(
    'in %s has one answer for every minute, or a reported gap: what a slow reading of the rules has',
    { timeout: 600_000 },
    (zone) => {
      void fc.assert(
        fc.property(scheduleIn(zone, begin, days), fc.nat(1_000_000), (policy, seed) => {
          const schedule = policy.schedules['any'];
          if (schedule === undefined) return;
          const painted = paintSchedule(policy, schedule, clockOf, from);
          compareShifts(policy, painted);
          const gaps = gapsBetween(policy, 'any', from * 60_000, (from + count) * 60_000);
          expect(gaps.map((gap) => [gap.from / 60_000 - from, gap.to / 60_000 - from])).toEqual(gapsPainted(painted));
          for (const minute of interesting(zone, painted, seed)) {
            const at = (from + minute) * 60_000 + (seed % 60_000);
            const { people, until } = onCallAt(policy, 'any', at);
            if (setOf(people) !== painted.sets[painted.minutes[minute] ?? 0])
              expect.fail(`${text(minute)}: asked directly, "${people}" is on call`);
            if (until <= at) expect.fail(`${text(minute)}: the answer holds until ${until}, which is past`);
            asked += 1;
          }
        }),
        { numRuns: runs, seed: 20260105 + zones.indexOf(zone), endOnFailure: true, unbiased: true },
      );
    },
  );
});

describe('the table of offsets', () => {
  it.for(zones)('of %s shows every hour what Intl shows', (zone) => {
    const clock = clockOf(zone);
    for (let minute = 0; minute < count; minute += 20) {
      const at = (from + minute) * 60_000;
      if (offsetAt(zone, at) !== ((clock[minute] ?? 0) - from - minute) * 60_000) expect.fail(`${text(minute)}: ${offsetAt(zone, at)}`);
    }
  });
});
