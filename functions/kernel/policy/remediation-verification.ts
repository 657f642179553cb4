/** How a runbook is seen to have helped. */
import * as z from 'zod';
import { aggregates, fieldPattern } from '#kernel/metric-history.ts';
import { parameters } from './remediation-parameters.ts';
import { minutes } from './terms.ts';

/** A metric that must be well besides, in every series of it: one without samples since the runbook took effect is not seen to be. */
const metric = z
  .strictObject({
    name: z.string().min(1).max(255),
    /** `value` of gauges and sums; of distributions `count`, `sum`, `min`, `max`, or a summary's quantile such as `p99`. */
    field: z.string().regex(fieldPattern, 'value, count, sum, min, max, or a quantile such as p99').default('value'),
    /** A series must have all of them. */
    labels: parameters,
    /** What is made of a series' samples of the last `overMinutes`, or since the runbook took effect where that is shorter. */
    aggregate: z.enum(aggregates).default('avg'),
    overMinutes: minutes.default(5),
    /** It lies below this, and above that. */
    below: z.number().optional(),
    above: z.number().optional(),
  })
  .refine(({ below, above }) => below !== undefined || above !== undefined, 'says neither below nor above what it must lie');

export const verification = z.strictObject({
  /** `silent`: no evidence since the runbook took effect. `resolved`: what raised it says that it is over, as forecasts do by the hour. */
  alert: z.enum(['silent', 'resolved']).default('silent'),
  /** How long it may take until that is so, after the wait of `verifyAfterMinutes`. */
  withinMinutes: z
    .number()
    .nonnegative()
    .max(24 * 60)
    .default(0),
  /** An address that must answer 2xx to a GET besides. */
  probe: z.strictObject({ url: z.url({ protocol: /^https$/ }) }).optional(),
  metric: metric.optional(),
});
