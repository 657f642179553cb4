/** The rules of classification.yaml: for messages, and for what other systems judged. */
import * as z from 'zod';
import { categories, severities } from '#kernel/severity.ts';
import { name } from './terms.ts';

const phrases = z.array(z.string().min(2)).min(1);

/** `classification.yaml`: ordered rules; the first that matches decides. Phrases, compared without case: no pattern engine meets attackers' text. */
export const classificationSchema = z.strictObject({
  /** What other systems' judgements mean here; where none matches, the source's own word decides: `page`, `fatal`, `Warning`, `P2`. */
  events: z
    .array(
      z.strictObject({
        name,
        match: z.strictObject({
          /** The system that judged: `alertmanager`, `sentry`, `kubernetes`, `cloudwatch`. */
          source: name.optional(),
          /** The source's own word is one of these, in lower case. */
          severityText: z.array(z.string().toLowerCase().min(1)).min(1).optional(),
          /** At least one of these phrases is in its name or message, compared without case. */
          anyOf: phrases.optional(),
        }),
        severity: z.enum(severities),
        category: z.enum(categories),
        confidence: z.number().min(0).max(1).default(0.9),
        reason: z.string().min(1).max(300),
      }),
    )
    .default([]),
  rules: z.array(
    z.strictObject({
      name,
      match: z.strictObject({
        /** At least one of these phrases is in the masked message. */
        anyOf: phrases.optional(),
        /** All of them are. */
        allOf: phrases.optional(),
        /** None of them is. */
        noneOf: phrases.optional(),
        /** OpenTelemetry severity number at least: 9 info, 13 warn, 17 error, 21 fatal. */
        minSeverityNumber: z.number().int().min(1).max(24).optional(),
        /** Equal resource attributes. */
        resource: z.record(z.string(), z.string()).optional(),
      }),
      severity: z.enum(severities),
      category: z.enum(categories),
      confidence: z.number().min(0).max(1).default(0.9),
      reason: z.string().min(1).max(300),
      /** Each rule proves itself: a message it must match and one it must not. */
      examples: z.strictObject({ matches: z.string(), differs: z.string() }),
    }),
  ),
});
