/** Who is on call when: schedules.yaml. */
import * as z from 'zod';
import { date, localTime, name, time, timeOfDay, timeZone, weekdays } from './terms.ts';

const comment = z.string().max(200).optional();

/** Times of day, and days of the week, in which a layer applies. */
const restriction = z.strictObject({
  from: timeOfDay,
  /** Not later than `from`: on the next day. */
  to: timeOfDay,
  /** Days on which it begins; every day without any. */
  weekdays: z.array(z.enum(weekdays)).min(1).optional(),
});

const layer = z
  .strictObject({
    name,
    /** Who takes turns; a list within the list shares a turn. */
    people: z
      .array(z.union([name, z.array(name).min(1).max(20)]))
      .min(1)
      .max(200),
    /** The first of them begins here, on the wall clock of the time zone. */
    start: localTime,
    end: localTime.optional(),
    /** How long a turn is, on the wall clock: hours, days or weeks. */
    shift: z
      .string()
      .regex(/^[1-9]\d{0,3}[hdw]$/, 'a shift such as 12h, 1d or 2w')
      .default('1w'),
    /** When turns change, where not at the time and weekday of `start`; the first turn is then shorter. */
    handover: z.strictObject({ time: timeOfDay, weekday: z.enum(weekdays).optional() }).optional(),
    /** The layer applies in any of these; always without one. */
    restrictions: z.array(restriction).max(50).default([]),
    /** The layer applies on days of these lists of holidays only. */
    onlyOnHolidays: z.array(name).default([]),
    /** The layer does not apply on days of these lists. */
    notOnHolidays: z.array(name).default([]),
    /** The schedule's, unless said otherwise. */
    timeZone: timeZone.optional(),
  })
  .refine(({ start, end }) => end === undefined || start < end, 'end is after start')
  .refine(
    ({ handover, shift }) => handover?.weekday === undefined || shift.endsWith('w'),
    'a handover has a weekday where shifts are weeks',
  );

const schedule = z.strictObject({
  description: comment,
  timeZone: timeZone.default('UTC'),
  /** A later layer takes precedence over an earlier one, when it applies. */
  layers: z.array(layer).min(1).max(50),
  /** These people instead, for a time; the last one that holds speaks. */
  overrides: z
    .array(z.strictObject({ from: time, to: time, people: z.array(name).min(1).max(20), comment }))
    .max(2000)
    .default([]),
  /** One person takes another's turns for a time; in this order, each as the ones before have left it. Overrides stand above them. */
  swaps: z
    .array(z.strictObject({ from: time, to: time, of: name, by: name, comment }))
    .max(2000)
    .default([]),
});

/** `schedules.yaml`. */
export const schedulesSchema = z.strictObject({
  /** Lists of whole days. */
  holidays: z.record(name, z.array(date).max(2000)).default({}),
  schedules: z.record(name, schedule).default({}),
});
