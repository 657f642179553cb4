/** The settings of detection.yaml. */
import * as z from 'zod';
import { severities } from '#kernel/severity.ts';
import { forecastsSchema } from './forecasts.ts';
import { name } from './terms.ts';

const bound = z.number().min(-1e15).max(1e15);

/** A limit of its own for some metrics, with hysteresis. */
const thresholdSchema = z
  .strictObject({
    /** Names the detector in findings: `static-threshold-<name>`. */
    name,
    /** Values from here on are a warning, and critical; either may be left out. */
    warning: bound.optional(),
    critical: bound.optional(),
    /** Raised once, it lasts until a value is on the safe side of this. */
    clear: bound,
    /** `below` where low values are bad: free connections. */
    direction: z.enum(['above', 'below']).default('above'),
    /** Values must lie beyond for so long, by their own timestamps. */
    forMinutes: z
      .number()
      .min(0)
      .max(24 * 60)
      .default(5),
    metrics: z
      .array(
        z.strictObject({
          /** The metric's name, or its beginning before `*`. */
          metric: z.string().min(1).max(200),
          /** How samples become the number that is compared: 0.2 free is 80 used. */
          values: z.enum(['as_sent', 'ratio', 'free_percent', 'free_ratio']).default('as_sent'),
          /** Attributes of the series: `a|b` is one of these, `!a|b` none of these; one that is not there is empty. */
          labels: z.record(z.string().min(1), z.string().max(1000)).default({}),
        }),
      )
      .min(1)
      .max(200),
  })
  .superRefine(({ warning, critical, clear, direction }, context) => {
    const say = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const sign = direction === 'above' ? 1 : -1;
    if (warning === undefined && critical === undefined) say('warning', 'warning or critical is needed');
    if (warning !== undefined && critical !== undefined && sign * (critical - warning) <= 0)
      say('critical', `critical lies ${direction} warning`);
    for (const limit of [warning, critical])
      if (limit !== undefined && sign * (limit - clear) < 0) say('clear', `clear does not lie ${direction} ${limit}`);
  });

/** `detection.yaml`: when a series is worth a finding. */
export const detectionSchema = z.strictObject({
  /** A score from here on opens an alert; detectors are calibrated so that 0.5 is news. */
  threshold: z.number().min(0.01).max(1).default(0.5),
  /** Consecutive abnormal samples that open an alert, and normal ones that close it. */
  alarmAfter: z.number().int().min(1).default(1),
  clearAfter: z.number().int().min(1).default(4),
  /** Metric names not looked at (exact, or a prefix ending in `*`). */
  ignore: z.array(z.string()).default([]),
  /** Upper bound of series kept per resource, and of those per metric (or kind of spans); what can be added up of more is one series. */
  maxSeriesPerResource: z.number().int().min(1).default(500),
  maxSeriesPerMetric: z.number().int().min(1).default(200),
  severity: z.enum(severities).default('warning'),
  /** Series that came regularly and come no more while their resource still speaks: missed after so many minutes. */
  absence: z
    .strictObject({
      afterMinutes: z
        .number()
        .min(1)
        .max(24 * 60)
        .default(5),
      severity: z.enum(severities).default('warning'),
    })
    .prefault({}),
  /** A series falls under the first that fits it, with severities of its own. */
  thresholds: z.array(thresholdSchema).max(200).default([]),
  /** What runs out, and when that is told. */
  forecasts: forecastsSchema,
  /** Which anomalies the models of providers.yaml are asked to remark on; nobody is asked without it. What they say annotates, it decides nothing. */
  secondOpinion: z
    .strictObject({
      /** From this severity on. */
      severity: z.enum(['critical', 'warning']).default('critical'),
      /** Seconds until a model is asked, so that the neighbours are known; SQS delays by 900 at most. */
      afterSeconds: z.number().int().min(0).max(900).default(60),
      /** Other alerts of the incident that are shown, at most. */
      neighbours: z.number().int().min(0).max(50).default(10),
    })
    .optional(),
});
