/** The settings of detection.yaml. */
import * as z from 'zod';
import { severities } from '#kernel/severity.ts';

/** `detection.yaml`: when a series is worth a finding. */
export const detectionSchema = z.strictObject({
  /** Consecutive anomalous samples that open an alert, and normal ones that close it. */
  alarmAfter: z.number().int().min(1).default(2),
  clearAfter: z.number().int().min(1).default(4),
  /** Metric names not looked at (exact, or a prefix ending in `*`). */
  ignore: z.array(z.string()).default([]),
  /** Upper bound of series kept per resource, and of those per metric (or kind of spans); what can be added up of more is one series. */
  maxSeriesPerResource: z.number().int().min(1).default(500),
  maxSeriesPerMetric: z.number().int().min(1).default(200),
  severity: z.enum(severities).default('warning'),
});
