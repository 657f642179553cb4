/** What is forecast, and when that is worth telling: section `forecasts` of detection.yaml. */
import * as z from 'zod';
import { categories } from '#kernel/severity.ts';
import { duration, name } from './terms.ts';

const watchSchema = z.strictObject({
  /** Names the condition: an alert of `disk` is `<metric> forecast disk`. */
  name,
  /** What comes to pass, as a title says it: `disk full`. */
  says: z.string().min(1).max(60),
  category: z.enum(categories).default('resource_exhaustion'),
  /** Time left from which on it is told, instead of the section's own. */
  warning: duration.optional(),
  critical: duration.optional(),
  metrics: z
    .array(
      z.strictObject({
        /** The metric's name. */
        metric: z.string().min(1).max(200),
        /**
         * `level`: it runs towards the limit. `seconds_left`: the metric says itself how long it will last; `epoch_seconds`: until
         * when. The latter two need no limit.
         */
        values: z.enum(['level', 'seconds_left', 'epoch_seconds']).default('level'),
        /** A number, or the name of a metric of the same resource with the same labels but for those named in `labels`; where that is not above 0, there is no limit. */
        limit: z.union([z.number(), z.string().min(1).max(200)]).default(0),
        /** `rising` values run up to the limit, `falling` ones down. */
        direction: z.enum(['rising', 'falling']).default('rising'),
        /** Which end of a saw-tooth must reach the limit: a disk is full at its first peak, a heap when even collections free none. */
        envelope: z.enum(['peaks', 'troughs']).default('peaks'),
        /** Attributes of the series: `a|b` is one of these, `!a|b` none of these; one that is not there is empty. */
        labels: z.record(z.string().min(1), z.string().max(1000)).default({}),
      }),
    )
    .min(1)
    .max(200),
});

/** Section `forecasts`. */
export const forecastsSchema = z
  .strictObject({
    /** Told when the limit is more likely than not reached within this, and almost surely within twice as long. */
    warning: duration.default('7d'),
    critical: duration.default('1d'),
    /** Upper bound of series forecast per resource, the first that come. */
    maxSeriesPerResource: z.number().int().min(0).max(1000).default(100),
    /** A series falls under the first that fits it. */
    watch: z.array(watchSchema).max(200).default([]),
  })
  .default({ warning: '7d', critical: '1d', maxSeriesPerResource: 100, watch: [] });
