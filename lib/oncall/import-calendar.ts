/** `warden import-calendar FILE.ics`: overrides or holidays of a schedule, from a calendar that people keep elsewhere. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { type CalendarEvent, readCalendar } from '#calendar/read-calendar.ts';
import { InputError } from '#kernel/errors.ts';
import type { Policy } from '#kernel/policy.ts';
import { projectPolicy, readPolicy } from '../policy/read-policy.ts';
import { UsageError } from '../replay/usage-error.ts';

export interface ImportCalendarOptions {
  /** Events become overrides of this schedule. */
  readonly schedule?: string;
  /** Events of whole days become this list of holidays. */
  readonly holidays?: string;
  readonly days: string;
  readonly policy?: string;
}

const dayMs = 86_400_000;
const mostBytes = 5_000_000;

/** Whom an event is about: who takes part, by e-mail address; else whose name its title is or begins with. */
const peopleOf = ({ attendees, summary }: CalendarEvent, people: Policy['people']['people']): readonly string[] => {
  const entries = Object.entries(people);
  const invited = entries.filter(([, { email }]) => email !== undefined && attendees.includes(email.toLowerCase())).map(([name]) => name);
  if (invited.length > 0) return invited;
  const words =
    summary
      .toLowerCase()
      .split(' on call')[0]
      ?.split(/\s*,\s*/) ?? [];
  return entries
    .filter(([name, { displayName }]) => words.includes(name) || (displayName !== undefined && words.includes(displayName.toLowerCase())))
    .map(([name]) => name);
};

const readEvents = (file: string, zone: string, from: number, to: number): readonly CalendarEvent[] => {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > mostBytes) throw new UsageError(`${file}: more than ${mostBytes} bytes`);
    return readCalendar(text, zone, from, to);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${error instanceof InputError ? error.message : 'cannot be read'}`);
  }
};

/** Adds to a list of the document what it has not yet; returns how many. */
const addTo = (document: Document, path: readonly string[], items: readonly unknown[]): number => {
  const present = (document.getIn(path) === undefined ? [] : document.toJS()) as unknown;
  const list = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], present);
  const known = new Set((Array.isArray(list) ? list : []).map((item) => JSON.stringify(item)));
  const added = items.filter((item) => !known.has(JSON.stringify(item)));
  if (document.getIn(path) === undefined) document.setIn(path, document.createNode(added));
  else for (const item of added) document.addIn(path, document.createNode(item));
  return added.length;
};

const instantText = (at: number): string => new Date(at).toISOString().replace(':00.000Z', 'Z');

/**
 * Writes the events of so many days from `now` (milliseconds) on into `schedules.yaml`, whose comments stay; what is there already
 * is not added twice. Returns a line that says what was done, and one for each event that names nobody. UsageError for what makes no sense.
 */
export const importCalendar = (file: string, options: ImportCalendarOptions, now: number): string => {
  const { schedule, holidays } = options;
  if ((schedule === undefined) === (holidays === undefined))
    throw new UsageError('import-calendar: say --schedule NAME or --holidays NAME');
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 1000) throw new UsageError(`--days ${options.days}: a number from 1 to 1000`);
  const policy = readPolicy(options.policy);
  const written = schedule === undefined ? undefined : policy.schedules.schedules[schedule];
  if (schedule !== undefined && written === undefined) throw new UsageError(`no schedule ${schedule} in policy/schedules.yaml`);
  const events = readEvents(file, written?.timeZone ?? 'UTC', now, now + days * dayMs);
  const path = join(options.policy ?? projectPolicy, 'schedules.yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  const nobody: CalendarEvent[] = [];
  let added = 0;
  if (holidays !== undefined) {
    added = addTo(document, ['holidays', holidays], [...new Set(events.flatMap(({ dates }) => dates))].sort());
  } else if (schedule !== undefined) {
    const overrides = events.flatMap((event) => {
      const people = peopleOf(event, policy.people.people);
      if (people.length === 0) nobody.push(event);
      return people.length === 0 ? [] : [{ from: instantText(event.from), to: instantText(event.to), people }];
    });
    added = addTo(document, ['schedules', schedule, 'overrides'], overrides);
  }
  if (added > 0) writeFileSync(path, document.toString({ lineWidth: 0 }));
  const skipped = nobody.map(
    ({ from, summary }) => `  left out: ${instantText(from)} "${summary.slice(0, 80)}" names nobody of people.yaml\n`,
  );
  return `${path}: ${added} ${holidays === undefined ? 'overrides' : 'holidays'} added\n${skipped.join('')}`;
};

/** Does it, and says so. */
export const importCalendarCommand = (file: string, options: ImportCalendarOptions): void => {
  process.stdout.write(importCalendar(file, options, Date.now()));
};
