/**
 * Recurrence: the local times at which something begins again, as RFC 5545 has it; rrule-temporal steps through the rule.
 *
 * It steps from the start of a rule. So that a question does not step through years, it is given a start that is whole
 * intervals later, at which the rule has the same phase. It knows nothing of time zones here: local times are given as UTC's.
 * Rules that it reads otherwise than RFC 5545 does are refused, and so are those whose start is not a time of their own.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { InputError } from '#kernel/errors.ts';
import { dayMs, dayOf, weekdayOf, weekMs, writeLocal } from './local-time.ts';

/** A rule, and the local time that it starts at. */
export interface Recurrence {
  /** The times from one local time to before another, in order. */
  between(from: number, to: number): readonly number[];
}

type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
const frequencies: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] satisfies readonly Frequency[];
const knownParts: readonly string[] = [
  ...['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST'],
  ...['BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE', 'BYSETPOS'],
];
const dayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const mostTimes = 1000;

type Parts = Readonly<Record<string, string>>;

const refuse = (rule: string, why: string): never => {
  throw new InputError(`the rrule ${rule}: ${why}`, { reason: 'rrule' });
};

/** `FREQ=WEEKLY;BYDAY=SU` by its parts. InputError for parts that are unknown or given twice. */
const readParts = (rule: string): Parts => {
  const parts: Record<string, string> = {};
  for (const part of rule.toUpperCase().split(';')) {
    const [name = '', value = ''] = part.split('=');
    if (!knownParts.includes(name) || value === '') refuse(rule, `${part} is not understood; parts are ${knownParts.join(', ')}`);
    if (name in parts) refuse(rule, `${name} is given twice`);
    parts[name] = value;
  }
  return parts;
};

const has = (parts: Parts, ...names: readonly string[]): boolean => names.some((name) => name in parts);

/** InputError for what the library would read otherwise than RFC 5545 does, and for what it would step through too long. */
const check = (rule: string, parts: Parts): void => {
  const frequency = parts['FREQ'] ?? '';
  const refuseIf = (wrong: boolean, why: string) => (wrong ? refuse(rule, why) : undefined);
  refuseIf(!frequencies.includes(frequency), `FREQ is one of ${frequencies.join(', ')}`);
  refuseIf(!/^[1-9]\d{0,2}$/.test(parts['INTERVAL'] ?? '1'), 'INTERVAL is a number from 1 to 999');
  refuseIf(has(parts, 'COUNT') && has(parts, 'UNTIL'), 'COUNT and UNTIL exclude each other');
  refuseIf(
    !/^[1-9]\d*$/.test(parts['COUNT'] ?? '1') || Number(parts['COUNT'] ?? 1) > mostTimes,
    `COUNT is a number from 1 to ${mostTimes}`,
  );
  refuseIf(!/^\d{8}(?:T\d{6}Z?)?$/.test(parts['UNTIL'] ?? '20000101'), 'UNTIL is a time such as 20261231T225959Z');
  const numbered = /\d/.test(parts['BYDAY'] ?? '');
  refuseIf(numbered && (frequency === 'DAILY' || frequency === 'WEEKLY'), 'BYDAY has numbers in monthly and yearly rules only');
  refuseIf(
    numbered && frequency === 'YEARLY' && has(parts, 'BYMONTHDAY'),
    'a yearly rule has a BYDAY with numbers or a BYMONTHDAY, not both',
  );
  refuseIf(frequency === 'WEEKLY' && has(parts, 'BYMONTHDAY'), 'BYMONTHDAY is not for weekly rules');
};

/** The parts that the rule leaves to its start, written out. */
const explicit = (parts: Parts, start: number): Parts => {
  const date = new Date(start);
  const day = { BYMONTHDAY: String(date.getUTCDate()) };
  const noDay = !has(parts, 'BYDAY', 'BYMONTHDAY');
  if (parts['FREQ'] === 'WEEKLY' && !has(parts, 'BYDAY')) return { ...parts, BYDAY: dayNames[weekdayOf(dayOf(start))] ?? '' };
  if (parts['FREQ'] === 'MONTHLY' && noDay) return { ...parts, ...day };
  if (parts['FREQ'] !== 'YEARLY' || !noDay) return parts;
  return has(parts, 'BYMONTH') ? { ...parts, ...day } : { ...parts, ...day, BYMONTH: String(date.getUTCMonth() + 1) };
};

/** A start of the same phase, in the second interval before a local time. */
const startBefore = (frequency: string, interval: number, start: number, time: number): number => {
  const whole = (difference: number): number => (Math.floor(difference / interval) - 1) * interval;
  if (frequency === 'DAILY') return start + whole((time - start) / dayMs) * dayMs;
  if (frequency === 'WEEKLY') return start + whole((time - start) / weekMs) * weekMs;
  const [from, to] = [new Date(start), new Date(time)];
  const timeOfDay = start - dayOf(start) * dayMs;
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  if (frequency === 'YEARLY') return Date.UTC(from.getUTCFullYear() + whole(years), 0, 1) + timeOfDay;
  const months = years * 12 + to.getUTCMonth() - from.getUTCMonth();
  return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + whole(months), 1) + timeOfDay;
};

/** UNTIL as local time, inclusive; `toLocal` turns an instant into it. */
const untilOf = (text: string | undefined, toLocal: (at: number) => number): number => {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(text) ?? [];
  // A date is all of the day.
  const at = Date.parse(`${year}-${month}-${day}T${hour ?? '23'}:${minute ?? '59'}:${second ?? '59'}Z`);
  return text.endsWith('Z') ? toLocal(at) : at;
};

/**
 * The rule, starting at a local time. InputError when it is no rule, one that is not understood, or one whose start is not a
 * time of its own. `toLocal` says which local time an instant is.
 */
export const readRecurrence = (rule: string, start: number, toLocal: (at: number) => number): Recurrence => {
  const parts = readParts(rule);
  check(rule, parts);
  const { COUNT: count, UNTIL: until, ...endless } = explicit(parts, start);
  const text = Object.entries(endless).map(([name, value]) => `${name}=${value}`);
  const interval = Number(parts['INTERVAL'] ?? '1');
  const from = (time: number): RRuleTemporal => {
    const begin = startBefore(parts['FREQ'] ?? '', interval, start, time);
    try {
      const compact = new Date(begin).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
      return new RRuleTemporal({ rruleString: `DTSTART:${compact}Z\nRRULE:${text.join(';')}` });
    } catch (cause) {
      return refuse(rule, (cause as Error).message);
    }
  };
  const endlessBetween = (begin: number, end: number): readonly number[] =>
    end <= begin
      ? []
      : from(begin)
          .between(new Date(begin), new Date(end - 1), true)
          .map(({ epochMilliseconds }) => epochMilliseconds);
  if (endlessBetween(start, start + 1)[0] !== start) refuse(rule, `${writeLocal(start)} is not a time of it, and so cannot be its start`);
  const last = count === undefined ? untilOf(until, toLocal) : lastOf(rule, from(start), start, Number(count));
  return { between: (begin, end) => endlessBetween(Math.max(begin, start), Math.min(end, last + 1)) };
};

/** The time that is number `count`, the start being the first. InputError when they are too far apart to be counted. */
const lastOf = (rule: string, steps: RRuleTemporal, start: number, count: number): number => {
  let [seen, last] = [0, start];
  try {
    steps.all(({ epochMilliseconds }) => {
      if (seen < count && epochMilliseconds >= start) [seen, last] = [seen + 1, epochMilliseconds];
      return seen < count;
    });
  } catch (cause) {
    throw new InputError(`the rrule ${rule}: ${count} times are too far apart; say UNTIL instead`, { cause, reason: 'rrule' });
  }
  return last;
};
