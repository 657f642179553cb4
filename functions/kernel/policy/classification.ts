/** The rules of classification.yaml. */
import * as z from 'zod';
import { categories, severities } from '#kernel/severity.ts';
import { name } from './terms.ts';

const phrases = z.array(z.string().min(2)).min(1);

/** `classification.yaml`: ordered rules; the first that matches decides. Phrases, compared without case: no pattern engine meets attackers' text. */
export const classificationSchema = z.strictObject({
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
