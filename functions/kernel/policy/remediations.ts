/** What may be done about a condition: remediations.yaml. */
import * as z from 'zod';
import { categories, severities } from '#kernel/severity.ts';
import { minutes, name } from './terms.ts';

/** `remediations.yaml`: rules and the systems they act on. */
export const remediationsSchema = z.strictObject({
  targets: z.strictObject({ awx: z.strictObject({ url: z.url({ protocol: /^https$/ }) }).optional() }),
  rules: z.array(
    z.strictObject({
      name,
      /** In a responder's words. */
      description: z.string(),
      match: z.strictObject({
        category: z.enum(categories).optional(),
        severity: z.enum(severities).default('critical'),
        labels: z.record(z.string(), z.string()).default({}),
      }),
      target: z.literal('awx'),
      /** The runbook there: for AWX the job template's numeric id. */
      template: z.string().regex(/^[0-9]{1,9}$/),
      /** Parameters: fixed text, or a label of the alert with the pattern its value must match entirely. */
      parameters: z.record(z.string(), z.union([z.string(), z.strictObject({ label: z.string(), pattern: z.string() })])).default({}),
      approval: z.strictObject({
        required: z.boolean(),
        expiresMinutes: minutes.default(60),
        notify: z.array(z.string()).default([]),
        channels: z.array(name).default([]),
      }),
      cooldownMinutes: minutes.default(30),
      /** After the job, wait this long, then look whether the alert still fires. */
      verifyAfterMinutes: minutes.default(2),
      /** How long the job may take. */
      timeoutMinutes: minutes.default(10),
    }),
  ),
});
