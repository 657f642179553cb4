/**
 * A slow, independent reading of a schedule: it sweeps over every minute with a wall clock in hand, and paints who is on call.
 *
 * The rules as written: a turn begins, a restriction begins and ends, a layer begins and ends, and a holiday begins and ends at the
 * first minute at which the wall clock of the layer shows that time or a later one. Turns follow each other by the calendar.
 * A later layer paints over an earlier one, swaps change the painted names one after the other, overrides paint over all.
 * It shares no code with the library, and asks Intl for the wall clock of each hour instead of looking for changes.
 */
import type { SchedulesPolicy } from '#kernel/policy.ts';

type Written = SchedulesPolicy['schedules'][string];
type WrittenLayer = Written['layers'][number];

const minutesOfDay = 1440;
const weekdayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Minutes since the epoch as a wall clock shows them, for each minute from one instant (minutes since the epoch) on. */
export const sweepClock = (zone: string, from: number, count: number): Int32Array => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const shown = (minute: number): number => Date.parse(`${format.format(minute * 60_000).replace(' ', 'T')}Z`) / 60_000;
  const clock = new Int32Array(count);
  let next = shown(from);
  for (let hour = 0; hour < count; hour += 60) {
    const first = next;
    next = shown(from + hour + 60);
    for (let minute = hour; minute < Math.min(hour + 60, count); minute += 1)
      clock[minute] = next - first === 60 ? first + minute - hour : shown(from + minute);
  }
  return clock;
};

const minutesOf = (text: string): number => Date.parse(`${text.length === 10 ? `${text}T00:00` : text}Z`) / 60_000;
const timeOfDay = (text: string): number => {
  const [hour, minute] = text.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
};
const weekdayOf = (minute: number): string => weekdayNames[new Date(minute * 60_000).getUTCDay()] ?? '';

/** The handover before the first: walks back from the start, minute by minute, to the time and weekday of the handover. */
const firstHandover = ({ start, handover }: WrittenLayer): number => {
  let minute = minutesOf(start);
  if (handover === undefined) return minute;
  while (minute % minutesOfDay !== timeOfDay(handover.time) || (handover.weekday ?? weekdayOf(minute)) !== weekdayOf(minute)) minute -= 1;
  return minute;
};

/** Paints true where a stretch of the wall clock, from one time to before another, has been reached and not yet left. */
const paintStretches = (clock: Int32Array, stretches: readonly (readonly [number, number])[]): Uint8Array => {
  const painted = new Uint8Array(clock.length);
  for (const [begin, end] of stretches) {
    let minute = firstShowing(clock, begin);
    for (; minute < clock.length && (clock[minute] ?? 0) < end; minute += 1) painted[minute] = 1;
  }
  return painted;
};

/** The first minute at which the clock shows a time or a later one. The guess is early by more than a zone ever shifted; then every minute is looked at. */
const firstShowing = (clock: Int32Array, time: number): number => {
  let minute = Math.max(0, time - (clock[0] ?? 0) - 1600);
  if (minute >= clock.length) return clock.length;
  while (minute < clock.length && (clock[minute] ?? 0) < time) minute += 1;
  return minute;
};

/** Every day that the clock shows, as its midnight. */
const midnights = (clock: Int32Array): readonly number[] => {
  const first = Math.floor((clock[0] ?? 0) / minutesOfDay) - 2;
  const last = Math.floor((clock.at(-1) ?? 0) / minutesOfDay) + 2;
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * minutesOfDay);
};

const paintLayer = (
  layer: WrittenLayer,
  clock: Int32Array,
  policy: SchedulesPolicy,
  paint: (minute: number, turn: number) => void,
): void => {
  const days = midnights(clock);
  const restricted =
    layer.restrictions.length === 0
      ? undefined
      : paintStretches(
          clock,
          layer.restrictions.flatMap(({ from, to, weekdays }) =>
            days
              .filter((midnight) => weekdays === undefined || (weekdays as readonly string[]).includes(weekdayOf(midnight)))
              .map((midnight) => {
                const [begin, end] = [timeOfDay(from), timeOfDay(to)];
                return [midnight + begin, midnight + end + (end <= begin ? minutesOfDay : 0)] as const;
              }),
          ),
        );
  const holidaysOf = (names: readonly string[]): Uint8Array =>
    paintStretches(
      clock,
      names.flatMap((name) => (policy.holidays[name] ?? []).map((date) => [minutesOf(date), minutesOf(date) + minutesOfDay] as const)),
    );
  const only = layer.onlyOnHolidays.length === 0 ? undefined : holidaysOf(layer.onlyOnHolidays);
  const not = holidaysOf(layer.notOnHolidays);
  const [start, end] = [minutesOf(layer.start), layer.end === undefined ? Number.POSITIVE_INFINITY : minutesOf(layer.end)];
  const shift = Number(layer.shift.slice(0, -1)) * ({ h: 60, d: minutesOfDay, w: 7 * minutesOfDay }[layer.shift.slice(-1)] ?? 0);
  let turn = -1;
  let next = firstHandover(layer);
  let begun = false;
  let ended = false;
  for (let minute = 0; minute < clock.length; minute += 1) {
    const shown = clock[minute] ?? 0;
    begun ||= shown >= start;
    ended ||= shown >= end;
    while (shown >= next) {
      turn += 1;
      next += shift;
    }
    if (!begun || ended || restricted?.[minute] === 0 || only?.[minute] === 0 || not[minute] === 1) continue;
    paint(minute, turn % layer.people.length);
  }
};

/** Who is on call in each minute: an index into `sets`, whose first is nobody. */
export interface Painted {
  readonly sets: readonly string[];
  readonly minutes: Uint16Array;
}

/** People as the paintings compare them: in order, with commas; '' for nobody. */
export const setOf = (people: readonly string[]): string => [...new Set(people)].sort().join(',');

/** Paints `count` minutes from an instant in minutes since the epoch; times of overrides and swaps are whole minutes with an offset, or local. */
export const paintSchedule = (policy: SchedulesPolicy, schedule: Written, clocks: (zone: string) => Int32Array, from: number): Painted => {
  const own = clocks(schedule.timeZone);
  const sets: string[] = [''];
  const indexOf = (set: string): number => {
    if (!sets.includes(set)) sets.push(set);
    return sets.indexOf(set);
  };
  const minutes = new Uint16Array(own.length);
  for (const layer of schedule.layers) {
    const turns = layer.people.map((turn) => indexOf(setOf(typeof turn === 'string' ? [turn] : turn)));
    paintLayer(layer, clocks(layer.timeZone ?? schedule.timeZone), policy, (minute, turn) => {
      minutes[minute] = turns[turn] ?? 0;
    });
  }
  const minuteOf = (text: string): number =>
    /Z$|[+-]\d\d:\d\d$/.test(text.slice(10)) ? Date.parse(text) / 60_000 - from : firstShowing(own, minutesOf(text));
  const each = (span: { readonly from: string; readonly to: string }, change: (set: number) => number): void => {
    for (let minute = Math.max(0, minuteOf(span.from)); minute < Math.min(own.length, minuteOf(span.to)); minute += 1)
      minutes[minute] = change(minutes[minute] ?? 0);
  };
  for (const swap of schedule.swaps)
    each(swap, (set) => {
      const people = (sets[set] ?? '').split(',');
      return people.includes(swap.of) ? indexOf(setOf(people.map((person) => (person === swap.of ? swap.by : person)))) : set;
    });
  for (const override of schedule.overrides) each(override, () => indexOf(setOf(override.people)));
  return { sets, minutes };
};
