/** What may be done about a condition: remediations.yaml. */
import * as z from 'zod';
import { categories, severities } from '#kernel/severity.ts';
import { remediationTargetsSchema, targetIds, templateForms } from './remediation-targets.ts';
import { minutes, name } from './terms.ts';

/** `remediations.yaml`: rules and the systems they act on. */
export const remediationsSchema = z.strictObject({
  targets: remediationTargetsSchema,
  rules: z.array(
    z
      .strictObject({
        name,
        /** In a responder's words. */
        description: z.string(),
        match: z.strictObject({
          category: z.enum(categories).optional(),
          severity: z.enum(severities).default('critical'),
          labels: z.record(z.string(), z.string()).default({}),
        }),
        target: z.enum(targetIds),
        /** The runbook there, in the target's own form. */
        template: z.string().max(200),
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
      })
      .superRefine(({ target, template }, context) => {
        const { pattern, says } = templateForms[target];
        if (!pattern.test(template)) context.addIssue({ code: 'custom', path: ['template'], message: `on ${target} this is ${says}` });
      }),
  ),
});
