/** Time intervals: when a route is muted or active, as Alertmanager reads and applies them. */
import { InputError } from '#kernel/errors.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { localTime } from './local-time.ts';

type IntervalText = RoutesPolicy['timeIntervals'][number]['timeIntervals'][number];

/** Both ends belong to it. */
interface Range {
  readonly begin: number;
  readonly end: number;
}

/** A moment is in it when it is in one range of each list that is given. */
interface TimeInterval {
  /** Minutes of the day; the end does not belong to it. */
  readonly times: readonly Range[] | undefined;
  readonly weekdays: readonly Range[] | undefined;
  /** Negative days count from the month's end. */
  readonly daysOfMonth: readonly Range[] | undefined;
  readonly months: readonly Range[] | undefined;
  readonly years: readonly Range[] | undefined;
  readonly location: string;
}

const wrong = (message: string): InputError => new InputError(message, { reason: 'time_interval' });

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

const integer = (text: string): number | undefined => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined);
const weekday = (text: string): number | undefined => {
  const index = weekdays.indexOf(text);
  return index < 0 ? undefined : index;
};
const month = (text: string): number | undefined => {
  const index = months.indexOf(text);
  return index < 0 ? integer(text) : index + 1;
};

/** Reads `a` or `a:b`. */
const rangeFrom = (text: string, member: (text: string) => number | undefined, what: string): Range => {
  const parts = text.toLowerCase().split(':');
  const begin = member(parts[0] ?? '');
  const end = member(parts[1] ?? parts[0] ?? '');
  if (parts.length > 2 || begin === undefined || end === undefined) throw wrong(`"${text}" is not a ${what} or a range of them.`);
  return { begin, end };
};

const ordered = (text: string, member: (text: string) => number | undefined, what: string): Range => {
  const range = rangeFrom(text, member, what);
  if (range.begin > range.end) throw wrong(`"${text}": the range ends before it begins.`);
  return range;
};

const dayOfMonth = (text: string): Range => {
  const { begin, end } = rangeFrom(text, integer, 'day of the month');
  for (const day of [begin, end]) if (day === 0 || Math.abs(day) > 31) throw wrong(`"${text}": there is no day ${day} in a month.`);
  if (begin < 0 && end > 0) throw wrong(`"${text}": the end must count from the month’s end when the beginning does.`);
  // Months differ: refused is what is the wrong way round even in the shortest.
  const inShortest = (day: number): number => (day < 0 ? 28 + day : day);
  if (inShortest(begin) > inShortest(end)) throw wrong(`"${text}": the range ends before it begins.`);
  return { begin, end };
};

const minuteOfDay = (text: string): number => {
  if (!/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)) throw wrong(`"${text}" is not a time of day such as 09:30.`);
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
};

const timeRange = ({ startTime, endTime }: { readonly startTime: string; readonly endTime: string }): Range => {
  const range = { begin: minuteOfDay(startTime), end: minuteOfDay(endTime) };
  if (range.begin >= range.end) throw wrong(`${startTime} to ${endTime}: the range ends before it begins.`);
  return range;
};

/** Reads one interval of a policy. InputError when something in it is none. */
export const parseTimeInterval = (text: IntervalText): TimeInterval => {
  const location = text.location === undefined || text.location === '' || text.location === 'Local' ? 'UTC' : text.location;
  // Throws for a zone that does not exist.
  localTime(0, location);
  return {
    times: text.times?.map(timeRange),
    weekdays: text.weekdays?.map((each) => ordered(each, weekday, 'weekday')),
    daysOfMonth: text.daysOfMonth?.map(dayOfMonth),
    months: text.months?.map((each) => ordered(each, month, 'month')),
    years: text.years?.map((each) => ordered(each, integer, 'year')),
    location,
  };
};

const within = (ranges: readonly Range[] | undefined, value: number): boolean =>
  ranges === undefined || ranges.some(({ begin, end }) => value >= begin && value <= end);

/** The days a range means in a month of so many; none where it begins after the month's end. */
const daysIn = ({ begin, end }: Range, days: number): readonly Range[] => {
  const counted = (day: number): number => (day < 0 ? days + day + 1 : day);
  return counted(begin) > days ? [] : [{ begin: counted(begin), end: counted(end) }];
};

/** Whether a moment, milliseconds since the epoch, lies in the interval. */
export const containsTime = (interval: TimeInterval, at: number): boolean => {
  const local = localTime(at, interval.location);
  return (
    (interval.times === undefined || interval.times.some(({ begin, end }) => local.minute >= begin && local.minute < end)) &&
    within(
      interval.daysOfMonth?.flatMap((range) => daysIn(range, local.daysInMonth)),
      local.day,
    ) &&
    within(interval.months, local.month) &&
    within(interval.weekdays, local.weekday) &&
    within(interval.years, local.year)
  );
};

const parsed = new WeakMap<object, ReadonlyMap<string, readonly TimeInterval[]>>();

const intervalsOf = (policy: Pick<RoutesPolicy, 'timeIntervals'>): ReadonlyMap<string, readonly TimeInterval[]> => {
  const known = parsed.get(policy.timeIntervals);
  if (known !== undefined) return known;
  const intervals = new Map(policy.timeIntervals.map(({ name, timeIntervals }) => [name, timeIntervals.map(parseTimeInterval)]));
  parsed.set(policy.timeIntervals, intervals);
  return intervals;
};

/** Of these names, those whose intervals a moment lies in; a name that is not declared has none. */
export const intervalsAt = (policy: Pick<RoutesPolicy, 'timeIntervals'>, names: readonly string[], at: number): readonly string[] => {
  const intervals = intervalsOf(policy);
  return names.filter((name) => intervals.get(name)?.some((interval) => containsTime(interval, at)) === true);
};
