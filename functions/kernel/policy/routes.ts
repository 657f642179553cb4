/** Which alerts belong together, who hears of them, and when not: routes.yaml, in the words of alertmanager.yml. */
import * as z from 'zod';
import { duration, matcher, name } from './terms.ts';

const labelName = z.string().min(1).max(200);

/** What a route says; what it leaves out it takes from the route above it, but for the intervals. */
const routeFields = {
  /** For people, and for the record. */
  name: name.optional(),
  /** Name of a receiver. Without one nobody is told of the group; a critical incident still escalates. */
  receiver: z.string().min(1).optional(),
  /** Name of the escalation policy that critical incidents follow. */
  escalation: name.optional(),
  /** Labels whose values make a group; `...` means all of them. */
  groupBy: z.array(labelName).optional(),
  groupWait: duration.optional(),
  groupInterval: duration.optional(),
  repeatInterval: duration.optional(),
  muteTimeIntervals: z.array(z.string()).default([]),
  activeTimeIntervals: z.array(z.string()).default([]),
};

/** A route below the root: takes the alerts that all its matchers agree on. */
export interface RouteNode extends z.infer<z.ZodObject<typeof routeFields>> {
  readonly matchers: string[];
  readonly continue: boolean;
  readonly routes: RouteNode[];
}

const routeSchema: z.ZodType<RouteNode> = z.strictObject({
  ...routeFields,
  matchers: z.array(matcher).default([]),
  /** Whether the routes after this one are asked too. */
  continue: z.boolean().default(false),
  routes: z.lazy(() => z.array(routeSchema)).default([]),
});

const timeIntervalSchema = z.strictObject({
  times: z.array(z.strictObject({ startTime: z.string(), endTime: z.string() })).optional(),
  weekdays: z.array(z.string()).optional(),
  daysOfMonth: z.array(z.string()).optional(),
  months: z.array(z.string()).optional(),
  years: z.array(z.string()).optional(),
  /** IANA name; UTC without one. */
  location: z.string().optional(),
});

/** `routes.yaml`. */
export const routesSchema = z.strictObject({
  /** The root: takes every alert that no route below it takes. */
  route: z.strictObject({ ...routeFields, escalation: name, routes: z.array(routeSchema).default([]) }),
  receivers: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** Names of `channels.yaml`. */
        channels: z
          .array(
            z.strictObject({
              channel: name,
              sendResolved: z.boolean().default(true),
              /** Alerts in one message at most; 0 for all. */
              maxAlerts: z.number().int().min(0).default(0),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  inhibitRules: z
    .array(
      z.strictObject({
        name: name.optional(),
        sourceMatchers: z.array(matcher).default([]),
        targetMatchers: z.array(matcher).default([]),
        equal: z.array(labelName).default([]),
      }),
    )
    .default([]),
  timeIntervals: z.array(z.strictObject({ name: z.string().min(1), timeIntervals: z.array(timeIntervalSchema) })).default([]),
  /** An alert not seen for this long is taken as resolved; a forecast after four hours at least. */
  resolveTimeout: duration.default('5m'),
});
