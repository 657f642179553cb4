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
