/** What will be done about an alert, settled once when its rule matches: what is approved is what is launched. */
import * as z from 'zod';

const parameters = z.record(z.string(), z.string());

export const planSchema = z.object({
  rule: z.string(),
  description: z.string(),
  target: z.string(),
  template: z.string(),
  /** Already matched against the rule's patterns. */
  parameters,
  /** In a sentence: which runbook, where, with what. */
  summary: z.string(),
  /** What the target says it will change and what that may break; known once it was asked. */
  changes: z.string().optional(),
  touches: z.array(z.string()).default([]),
  /** Where the alert is, for the blast radius: `environment/namespace/service`. */
  service: z.string(),
  /** Of the alert, as it was when the rule matched. */
  confidence: z.number(),
  forecast: z.boolean().default(false),
  /** How it is taken back. */
  undo: z
    .union([z.object({ by: z.literal('target') }), z.object({ by: z.literal('runbook'), template: z.string(), parameters })])
    .optional(),
  /** What was done is stated here by hash: rehearsals and audits speak of the same. */
  runbookHash: z.string(),
  approvalId: z.string(),
  approvalSeconds: z.number().int().positive(),
  approvers: z.number().int().positive(),
  /** Whose yes does not count. */
  author: z.string().optional(),
  /** Who hears about this remediation, and where. */
  recipients: z.array(z.string()),
  channels: z.array(z.string()),
  cooldownSeconds: z.number().int().nonnegative(),
  verifySeconds: z.number().int().nonnegative(),
  /** How long verification may look again after the first look. */
  verifyWithinSeconds: z.number().int().nonnegative(),
  /** Which series tell whether it helped. */
  metricLabels: parameters.optional(),
  timeoutSeconds: z.number().int().positive(),
  /** How often the job is looked at. */
  pollSeconds: z.number().int().positive(),
});

export type Plan = z.infer<typeof planSchema>;

/** How long a job may take to stop once it was told to, with the calls that ask: the workflow's waits, seconds. */
const stopSeconds = 300;

/** How long it may be under way at most, from the lock to the end of an undo, without the wait for an approval: seconds. */
export const longestSeconds = (plan: Plan): number =>
  3 * (plan.timeoutSeconds + stopSeconds) + plan.verifySeconds + plan.verifyWithinSeconds + plan.cooldownSeconds;
