/** When nobody is told although something is wrong, because somebody works on it: maintenance.yaml. */
import * as z from 'zod';
import { duration, localTime, matcher, name, timeZone } from './terms.ts';

/** `maintenance.yaml`. */
export const maintenanceSchema = z.strictObject({
  windows: z
    .array(
      z
        .strictObject({
          name,
          /** What is worked on: alerts whose labels all of these agree on. */
          matchers: z.array(matcher).min(1).max(50),
          /** The first window begins here, on the wall clock of the time zone. */
          start: localTime,
          /** How long each takes, in real time; or when the first ends on the wall clock. */
          duration: duration.optional(),
          end: localTime.optional(),
          timeZone: timeZone.default('UTC'),
          /** Recurrence as RFC 5545 writes it: `FREQ=WEEKLY;BYDAY=SU`. Once, without. */
          rrule: z.string().min(1).max(500).optional(),
          /** Windows that are left out: their start, or all that begin on a day. */
          exceptions: z.array(localTime).max(1000).default([]),
          comment: z.string().max(200).optional(),
          author: name.optional(),
        })
        .refine(({ duration, end }) => (duration === undefined) !== (end === undefined), 'either a duration or an end')
        .refine(({ start, end }) => end === undefined || start < end, 'end is after start'),
    )
    .max(500)
    .default([]),
});
