/** `warden oncall`: who is on call now or at a time, until when, why, who is next, and which gaps come. */
import { writeFileSync } from 'node:fs';
import { readInstant } from '#calendar/local-time.ts';
import { type Shift, shiftsBetween } from '#calendar/shifts.ts';
import { writeCalendar } from '#calendar/write-calendar.ts';
import { time } from '#kernel/policy/terms.ts';
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { paintFor } from '../replay/paint.ts';
import { UsageError } from '../replay/usage-error.ts';
import { type Outlook, outlookOf } from './outlook.ts';
import { outlookText } from './outlook-text.ts';

export interface OnCallOptions {
  readonly at?: string;
  readonly days: string;
  readonly policy?: string;
  readonly json: boolean;
  readonly ics?: string;
}

const dayMs = 86_400_000;
const mostDays = 1000;
/** Longer ones are cut in a calendar file. */
const longestShiftMs = 400 * dayMs;

const readDays = (typed: string): number => {
  const days = Number(typed);
  if (!Number.isInteger(days) || days < 1 || days > mostDays) throw new UsageError(`--days ${typed}: a number from 1 to ${mostDays}`);
  return days;
};

/** A time without an offset is of the schedule's wall clock. */
const readAt = (typed: string | undefined, zone: string, now: number): number => {
  if (typed === undefined) return now;
  if (!time.safeParse(typed).success)
    throw new UsageError(`--at ${typed}: a time such as 2026-12-25T09:00 (of the schedule's clock), or 2026-12-25T08:00Z`);
  return readInstant(typed, zone);
};

const chosen = ({ schedules }: SchedulesPolicy, names: readonly string[]): readonly string[] => {
  const known = Object.keys(schedules);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`no schedule ${unknown}; there is ${known.join(', ') || 'none'}`);
  if (known.length === 0) throw new UsageError('policy/schedules.yaml has no schedule');
  return names.length === 0 ? known : names;
};

const iso = (at: number): string => new Date(at).toISOString();

const asJson = ({ schedule, timeZone, at, now, changes, next, gaps }: Outlook) => {
  const span = ({ from, to, people, because }: Outlook['next'][number]) => ({ from: iso(from), to: iso(to), people, because });
  const until = changes === undefined ? null : iso(changes);
  return { schedule, timeZone, at: iso(at), people: now.people, until, because: now.because, next: next.map(span), gaps: gaps.map(span) };
};

const write = (file: string, text: string): void => {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new UsageError(`--ics ${file}: cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
};

/** The shifts that hold at some time of a stretch, from their own beginning to their own end: a file written later has the same. */
const wholeShifts = (policy: SchedulesPolicy, schedule: string, from: number, to: number): readonly Shift[] =>
  [...shiftsBetween(policy, schedule, from - longestShiftMs, to + longestShiftMs)].filter((shift) => shift.from < to && shift.to > from);

/** Prints the outlooks and, with `ics`, writes the shifts; returns the text. UsageError for what makes no sense. `now` in milliseconds. */
export const onCallText = (names: readonly string[], options: OnCallOptions, now: number): string => {
  const days = readDays(options.days);
  const { schedules: policy } = readPolicy(options.policy);
  const outlooks = chosen(policy, names).map((name) => {
    const at = readAt(options.at, policy.schedules[name]?.timeZone ?? 'UTC', now);
    return outlookOf(policy, name, at, at + days * dayMs);
  });
  if (options.ics !== undefined) {
    const calendars = outlooks.map(({ schedule, at }) => ({ schedule, shifts: wholeShifts(policy, schedule, at, at + days * dayMs) }));
    write(options.ics, writeCalendar(calendars, now));
  }
  if (options.json) return `${JSON.stringify(outlooks.map(asJson), undefined, 2)}\n`;
  const paint = paintFor(process.stdout);
  return outlooks.map((outlook) => outlookText(outlook, days, paint)).join('\n');
};

/** Prints it. */
export const onCallCommand = (names: readonly string[], options: OnCallOptions): void => {
  process.stdout.write(onCallText(names, options, Date.now()));
};
