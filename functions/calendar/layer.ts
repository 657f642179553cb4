/** A layer of a schedule: whose turn it is, and whether the layer applies. All by the wall clock of its time zone. */

import { weekdays } from '#kernel/policy/terms.ts';
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { type Holidays, onHoliday, readHolidays } from './holidays.ts';
import { dayMs, dayOf, hourMs, readLocal, readTimeOfDay, weekdayOf, weekMs } from './local-time.ts';
import { type Restriction, readRestriction, within } from './restriction.ts';
import { firstInstant, latestLocal } from './zone.ts';

type Written = SchedulesPolicy['schedules'][string]['layers'][number];

/** Local times and spans in milliseconds. */
export interface Layer {
  readonly name: string;
  readonly zone: string;
  readonly turns: readonly (readonly string[])[];
  readonly start: number;
  readonly end: number;
  /** The last handover at or before the start: the first turn counts from it. */
  readonly anchor: number;
  readonly shift: number;
  readonly restrictions: readonly Restriction[];
  readonly onlyOn: Holidays | undefined;
  readonly notOn: Holidays;
}

/** What a layer says at an instant. */
export interface LayerAnswer {
  /** Whose turn it is; nobody where the layer does not apply. */
  readonly people: readonly string[];
  /** Until when that surely stays so: milliseconds since the epoch, or infinity. */
  readonly until: number;
}

const units: Readonly<Record<string, number>> = { h: hourMs, d: dayMs, w: weekMs };

const readShift = (text: string): number => Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? dayMs);

/** The last handover at or before the start. */
const anchorOf = (start: number, handover: Written['handover']): number => {
  if (handover === undefined) return start;
  const time = readTimeOfDay(handover.time);
  const day = dayOf(start - time);
  const back = handover.weekday === undefined ? 0 : (weekdayOf(day) - weekdays.indexOf(handover.weekday) + 7) % 7;
  return (day - back) * dayMs + time;
};

/** The layer with its texts read; `zone` is the schedule's. */
export const readLayer = (written: Written, zone: string, holidays: SchedulesPolicy['holidays']): Layer => {
  const start = readLocal(written.start);
  return {
    name: written.name,
    zone: written.timeZone ?? zone,
    turns: written.people.map((turn) => (typeof turn === 'string' ? [turn] : [...new Set(turn)])),
    start,
    end: written.end === undefined ? Number.POSITIVE_INFINITY : readLocal(written.end),
    anchor: anchorOf(start, written.handover),
    shift: readShift(written.shift),
    restrictions: written.restrictions.map(readRestriction),
    onlyOn: written.onlyOnHolidays.length === 0 ? undefined : readHolidays(holidays, written.onlyOnHolidays),
    notOn: readHolidays(holidays, written.notOnHolidays),
  };
};

const nobody: readonly string[] = [];
const always = { holds: true, until: Number.POSITIVE_INFINITY };

/**
 * Whose turn it is at an instant. Handovers and restrictions keep their time on the wall clock: a turn over a change of the
 * clock is an hour shorter or longer. They happen at the first instant at which the clock shows their time or a later one, so
 * one whose time does not exist at the moment of the change, one whose time comes twice at the first.
 */
export const askLayer = (layer: Layer, at: number): LayerAnswer => {
  const local = latestLocal(layer.zone, at);
  const instant = (boundary: number): number => (Number.isFinite(boundary) ? firstInstant(layer.zone, boundary) : boundary);
  if (local < layer.start) return { people: nobody, until: instant(layer.start) };
  if (local >= layer.end) return { people: nobody, until: Number.POSITIVE_INFINITY };
  const restricted = within(layer.restrictions, local);
  const only = layer.onlyOn === undefined ? always : onHoliday(layer.onlyOn, local);
  const holiday = onHoliday(layer.notOn, local);
  const until = Math.min(layer.end, restricted.until, only.until, holiday.until);
  if (!restricted.holds || !only.holds || holiday.holds) return { people: nobody, until: instant(until) };
  const turn = Math.floor((local - layer.anchor) / layer.shift);
  return {
    people: layer.turns[turn % layer.turns.length] ?? nobody,
    until: instant(Math.min(until, layer.anchor + (turn + 1) * layer.shift)),
  };
};
