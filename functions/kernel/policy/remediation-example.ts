/** An alert, and what a remediation rule makes of it: checked whenever the policy is read, so that a rule says what it does in its author's own cases. */
import * as z from 'zod';
import { findingKinds } from '#kernel/finding.ts';
import { categories, severities } from '#kernel/severity.ts';

/** What is not said of the alert is as the rule asks for it. */
const alert = z.strictObject({
  labels: z.record(z.string().min(1).max(200), z.string().max(4096)),
  category: z.enum(categories).optional(),
  severity: z.enum(severities).optional(),
  kind: z.enum(findingKinds).optional(),
  confidence: z.number().min(0).max(1).default(1),
  /** Of forecasts: in how many hours the limit is reached. */
  hours: z.number().positive().optional(),
  /** Services that the alert's service calls directly, as spans would tell; those of topology.yaml are known anyway. */
  calls: z.array(z.string().min(1).max(200)).default([]),
});

const values = z.record(z.string(), z.string());

export const remediationExample = z.discriminatedUnion('expect', [
  /** It is the rule for it, and the runbook gets exactly these parameters; and what takes it back gets those, where they are said. */
  z.strictObject({ alert, expect: z.literal('run'), parameters: values.default({}), undo: values.optional() }),
  /** It is the rule for it, and a value is not let pass: nothing is run. */
  z.strictObject({ alert, expect: z.literal('refuse') }),
  /** It is not the rule for it. */
  z.strictObject({ alert, expect: z.literal('pass') }),
]);
