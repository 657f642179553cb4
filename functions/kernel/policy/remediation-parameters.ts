/** Values that a remediation rule gives on: the operator's own text, or what a label holds, as far as the operator lets it. */
import * as z from 'zod';

/** A label of the alert, and what its value must be from its first character to its last. */
const fromLabel = z.strictObject({
  label: z.string().min(1).max(200),
  pattern: z.string().max(500),
  /** `integer` and `number` are written anew from the number they mean: `007` becomes `7`. */
  type: z.enum(['text', 'integer', 'number']).default('text'),
  /** Characters; of numbers the bounds below count. */
  maxLength: z.number().int().min(1).max(1000).default(200),
  min: z.number().optional(),
  max: z.number().optional(),
});

/** Parameters: fixed text, or a label's value. Names are the operator's own: none comes from telemetry. */
export const parameters = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/), z.union([z.string().max(2000), fromLabel]))
  .default({});
