/** The settings of detection.yaml. */
import * as z from 'zod';
import { severities } from '#kernel/severity.ts';
import { forecastsSchema } from './forecasts.ts';

/** `detection.yaml`: when a series is worth a finding. */
export const detectionSchema = z.strictObject({
  /** Consecutive anomalous samples that open an alert, and normal ones that close it. */
  alarmAfter: z.number().int().min(1).default(2),
  clearAfter: z.number().int().min(1).default(4),
  /** Metric names not looked at (exact, or a prefix ending in `*`). */
  ignore: z.array(z.string()).default([]),
  /** Upper bound of series kept per resource; more are counted, not scored. */
  maxSeriesPerResource: z.number().int().min(1).default(500),
  severity: z.enum(severities).default('warning'),
  /** What runs out, and when that is told. */
  forecasts: forecastsSchema,
});
