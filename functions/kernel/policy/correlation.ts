/** Which alerts share a cause: correlation.yaml. */
import * as z from 'zod';
import { duration, matcher, name } from './terms.ts';

/** `correlation.yaml`. */
export const correlationSchema = z.strictObject({
  /** An open incident takes in new alerts that have to do with it as long as its last one is not older than this. */
  window: duration.default('15m'),
  /** An alert that fires again within this after its incident was resolved opens that incident again. */
  reopenWithin: duration.default('10m'),
  /** An alert that changes between firing and resolved this often within that time is flapping: it fires until it keeps still. */
  flapping: z
    .strictObject({ changes: z.number().int().min(3).default(6), within: duration.default('30m') })
    .default({ changes: 6, within: '30m' }),
  /** Links weaker than this do not join an alert to an incident, 0 to 1. */
  threshold: z.number().min(0).max(1).default(0.5),
  /** Alerts of both sides, with equal values of these labels, belong together whatever else is known. */
  rules: z
    .array(
      z.strictObject({
        name,
        cause: z.array(matcher).min(1),
        effect: z.array(matcher).min(1),
        equal: z.array(z.string()).default([]),
        strength: z.number().min(0).max(1).default(0.9),
      }),
    )
    .default([]),
});
