/** Outlooks as text for the terminal. */
import { writeLocal } from '#calendar/local-time.ts';
import type { Shift } from '#calendar/shifts.ts';
import { offsetAt, wallClock } from '#calendar/zone.ts';
import type { Paint } from '../replay/paint.ts';
import { counted, printable } from '../replay/text-table.ts';
import type { Outlook } from './outlook.ts';

const shownGaps = 10;
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes);
  const [hour, minute] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hour}:${minute}`;
};

/** `Mon 2026-03-30 09:00 +02:00`: what the wall clock of the time zone shows. */
const timeText = (at: number, zone: string): string => {
  const local = wallClock(zone, at);
  return `${weekday.format(local)} ${writeLocal(local).replace('T', ' ')} ${offsetText(offsetAt(zone, at) / 60_000)}`;
};

const peopleText = (people: readonly string[], paint: Paint): string =>
  people.length === 0 ? paint.bad('nobody') : paint.bold(people.join(', '));

/** The text of one outlook over so many days; ends in a newline. */
export const outlookText = ({ schedule, timeZone, at, now, changes, next, gaps }: Outlook, days: number, paint: Paint): string => {
  const time = (instant: number): string => timeText(instant, timeZone);
  const gapText = ({ from, to, because }: Shift): string => `  gap     ${time(from)} until ${time(to)}: ${printable(because)}`;
  const lines = [
    `${paint.bold(schedule)} (${timeZone}), ${time(at)}`,
    `  on call ${peopleText(now.people, paint)}, ${changes === undefined ? `for ${counted(days, 'day')} at least` : `until ${time(changes)}`}: ${printable(now.because)}`,
    ...next.map(({ from, people }) => `  next    ${time(from)} ${peopleText(people, paint)}`),
    ...gaps.slice(0, shownGaps).map(gapText),
    ...(gaps.length > shownGaps ? [`  gap     and ${gaps.length - shownGaps} more`] : []),
    ...(gaps.length === 0 ? [`  gaps    none in ${counted(days, 'day')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
};
