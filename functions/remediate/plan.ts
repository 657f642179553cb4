/** What will be done about an alert, settled once when its rule matches: what is approved is what is launched. */
import * as z from 'zod';

export const planSchema = z.object({
  rule: z.string(),
  description: z.string(),
  target: z.string(),
  template: z.string(),
  /** Already matched against the rule's patterns. */
  parameters: z.record(z.string(), z.string()),
  /** In a sentence: which runbook, where, with what. */
  summary: z.string(),
  approvalRequired: z.boolean(),
  approvalId: z.string(),
  approvalSeconds: z.number().int().positive(),
  /** Who hears about this remediation, and where. */
  recipients: z.array(z.string()),
  channels: z.array(z.string()),
  cooldownSeconds: z.number().int().nonnegative(),
  verifySeconds: z.number().int().nonnegative(),
  timeoutSeconds: z.number().int().positive(),
  /** How often the job is looked at. */
  pollSeconds: z.number().int().positive(),
});

export type Plan = z.infer<typeof planSchema>;
