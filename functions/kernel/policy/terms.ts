/** What several policy files write the same way. */
import * as z from 'zod';

/** Names operators give: lower case, for people to type. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes');

/** A span of time in minutes, a week at most. */
export const minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);

/** A span of time as Prometheus writes it: `30s`, `5m`, `1h30m`, `500ms`. */
export const duration = z
  .string()
  .regex(/^(?:0|(?=.)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/, 'a duration such as 30s, 5m or 1h30m');

/** A matcher as Alertmanager writes it: `severity="critical"`, `team=~"a|b"`, `env!="dev"`, `pod!~"tmp-.*"`. */
export const matcher = z.string().min(2).max(1000);

/** A time of day of a wall clock: `22:00`. */
export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 22:00');

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

/** An IANA time zone: `Europe/Berlin`. */
export const timeZone = z.string().max(100).refine(isTimeZone, 'an IANA time zone such as Europe/Berlin');

const isDate = (text: string): boolean => {
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === text.slice(0, 10);
};
const clockPattern = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?';
const noDate = 'a date that the calendar has';

/** A day of the calendar: `2026-12-25`. */
export const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-12-25')
  .refine(isDate, noDate);

/** A time on a wall clock, in the time zone that is said beside it: `2026-12-25T09:00`; a date is its midnight. */
export const localTime = z
  .string()
  .regex(new RegExp(`^\\d{4}-\\d{2}-\\d{2}(?:T${clockPattern})?$`), 'a local time such as 2026-12-25T09:00')
  .refine(isDate, noDate);

/** A wall clock's time as above, or one that names its offset from UTC: `2026-12-25T09:00+01:00`, `2026-12-25T08:00Z`. */
export const time = z
  .string()
  .regex(
    new RegExp(`^\\d{4}-\\d{2}-\\d{2}(?:T${clockPattern}(?:Z|[+-](?:0\\d|1[0-4]):[0-5]\\d)?)?$`),
    'a time such as 2026-12-25T09:00, or 2026-12-25T08:00Z',
  )
  .refine(isDate, noDate);

/** Name or ARN of a Secrets Manager secret that holds the value. */
export const secretId = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[a-zA-Z0-9/_+=.@:-]+$/, 'name or ARN of a secret in Secrets Manager');
